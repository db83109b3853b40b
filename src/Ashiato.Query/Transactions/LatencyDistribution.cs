namespace Ashiato.Query.Transactions;

/// <summary>How durations spread over a logarithmic axis.</summary>
/// <param name="Buckets">From the shortest to the longest, without gaps.</param>
/// <param name="P50Micros">Half were shorter.</param>
/// <param name="P95Micros">19 of 20 were shorter.</param>
public sealed record LatencyDistribution(IReadOnlyList<LatencyBucket> Buckets, double P50Micros, double P95Micros);
