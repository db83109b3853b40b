namespace Ashiato.Query.Runs.Diff;

/// <summary>A kind of call in one of two stretches of time.</summary>
/// <param name="Count">Calls; estimated when not all requests were looked at.</param>
/// <param name="PerRequest">How many in a request of the caller that is named, in the mean of all its requests.</param>
/// <param name="AverageMicros">The mean of a call, preparing included, in microseconds.</param>
/// <param name="TotalMicros">Time spent in all together; estimated likewise.</param>
public sealed record CallSide(double Count, double PerRequest, double AverageMicros, double TotalMicros);
