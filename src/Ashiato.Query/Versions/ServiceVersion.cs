namespace Ashiato.Query.Versions;

/// <summary>One version of a service in a period.</summary>
/// <param name="Version"><c>service.version</c>; empty for transactions without one.</param>
/// <param name="Count">Transactions.</param>
/// <param name="ThroughputPerSecond">Transactions per second over the period.</param>
/// <param name="FailedCount">Failed ones.</param>
/// <param name="FailedShare">Failed ones among those whose outcome is known, 0 to 1; <see langword="null"/> when none is.</param>
/// <param name="Latency">How long they took; <see langword="null"/> when there were none.</param>
/// <param name="FirstMicros">Start of the interval in which it was seen first in the period, microseconds since the Unix epoch (UTC).</param>
/// <param name="LastMicros">Start of the interval in which it was seen last.</param>
public sealed record ServiceVersion(
    string Version, long Count, double ThroughputPerSecond, long FailedCount, double? FailedShare, Latency? Latency, long FirstMicros, long LastMicros);
