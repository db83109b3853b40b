namespace Ashiato.Query.Logs;

/// <summary>Lines of logs.</summary>
/// <param name="Lines">Newest first.</param>
/// <param name="Next">Where to go on; <see langword="null"/> when this was all.</param>
/// <param name="Count">How many lines there are in the period.</param>
/// <param name="FirstMicros">Where the first interval begins, microseconds since the Unix epoch (UTC).</param>
/// <param name="IntervalMicros">The length of an interval.</param>
/// <param name="Levels">Lines by level over time, most lines first.</param>
public sealed record LogPage(IReadOnlyList<LogLine> Lines, string? Next, long Count, long FirstMicros, long IntervalMicros, IReadOnlyList<LogLevelTime> Levels);
