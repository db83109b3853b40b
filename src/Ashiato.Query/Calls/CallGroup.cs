namespace Ashiato.Query.Calls;

/// <summary>Calls of one kind in a period. Times are in microseconds; percentiles within 1 %.</summary>
public sealed record CallGroup
{
    /// <summary>Which calls.</summary>
    public required CallKind Kind { get; init; }

    /// <summary>How many calls; a span that stands for several, as agents compress them, counts as many.</summary>
    public required long Count { get; init; }

    /// <summary>Failed ones.</summary>
    public required long FailedCount { get; init; }

    /// <summary>The mean of a span.</summary>
    public required double AverageMicros { get; init; }

    /// <summary>Half of them took no longer.</summary>
    public required double P50Micros { get; init; }

    /// <summary>95 % of them took no longer.</summary>
    public required double P95Micros { get; init; }

    /// <summary>99 % of them took no longer.</summary>
    public required double P99Micros { get; init; }

    /// <summary>The longest.</summary>
    public required double MaxMicros { get; init; }

    /// <summary>How many times a statement was prepared by a call of its own.</summary>
    public long PrepareCount { get; init; }

    /// <summary>Time spent preparing it.</summary>
    public double PrepareMicros { get; init; }

    /// <summary>Time spent in all together, preparing included.</summary>
    public required double TotalMicros { get; init; }

    /// <summary>Its part of the time of the ranking, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary><c>span.db.rows_affected</c> of all together; <see langword="null"/> when no agent told.</summary>
    public double? Rows { get; init; }

    /// <summary>Who calls, most time first; estimated from a sample unless <see cref="CallRanking.Evidence"/> says that it is all.</summary>
    public IReadOnlyList<Caller> Callers { get; init; } = [];

    /// <summary>The greatest of its callers' <see cref="Caller.CallsPerRequest"/>; <see langword="null"/> when no caller is known.</summary>
    public double? CallsPerRequest => Callers.Count == 0 ? null : Callers.Max(static caller => caller.CallsPerRequest);
}
