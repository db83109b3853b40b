using System.Globalization;

namespace Ashiato.Console.Administration;

/// <summary>Amounts of bytes for people, in powers of 1,024.</summary>
internal static class Sizes
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Three significant digits and the unit that fits: <c>394 B</c>, <c>2.18 MiB</c>.</summary>
    public static string Of(double bytes)
    {
        int unit = 0;
        // Just below the next unit, three digits would round to 1,024 of this one.
        for (; bytes >= 999.5 && unit < Units.Length - 1; unit++) bytes /= 1_024;
        int decimals = unit == 0 ? 0 : bytes < 9.995 ? 2 : bytes < 99.95 ? 1 : 0;
        return bytes.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
