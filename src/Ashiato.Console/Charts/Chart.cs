namespace Ashiato.Console.Charts;

/// <summary>What a chart over time shows.</summary>
public sealed record Chart
{
    /// <summary>Where the first interval begins, microseconds since the Unix epoch (UTC).</summary>
    public required long FirstMicros { get; init; }

    /// <summary>The length of an interval in microseconds.</summary>
    public required long IntervalMicros { get; init; }

    /// <summary>What the values are.</summary>
    public required ChartUnit Unit { get; init; }

    /// <summary>What to draw, the last one on top.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>Stacked bars instead of lines.</summary>
    public bool AreBars { get; init; }

    /// <summary>Moments to mark.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>What is said instead of drawing nothing; <see langword="null"/> when there is nothing to say but that there are no values.</summary>
    public string? Nothing { get; init; }

    /// <summary>True when nothing would be drawn: it has no value, or only bars without height.</summary>
    public bool IsEmpty => Lines.All(line => line.Values.All(value => value is null || (AreBars && value == 0)));
}
