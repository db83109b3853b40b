using System.Globalization;

namespace Ashiato.Console.Formatting;

/// <summary>A column of durations: one unit, which stands once in the head, and equal decimals.</summary>
internal sealed record DurationColumn(string Unit, double MicrosPerUnit, int Decimals)
{
    /// <summary>The column for values up to a greatest one, in microseconds.</summary>
    public static DurationColumn UpTo(double greatestMicros) => greatestMicros switch
    {
        < 1e4 => new("ms", 1e3, 2),
        < 1e7 => new("ms", 1e3, 1),
        _ => new("s", 1e6, 1),
    };

    /// <summary>A cell.</summary>
    public string Cell(double? micros) =>
        micros is { } value ? (value / MicrosPerUnit).ToString("N" + Decimals, CultureInfo.InvariantCulture) : Figures.Missing;
}
