namespace Ashiato.Query.Transactions;

/// <summary>The transactions of a service that share name and type.</summary>
public sealed record TransactionGroup
{
    /// <summary><c>transaction.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>transaction.type</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>How many a second over the period.</summary>
    public required double ThroughputPerSecond { get; init; }

    /// <summary>Failed ones.</summary>
    public required long FailedCount { get; init; }

    /// <summary>Failed ones among those whose outcome is known, 0 to 1; <see langword="null"/> when none is.</summary>
    public double? FailedShare { get; init; }

    /// <summary>Duration.</summary>
    public required Latency Latency { get; init; }

    /// <summary>The shortest, in microseconds.</summary>
    public required double MinMicros { get; init; }

    /// <summary>The longest, in microseconds.</summary>
    public required double MaxMicros { get; init; }

    /// <summary>Time spent in all together, in microseconds.</summary>
    public required double TotalMicros { get; init; }

    /// <summary>Its part of the time of the service, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Time spent relative to the greatest and least group of the service, 0 to 100.</summary>
    public required double Impact { get; init; }

    /// <summary>The standard deviation of the durations, in microseconds; <see langword="null"/> where it was not asked for.</summary>
    public double? DeviationMicros { get; init; }

    /// <summary>Transactions by <c>transaction.result</c>, most first; empty where it was not asked for.</summary>
    public IReadOnlyList<ResultCount> Results { get; init; } = [];

    /// <summary>Over time, a point for every interval of the period, oldest first; empty where it was not asked for.</summary>
    public IReadOnlyList<GroupPoint> Series { get; init; } = [];

    /// <summary>Bytes of all response bodies together; <see langword="null"/> when agents do not report any.</summary>
    public double? ResponseBytes { get; init; }
}
