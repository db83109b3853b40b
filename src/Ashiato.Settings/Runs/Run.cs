namespace Ashiato.Settings.Runs;

/// <summary>A stretch of time that somebody wants to look at and compare: a benchmark, a load test, the life of a version.</summary>
public sealed record Run
{
    /// <summary>Its number, from 1. Never given to another run.</summary>
    public required int Number { get; init; }

    /// <summary>Its first moment, in microseconds since the Unix epoch (UTC).</summary>
    public required long FromMicros { get; init; }

    /// <summary>The first moment after it; <see langword="null"/> while it goes on.</summary>
    public long? ToMicros { get; init; }

    /// <summary><c>service.version</c> that ran.</summary>
    public string? Version { get; init; }

    /// <summary>The commit that ran.</summary>
    public string? Commit { get; init; }

    /// <summary>What was changed, in a person's words.</summary>
    public string? Memo { get; init; }

    /// <summary>How good it was: more is better.</summary>
    public double? Score { get; init; }

    /// <summary>False when agents were told to record nothing when it ended: then it has a score, and no requests.</summary>
    public bool IsRecorded { get; init; } = true;

    /// <summary>The rule that found it; <see langword="null"/> when it was marked by hand.</summary>
    public string? Rule { get; init; }

    /// <summary>True when it was deleted. It is kept so that no rule finds it again and its number stays its own.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>When it was made or changed last.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Its end; of one that goes on, the present.</summary>
    public long EndAt(long nowMicros) => ToMicros ?? Math.Max(nowMicros, FromMicros + 1);
}
