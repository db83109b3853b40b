namespace Ashiato.Console.Calls.Sql;

/// <summary>Sets a statement for reading: one clause a line, conditions and long lists indented below it, subqueries further in.</summary>
/// <remarks><c>wwwroot/traces/sql.js</c> does the same in traces; <c>tests/js/statements.json</c> holds both to it.</remarks>
internal sealed class StatementLines
{
    /// <summary>Lists are broken behind a comma where a line becomes longer than this, in characters.</summary>
    private const int Width = 64;

    /// <summary>Keywords that begin a line of their own.</summary>
    private static readonly HashSet<string> s_clauses = new(
        "SELECT FROM WHERE GROUP HAVING ORDER LIMIT OFFSET VALUES SET RETURNING UNION INTERSECT EXCEPT WINDOW FOR INSERT DELETE UPDATE LEFT RIGHT FULL INNER CROSS NATURAL JOIN".Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Keywords behind which one of them does not begin a line.</summary>
    private static readonly Dictionary<string, string[]> s_unless = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FROM"] = ["DELETE", "DISTINCT"],
        ["UPDATE"] = ["FOR", "KEY", "DO"],
        ["JOIN"] = ["LEFT", "RIGHT", "FULL", "INNER", "OUTER", "CROSS", "NATURAL"],
    };

    private readonly SqlToken[] _all;
    private readonly List<StatementLine> _lines = [];
    private readonly Stack<bool> _open = []; // What each open parenthesis holds: true for a query of its own.
    private List<SqlToken> _line = [];
    private int _indent, _depth;
    private bool _isBetween;

    private StatementLines(string statement) => _all = [.. SqlTokens.Read(statement)];

    /// <summary>The lines of a statement.</summary>
    public static IReadOnlyList<StatementLine> Of(string statement)
    {
        var lines = new StatementLines(statement);
        for (int at = 0; at < lines._all.Length; at++) lines.Add(at);
        lines.Break(0);
        return lines._lines;
    }

    private int Clause => 2 * _depth;

    private void Add(int at)
    {
        var token = _all[at];
        bool isKeyword = token.Kind == SqlTokenKind.Keyword;
        BreakBefore(token, isKeyword, at);
        if (isKeyword && token.Is("BETWEEN")) _isBetween = true;
        else if (isKeyword && token.Is("AND")) _isBetween = false;

        _line.Add(_line.Count == 0 ? token with { IsSpaced = false } : Spaced(token, _all[at - 1]));
        if (token.Kind == SqlTokenKind.Comment) Break(Clause);
        if (token.Text == "(") Open(isQuery: at + 1 < _all.Length && (_all[at + 1].Is("SELECT") || _all[at + 1].Is("WITH")));
    }

    private void BreakBefore(SqlToken token, bool isKeyword, int at)
    {
        string before = at > 0 ? _all[at - 1].Text : "";
        bool isInList = _open.TryPeek(out bool isInQuery) && !isInQuery;
        if (token.Text == ")" && _open.TryPop(out bool wasQuery))
        {
            if (!wasQuery) return;
            _depth--;
            Break(Clause);
        }
        else if (isKeyword && !isInList && BeginsClause(token, before, at))
        {
            Break(Clause);
            _isBetween = false;
        }
        else if ((isKeyword && !isInList && !_isBetween && (token.Is("AND") || token.Is("OR"))) || (before == "," && Length + token.Text.Length > Width))
        {
            Break(Clause + 2);
        }
    }

    private bool BeginsClause(SqlToken token, string before, int at)
    {
        if (!s_clauses.Contains(token.Text)) return false;
        if (s_unless.TryGetValue(token.Text, out string[]? unless) && unless.Contains(before, StringComparer.OrdinalIgnoreCase)) return false;
        // LEFT(…) and RIGHT(…) are functions.
        bool isCall = (token.Is("LEFT") || token.Is("RIGHT")) && at + 1 < _all.Length && _all[at + 1].Text == "(";
        return !isCall;
    }

    private void Open(bool isQuery)
    {
        _open.Push(isQuery);
        if (!isQuery) return;
        _depth++;
        Break(Clause);
    }

    private void Break(int indent)
    {
        if (_line.Count > 0) _lines.Add(new StatementLine(_indent, _line));
        (_line, _indent) = ([], indent);
    }

    private int Length => _indent + _line.Sum(token => token.Text.Length + (token.IsSpaced ? 1 : 0));

    private static SqlToken Spaced(SqlToken token, SqlToken before)
    {
        if (before.Text == ",") return token with { IsSpaced = true };
        return token.Text is "," or ")" || before.Text == "(" ? token with { IsSpaced = false } : token;
    }
}
