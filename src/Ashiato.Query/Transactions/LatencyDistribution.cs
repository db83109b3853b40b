namespace Ashiato.Query.Transactions;

/// <summary>How durations spread over a logarithmic axis.</summary>
/// <param name="Buckets">From the shortest to the longest, without gaps.</param>
/// <param name="P50Micros">Half were shorter.</param>
/// <param name="P95Micros">19 of 20 were shorter.</param>
public sealed record LatencyDistribution(IReadOnlyList<LatencyBucket> Buckets, double P50Micros, double P95Micros);

/// <summary>Transactions whose duration lies in one bucket.</summary>
/// <param name="FromMicros">The least duration in it.</param>
/// <param name="ToMicros">The least duration above it.</param>
/// <param name="Count">How many transactions.</param>
/// <param name="FailedCount">How many of them failed.</param>
public sealed record LatencyBucket(double FromMicros, double ToMicros, long Count, long FailedCount);
