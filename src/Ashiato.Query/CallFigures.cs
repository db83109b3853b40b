namespace Ashiato.Query;

/// <summary>The numbers of a set of calls.</summary>
public sealed record CallFigures
{
    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>How many a second over the period.</summary>
    public required double ThroughputPerSecond { get; init; }

    /// <summary>Failed ones.</summary>
    public required long FailedCount { get; init; }

    /// <summary>Failed ones among those whose outcome is known, 0 to 1; <see langword="null"/> when none is.</summary>
    public double? FailedShare { get; init; }

    /// <summary>Time spent in all together, in microseconds.</summary>
    public required double TotalMicros { get; init; }

    /// <summary>Its part of the time of all that it stands among, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>How long they took; <see langword="null"/> when nobody knows.</summary>
    public Latency? Latency { get; init; }

    /// <summary>The longest, in microseconds.</summary>
    public required double MaxMicros { get; init; }
}
