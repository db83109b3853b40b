namespace Ashiato.Console.Calls.Sql;

/// <summary>A line of a statement that is set for reading.</summary>
/// <param name="Indent">How many characters it is set in.</param>
/// <param name="Tokens">What stands on it.</param>
internal sealed record StatementLine(int Indent, IReadOnlyList<SqlToken> Tokens)
{
    /// <summary>The line as text, without what it is set in.</summary>
    public override string ToString() => string.Concat(Tokens.Select(token => (token.IsSpaced ? " " : "") + token.Text));
}
