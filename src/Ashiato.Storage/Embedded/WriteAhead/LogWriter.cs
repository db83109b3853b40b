using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.WriteAhead;

/// <summary>Appends to the newest file of the log. Used by one thread at a time.</summary>
/// <remarks>
/// After a failed write nothing is appended behind it: what the disk kept of the write is taken back, and the next
/// append begins a new file. So only the last record of a file can be torn.
/// </remarks>
internal sealed class LogWriter(string directory, long lastNumber, Func<string, ILogFile> open, Func<IReadOnlyCollection<BatchId>> batchIds) : IDisposable
{
    private ILogFile? _file;
    private long _length;

    /// <summary>A file of the log.</summary>
    /// <param name="Number">Later files have higher ones.</param>
    /// <param name="Path">Where it is.</param>
    // A class: sorting structures would have to be compiled at each start.
    internal sealed record Numbered(long Number, string Path);

    /// <summary>The number of the newest file, whether or not it could be made.</summary>
    public long Number { get; private set; } = lastNumber;

    /// <summary>The path of a file of the log.</summary>
    public static string PathOf(string directory, long number) =>
        Path.Combine(directory, number.ToString("d12", CultureInfo.InvariantCulture) + ".wal");

    /// <summary>The files of the log, oldest first.</summary>
    public static IEnumerable<Numbered> FilesIn(string directory) =>
        Directory.EnumerateFiles(directory, "*.wal")
            .Select(path => new Numbered(long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1, path))
            .Where(file => file.Number >= 0)
            .OrderBy(file => file.Number);

    /// <summary>Appends records and waits until they are durable.</summary>
    /// <exception cref="IOException">They could not be written; the log is as it was before.</exception>
    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        if (_file is null) Begin();
        try
        {
            WriteDurably(records);
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    /// <summary>Begins a new file, so that all before can be removed once their events are in segments.</summary>
    /// <exception cref="IOException">The file could not be made.</exception>
    public void Roll() => Begin();

    /// <summary>Takes back the unused end of the newest file and closes it.</summary>
    public void Dispose() => Close();

    private void Begin()
    {
        Close();
        Number++;
        _length = 0;
        string path = PathOf(directory, Number);
        try
        {
            _file = open(path);
            // The ids of earlier batches travel along: older files, and with them their ids, are removed.
            using var head = new PooledBuffer();
            LogRecord.FileMark.CopyTo(head.GetSpan(LogRecord.FileMark.Length));
            head.Advance(LogRecord.FileMark.Length);
            LogRecord.Write(batchIds(), head);
            WriteDurably([head.Memory]);
        }
        catch
        {
            Abandon();
            // Or a full disk would gather one empty file an attempt.
            if (File.Exists(path)) File.Delete(path);
            throw;
        }
    }

    private void WriteDurably(IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        _file!.Write(buffers, _length);
        _file.Flush();
        foreach (var buffer in buffers) _length += buffer.Length;
    }

    private void Abandon()
    {
        try
        {
            _file?.Truncate(_length);
            _file?.Flush();
        }
        catch (IOException)
        {
            // The reader stops at the torn record just as well.
        }
        _file?.Dispose();
        _file = null;
    }

    private void Close()
    {
        try
        {
            _file?.Truncate(_length);
        }
        catch (IOException)
        {
            // Zeros behind the last record only take space.
        }
        _file?.Dispose();
        _file = null;
    }
}
