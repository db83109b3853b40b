namespace Ashiato.Query.Errors;

/// <summary>The error groups of a period.</summary>
/// <param name="Groups">Most occurrences first.</param>
/// <param name="Count">Occurrences of all of them.</param>
/// <param name="IsComplete">False when there were more groups than can be listed.</param>
/// <param name="FirstMicros">Where the first interval begins, microseconds since the Unix epoch (UTC).</param>
/// <param name="IntervalMicros">The length of an interval.</param>
public sealed record ErrorGroupList(IReadOnlyList<ErrorGroup> Groups, long Count, bool IsComplete, long FirstMicros, long IntervalMicros);
