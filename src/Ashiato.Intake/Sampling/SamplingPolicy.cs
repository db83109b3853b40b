namespace Ashiato.Intake.Sampling;

/// <summary>How many of some traces are kept. What is <see langword="null"/> or empty matches all.</summary>
public sealed record SamplingPolicy
{
    /// <summary>The service of the root transaction.</summary>
    public string? ServiceName { get; init; }

    /// <summary>The environment of the root transaction.</summary>
    public string? ServiceEnvironment { get; init; }

    /// <summary>The name of the root transaction.</summary>
    public string? TraceName { get; init; }

    /// <summary>The outcome of the root transaction.</summary>
    public string? TraceOutcome { get; init; }

    /// <summary>The root transaction takes at least so long.</summary>
    public TimeSpan? MinDuration { get; init; }

    /// <summary>The root transaction takes less than so long.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Each is true of at least one transaction or span of the trace.</summary>
    public IReadOnlyList<EventCondition> Conditions { get; init; } = [];

    /// <summary>The share that is kept, from 0 to 1.</summary>
    public required double SampleRate { get; init; }

    /// <summary>True when every trace matches.</summary>
    public bool MatchesAll =>
        ServiceName is null && ServiceEnvironment is null && TraceName is null && TraceOutcome is null && MinDuration is null && MaxDuration is null && Conditions.Count == 0;
}
