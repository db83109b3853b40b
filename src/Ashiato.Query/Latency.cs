namespace Ashiato.Query;

/// <summary>How long the transactions of a group took, in microseconds; percentiles within 1 %.</summary>
public sealed record Latency(double AverageMicros, double P50Micros, double P95Micros, double P99Micros)
{
    /// <summary>The 90th percentile; 0 where nobody asked for it.</summary>
    public double P90Micros { get; init; }
}
