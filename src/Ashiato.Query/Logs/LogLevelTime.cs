namespace Ashiato.Query.Logs;

/// <summary>Lines of one level over time.</summary>
/// <param name="Level"><c>log.level</c>; empty for lines without one.</param>
/// <param name="Count">All of them.</param>
/// <param name="Counts">How many in each interval.</param>
public sealed record LogLevelTime(string Level, long Count, IReadOnlyList<double> Counts);
