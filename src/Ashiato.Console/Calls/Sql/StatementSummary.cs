using System.Text;
using System.Text.RegularExpressions;

namespace Ashiato.Console.Calls.Sql;

/// <summary>What a row has room for of a statement.</summary>
/// <param name="Verb">What it does: <c>SELECT</c>; empty for a text that is no statement about a table.</param>
/// <param name="Table">The table, with its schema when that is named; empty likewise.</param>
/// <param name="Rest">What follows the table, in short; of a text without a table, all of it.</param>
/// <remarks><c>wwwroot/traces/sql.js</c> says the same in traces; <c>tests/js/statements.json</c> holds both to it.</remarks>
internal sealed partial record StatementSummary(string Verb, string Table, string Rest)
{
    /// <summary>Lists longer than this, in characters, are shortened to their first item.</summary>
    private const int LongList = 26;

    /// <summary>More tokens than these no row shows.</summary>
    private const int MostTokens = 200;

    /// <summary>Shortens a statement.</summary>
    public static StatementSummary Of(string statement)
    {
        SqlToken[] all = [.. SqlTokens.Read(statement).Where(token => token.Kind != SqlTokenKind.Comment)];
        string verb = all.Length > 0 ? all[0].Text.ToUpperInvariant() : "";
        string? before = verb switch { "SELECT" or "DELETE" => "FROM", "INSERT" or "REPLACE" => "INTO", "UPDATE" => "UPDATE", _ => null };
        int start = before is null ? -1 : Array.FindIndex(all, token => token.Is(before));
        int end = start + 1;
        if (start < 0 || end >= all.Length || all[end].Kind != SqlTokenKind.Name) return new StatementSummary("", "", Short(all));
        // A name may carry its schema: shop.items.
        while (end + 2 < all.Length && all[end + 1].Text == "." && all[end + 2].Kind == SqlTokenKind.Name) end += 2;
        return new StatementSummary(verb, string.Concat(all[(start + 1)..(end + 1)].Select(token => token.Text)), Short(all.AsSpan(end + 1)));
    }

    private static string Short(ReadOnlySpan<SqlToken> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens[..Math.Min(tokens.Length, MostTokens)]) text.Append(token.IsSpaced ? " " : "").Append(token.Text);
        return List.Replace(text.ToString(), static list =>
        {
            string inside = list.Value[1..^1];
            if (inside.Length < LongList) return list.Value;
            return inside.Contains('?', StringComparison.Ordinal) ? "(?…)" : $"({inside.Split(',')[0]}, …)";
        });
    }

    [GeneratedRegex(@"\([^()]+\)")]
    private static partial Regex List { get; }
}
