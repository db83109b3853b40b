namespace Ashiato.Query;

/// <summary>The transactions of one interval of a time series.</summary>
/// <param name="StartMicros">Start of the interval, microseconds since the Unix epoch (UTC).</param>
/// <param name="Count">Transactions in it.</param>
/// <param name="FailedCount">How many of them failed.</param>
/// <param name="Latency"><see langword="null"/> when there were none, or only counts were asked for.</param>
public sealed record TimePoint(long StartMicros, long Count, long FailedCount, Latency? Latency);
