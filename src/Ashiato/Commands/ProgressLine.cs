using System.Globalization;
using Ashiato.Storage;

namespace Ashiato.Commands;

/// <summary>Tells on standard error how far long work is: in place on a terminal, by a line every few seconds elsewhere.</summary>
internal sealed class ProgressLine(string verb) : IProgress<UpkeepProgress>, IDisposable
{
    private static readonly TimeSpan s_onTerminal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_elsewhere = TimeSpan.FromSeconds(5);

    private readonly bool _isTerminal = !System.Console.IsErrorRedirected;
    private readonly Lock _gate = new();
    private long _told = TimeProvider.System.GetTimestamp();
    private int _width;

    public void Report(UpkeepProgress value)
    {
        lock (_gate)
        {
            if (TimeProvider.System.GetElapsedTime(_told) < (_isTerminal ? s_onTerminal : s_elsewhere)) return;
            _told = TimeProvider.System.GetTimestamp();
            double share = value.TotalBytes == 0 ? 1 : (double)value.DoneBytes / value.TotalBytes;
            string line = string.Create(CultureInfo.InvariantCulture, $"{verb} {share:P0} of {Bytes(value.TotalBytes)}, {value.File}");
            if (!_isTerminal) System.Console.Error.WriteLine(line);
            else System.Console.Error.Write("\r" + line.PadRight(_width));
            _width = line.Length;
        }
    }

    /// <summary>Leaves a terminal's line empty.</summary>
    public void Dispose()
    {
        lock (_gate)
            if (_isTerminal && _width > 0) System.Console.Error.Write("\r" + new string(' ', _width) + "\r");
    }

    /// <summary>A number of bytes for people.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1_024 && unit < units.Length - 1; unit++) value /= 1_024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}
