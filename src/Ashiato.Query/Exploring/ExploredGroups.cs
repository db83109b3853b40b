namespace Ashiato.Query.Exploring;

/// <summary>Groups of events that match.</summary>
/// <param name="Groups">Most time, or most events, first.</param>
/// <param name="IsComplete">False when there were more groups than were asked for.</param>
/// <param name="Count">How many events match, in all groups.</param>
/// <param name="FirstMicros">Where the first interval begins, microseconds since the Unix epoch (UTC).</param>
/// <param name="IntervalMicros">The length of an interval.</param>
public sealed record ExploredGroups(IReadOnlyList<ExploredGroup> Groups, bool IsComplete, long Count, long FirstMicros, long IntervalMicros);
