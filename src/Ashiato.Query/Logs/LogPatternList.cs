namespace Ashiato.Query.Logs;

/// <summary>What logs say again and again.</summary>
/// <param name="Patterns">Most lines first.</param>
/// <param name="LookedAt">How many lines were looked at: the newest ones.</param>
/// <param name="Count">How many lines there are in the period.</param>
public sealed record LogPatternList(IReadOnlyList<LogPattern> Patterns, int LookedAt, long Count);
