namespace Ashiato.Query.Transactions;

/// <summary>The transactions of one group in one interval.</summary>
/// <param name="StartMicros">Start of the interval, microseconds since the Unix epoch (UTC).</param>
/// <param name="Count">Transactions in it.</param>
/// <param name="FailedCount">How many of them failed.</param>
/// <param name="AverageMicros">Their average duration; <see langword="null"/> when there were none.</param>
public sealed record GroupPoint(long StartMicros, long Count, long FailedCount, double? AverageMicros);
