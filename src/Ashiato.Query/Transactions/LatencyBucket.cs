namespace Ashiato.Query.Transactions;

/// <summary>Transactions whose duration lies in one bucket.</summary>
/// <param name="FromMicros">The least duration in it.</param>
/// <param name="ToMicros">The least duration above it.</param>
/// <param name="Count">How many transactions.</param>
/// <param name="FailedCount">How many of them failed.</param>
public sealed record LatencyBucket(double FromMicros, double ToMicros, long Count, long FailedCount);
