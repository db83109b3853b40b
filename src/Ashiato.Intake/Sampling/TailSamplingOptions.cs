namespace Ashiato.Intake.Sampling;

/// <summary>Which traces are kept, decided when they are complete. Read from a file: see <see cref="TailSamplingFile"/>.</summary>
public sealed class TailSamplingOptions
{
    /// <summary>The policies, of which the first that matches counts. The last matches every trace.</summary>
    public required IReadOnlyList<SamplingPolicy> Policies { get; init; }

    /// <summary>How often traces are decided. Default 1 min, from 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long events wait for a decision, and decisions for events. Default 30 min.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The most bytes that waiting events may take on disk; 0 for as many as <see cref="DiskUsageThreshold"/> allows. Default 0.</summary>
    public long StorageLimitBytes { get; init; }

    /// <summary>Without <see cref="StorageLimitBytes"/>, the share of the disk that may be in use, by whatever; above 0, at most 1. Default 0.8.</summary>
    public double DiskUsageThreshold { get; init; } = 0.8;

    /// <summary>True to drop events for which there is no room; otherwise they are kept unsampled. Default false.</summary>
    public bool DiscardsOnWriteFailure { get; init; }

    /// <summary>Where events wait; only one server may use it.</summary>
    public required string Directory { get; init; }
}
