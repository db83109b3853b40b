using System.Globalization;

namespace Ashiato.Console.Formatting;

/// <summary>How numbers are written. <c>wwwroot/traces/format.js</c> writes the same for what browsers draw.</summary>
internal static class Figures
{
    /// <summary>What stands where there is no value.</summary>
    public const string Missing = "–";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>A duration that stands alone: three significant digits and the unit that fits, apart so that the unit can be set lighter.</summary>
    public static (string Digits, string Unit) DurationParts(double? micros)
    {
        if (micros is not { } value || double.IsNaN(value)) return (Missing, "");
        if (value == 0) return ("0", "ms");
        if (value < 0.5) return ("<1", "µs");
        if (value < 999.5) return (Fixed(value, 0), "µs");

        double millis = value / 1e3;
        if (millis < 9.995) return (Fixed(millis, 2), "ms");
        if (millis < 99.95) return (Fixed(millis, 1), "ms");
        if (millis < 999.5) return (Fixed(millis, 0), "ms");

        double seconds = value / 1e6;
        if (seconds < 9.995) return (Fixed(seconds, 2), "s");
        if (seconds < 59.95) return (Fixed(seconds, 1), "s");

        long whole = (long)Math.Round(seconds, MidpointRounding.AwayFromZero);
        if (whole < 3600) return (string.Create(Plain, $"{whole / 60} m {whole % 60:00}"), "s");
        long minutes = (long)Math.Round(seconds / 60, MidpointRounding.AwayFromZero);
        return (string.Create(Plain, $"{minutes / 60} h {minutes % 60:00}"), "m");
    }

    /// <summary>A duration that stands alone: <c>394 µs</c>, <c>54.8 ms</c>, <c>2 m 05 s</c>.</summary>
    public static string Duration(double? micros)
    {
        var (digits, unit) = DurationParts(micros);
        return unit.Length == 0 ? digits : $"{digits} {unit}";
    }

    /// <summary>A duration that an axis names, without zeros at its end: <c>1 ms</c>, <c>2.5 ms</c>.</summary>
    public static string Mark(double micros)
    {
        var (digits, unit) = DurationParts(micros);
        return $"{(digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits)} {unit}";
    }

    /// <summary>A count, never rounded: <c>27,840</c>.</summary>
    public static string Count(long count) => count.ToString("N0", Plain);

    /// <summary>The digits of a rate in three significant digits: <c>77.7</c>. The unit is the caller's.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        0 => "0",
        < 0.005 => "<0.01",
        < 9.995 => Fixed(perSecond, 2),
        < 99.95 => Fixed(perSecond, 1),
        _ => perSecond.ToString("N0", Plain),
    };

    /// <summary>A share, of which 1 is all: one decimal under 10 %, none above, <c>0%</c> only for none.</summary>
    public static string Percent(double? share) => share switch
    {
        null or double.NaN => Missing,
        0 => "0%",
        < 0.001 => "<0.1%",
        < 0.0995 => Fixed(share.Value * 100, 1) + "%",
        _ => Fixed(share.Value * 100, 0) + "%",
    };

    /// <summary>Changes up to this part count as none.</summary>
    public const double SameWithin = 0.02;

    /// <summary>A change, of which 1 is twice as much: sign and percent, <c>±0%</c> where it says nothing.</summary>
    public static string Change(double change) => Math.Abs(change) switch
    {
        < SameWithin => "±0%",
        >= 10 => (change > 0 ? "×" : "−") + Rate(change > 0 ? change + 1 : -change * 100) + (change > 0 ? "" : "%"),
        _ => (change > 0 ? "+" : "−") + Percent(Math.Abs(change)),
    };

    /// <summary>An amount of memory or data in three significant digits: <c>12.4 MB</c>.</summary>
    public static string Bytes(double? bytes)
    {
        if (bytes is not { } value) return Missing;
        string[] units = ["B", "KB", "MB", "GB", "TB", "PB"];
        int unit = 0;
        for (; Math.Abs(value) >= 999.5 && unit < units.Length - 1; unit++) value /= 1e3;
        return Fixed(value, unit == 0 || Math.Abs(value) >= 99.95 ? 0 : Math.Abs(value) >= 9.995 ? 1 : 2) + " " + units[unit];
    }

    /// <summary>Any number in three significant digits or whole: <c>0.0123</c>, <c>12.3</c>, <c>12,345</c>.</summary>
    public static string Number(double? number) => number switch
    {
        null or double.NaN => Missing,
        0 => "0",
        var value when Math.Abs(value.Value) >= 99.95 || value == Math.Floor(value.Value) => value.Value.ToString("N0", Plain),
        var value => value.Value.ToString("G3", Plain),
    };

    /// <summary>A number for an attribute that a browser reads.</summary>
    public static string Attribute(double value) => value.ToString("0.##", Plain);

    private static string Fixed(double value, int decimals) =>
        Math.Round(value, decimals, MidpointRounding.AwayFromZero).ToString("F" + decimals, Plain);
}
