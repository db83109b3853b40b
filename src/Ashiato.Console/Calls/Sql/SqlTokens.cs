using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Ashiato.Console.Calls.Sql;

/// <summary>Takes a statement apart, the way <c>wwwroot/traces/sql.js</c> does: both show the same statements, on pages and in traces.</summary>
/// <remarks>Understands enough SQL to show it, in every dialect alike. Nothing is refused: what is no SQL still gives tokens.</remarks>
internal static partial class SqlTokens
{
    private static readonly FrozenSet<string> s_keywords = (
        "ADD ALL ALTER AND ANY AS ASC BEGIN BETWEEN BY CASE COLUMN COMMIT CONFLICT CREATE CROSS CURRENT DEFAULT DELETE DESC " +
        "DISTINCT DO DROP DUPLICATE ELSE END EXCEPT EXISTS EXPLAIN FALSE FETCH FIRST FOR FORCE FROM FULL GROUP HAVING IF IGNORE " +
        "IN INDEX INNER INSERT INTERSECT INTERVAL INTO IS JOIN KEY LATERAL LEFT LIKE LIMIT LOCKED MERGE NATURAL NEXT NOT " +
        "NOTHING NOWAIT NULL OFFSET ON ONLY OR ORDER OUTER OVER PARTITION PRIMARY RECURSIVE REPLACE RETURNING RIGHT ROLLBACK ROW " +
        "ROWS SELECT SET SHARE SKIP TABLE THEN TOP TRUE TRUNCATE UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHERE WINDOW WITH")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tokens from the first to the last, read as they are asked for.</summary>
    public static IEnumerable<SqlToken> Read(string statement)
    {
        int end = 0;
        for (var match = Token.Match(statement); match.Success; match = match.NextMatch())
        {
            bool isSpaced = match.Index > end;
            end = match.Index + match.Length;
            yield return new SqlToken(KindOf(match), match.Groups["quoted"].Success ? Plain(match.Value) : match.Value, isSpaced);
        }
    }

    private static SqlTokenKind KindOf(Match token)
    {
        if (token.Groups["word"].Success) return s_keywords.Contains(token.Value) ? SqlTokenKind.Keyword : SqlTokenKind.Name;
        if (token.Groups["quoted"].Success) return SqlTokenKind.Name;
        if (token.Groups["comment"].Success) return SqlTokenKind.Comment;
        if (token.Groups["string"].Success) return SqlTokenKind.String;
        if (token.Groups["placeholder"].Success) return SqlTokenKind.Placeholder;
        return token.Groups["number"].Success ? SqlTokenKind.Number : SqlTokenKind.Sign;
    }

    /// <summary>A quoted name without its quotes where it reads the same without them.</summary>
    private static string Plain(string quoted)
    {
        string inner = quoted.Length < 2 ? "" : quoted[1..^1];
        return PlainName.IsMatch(inner) && !s_keywords.Contains(inner) ? inner : quoted;
    }

    [GeneratedRegex(
        """
        (?<comment> --[^\n]* | /\*[\s\S]*?\*/ )
        | (?<string> ' (?: [^'\\] | '' | \\[^\n\r] )* '? )
        | (?<quoted> "[^"]*"? | `[^`]*`? | \[[A-Za-z_][^\]\n]*\] )
        | (?<placeholder> \? | \$[0-9]+ | %s | (?<![:A-Za-z0-9_]) :[A-Za-z_][A-Za-z0-9_]* | @[A-Za-z0-9_]+ )
        | (?<number> [0-9]+ (?: \.[0-9]+ )? )
        | (?<word> [\p{L}_][\p{L}\p{N}_$\#]* )
        | <=> | [<>!]= | <> | \|\| | :: | ->>? | \S
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Token { get; }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex PlainName { get; }
}
