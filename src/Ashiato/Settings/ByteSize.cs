using System.Globalization;

namespace Ashiato.Settings;

/// <summary>Sizes as people write them: a number and a unit, such as <c>500MB</c> or <c>1.5 GiB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, double Bytes)[] s_units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    /// <summary>Reads a size. KB, MB, GB and TB are powers of 1,000, KiB, MiB, GiB and TiB of 1,024; letter case does not matter.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        foreach (var (unit, factor) in s_units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length).Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return false;
            if (number * factor is not (>= 0 and < long.MaxValue)) return false;
            bytes = (long)(number * factor);
            return true;
        }
        return false;
    }
}
