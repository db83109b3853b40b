namespace Ashiato.Console.Calls.Sql;

/// <summary>A part of a statement.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it stands in the statement; a name without quotes where it reads the same without them.</param>
/// <param name="IsSpaced">White space stood before it.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, bool IsSpaced)
{
    /// <summary>True for a keyword or name that reads like a word, in either letter case.</summary>
    public bool Is(string word) => Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
