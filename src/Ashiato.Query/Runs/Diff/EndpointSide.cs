namespace Ashiato.Query.Runs.Diff;

/// <summary>An endpoint in one of two stretches of time.</summary>
/// <param name="Count">Requests.</param>
/// <param name="FailedCount">Failed ones.</param>
/// <param name="AverageMicros">The mean duration, in microseconds.</param>
/// <param name="P95Micros">95 % took no longer.</param>
/// <param name="TotalMicros">Time spent in all together.</param>
public sealed record EndpointSide(long Count, long FailedCount, double AverageMicros, double P95Micros, double TotalMicros);
