namespace Ashiato.Query.Calls;

/// <summary>Calls by kind, most time spent first.</summary>
/// <param name="Groups">The kinds.</param>
/// <param name="IsComplete">False when there were more kinds than the limit.</param>
/// <param name="Count">Calls of all kinds.</param>
/// <param name="TotalMicros">Time spent in them, preparing included, in microseconds.</param>
/// <param name="PrepareMicros">How much of it was spent preparing statements.</param>
/// <param name="Evidence">On what callers rest.</param>
public sealed record CallRanking(IReadOnlyList<CallGroup> Groups, bool IsComplete, long Count, double TotalMicros, double PrepareMicros, Evidence Evidence);
