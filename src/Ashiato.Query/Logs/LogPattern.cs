namespace Ashiato.Query.Logs;

/// <summary>Lines that differ only in values.</summary>
/// <param name="Pattern">The line with a star for every value.</param>
/// <param name="Count">How many of the lines looked at fit.</param>
/// <param name="Levels">Their levels, most lines first.</param>
/// <param name="Example">The newest of them.</param>
public sealed record LogPattern(string Pattern, long Count, IReadOnlyList<string> Levels, LogLine Example);
