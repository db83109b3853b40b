namespace Ashiato.Query.Runs;

/// <summary>What happened in a run, all requests together.</summary>
/// <param name="RequestCount">Transactions.</param>
/// <param name="FailedCount">Failed ones.</param>
/// <param name="FailedShare">Failed ones among those whose outcome is known, 0 to 1; <see langword="null"/> when none is.</param>
/// <param name="TotalMicros">Time spent in them, in microseconds.</param>
/// <param name="Latency">How long they took; <see langword="null"/> when there were none.</param>
public sealed record RunFigures(long RequestCount, long FailedCount, double? FailedShare, double TotalMicros, Latency? Latency);
