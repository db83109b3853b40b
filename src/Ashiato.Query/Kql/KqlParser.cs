namespace Ashiato.Query.Kql;

/// <summary>Reads a query of the Kibana Query Language into its tree.</summary>
/// <remarks>
/// <code>
/// any    = all { "or" all }          all   = one { "and" one }          one = "not" one | "(" any ")" | condition
/// condition = literal | literal ":" values | literal ("&lt;" | "&lt;=" | "&gt;" | "&gt;=") literal
/// values = literal | "(" values combined by "or", "and", "not" and parentheses ")"
/// literal = "quoted text" | unquoted words
/// </code>
/// Keywords count in any letter case. In unquoted text a star stands for any text; a backslash takes the next character as it is.
/// </remarks>
public sealed class KqlParser
{
    /// <summary>The most characters that a query may have.</summary>
    public const int MaxLength = 10_000;

    private const int MaxDepth = 50;
    private const string ConditionExpected = "a condition such as service.name : checkout";

    private readonly string _text;
    private readonly List<KqlToken> _tokens;
    private int _at;
    private int _depth;

    private KqlParser(string text)
    {
        _text = text;
        _tokens = KqlTokenizer.Read(text);
    }

    /// <summary>Reads a query.</summary>
    /// <returns>The tree, or <see langword="null"/> for a text of nothing but spaces, which asks for everything.</returns>
    /// <exception cref="KqlException">The text is no query.</exception>
    public static KqlNode? Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new KqlException($"The query has {text.Length} characters; {MaxLength} is the most that is read.", new KqlSpan(MaxLength, text.Length - MaxLength));
        var parser = new KqlParser(text);
        if (parser.Current.Kind == KqlTokenKind.End) return null;
        var node = parser.ReadAny(parser.ReadCondition);
        if (parser.Current.Kind != KqlTokenKind.End) throw parser.Unexpected("'and', 'or' or the end of the query");
        return node;
    }

    private KqlToken Current => _tokens[_at];

    private KqlNode ReadAny(Func<KqlNode> readLeaf)
    {
        if (++_depth > MaxDepth) throw new KqlException($"The query is nested more than {MaxDepth} levels deep.", Current.At);
        var nodes = new List<KqlNode> { ReadAll(readLeaf) };
        while (TryTake(KqlTokenKind.Or)) nodes.Add(ReadAll(readLeaf));
        _depth--;
        return nodes.Count == 1 ? nodes[0] : new KqlNode.Any(nodes);
    }

    private KqlNode ReadAll(Func<KqlNode> readLeaf)
    {
        var nodes = new List<KqlNode> { ReadOne(readLeaf) };
        while (TryTake(KqlTokenKind.And)) nodes.Add(ReadOne(readLeaf));
        return nodes.Count == 1 ? nodes[0] : new KqlNode.All(nodes);
    }

    private KqlNode ReadOne(Func<KqlNode> readLeaf)
    {
        int negations = 0;
        while (TryTake(KqlTokenKind.Not)) negations++;
        if (_depth + negations > MaxDepth) throw new KqlException($"The query is nested more than {MaxDepth} levels deep.", Current.At);
        var node = Current.Kind == KqlTokenKind.Open ? ReadGroup(readLeaf) : readLeaf();
        for (; negations > 0; negations--) node = new KqlNode.Not(node);
        return node;
    }

    private KqlNode ReadGroup(Func<KqlNode> readLeaf)
    {
        _at++;
        var node = ReadAny(readLeaf);
        if (!TryTake(KqlTokenKind.Close)) throw Unexpected("'and', 'or' or ')'");
        return node;
    }

    private KqlNode ReadCondition()
    {
        var literal = ReadLiteral(ConditionExpected);
        if (TryTake(KqlTokenKind.Colon))
        {
            if (Current.Kind != KqlTokenKind.Open) return ReadValue(literal);
            return ReadGroup(() => ReadValue(literal));
        }
        if (Current.Kind != KqlTokenKind.Range) return new KqlNode.Is(null, literal);
        var sign = _text.AsSpan(Current.At.Start, Current.At.Length);
        var comparison = sign switch { "<" => KqlOperator.Less, "<=" => KqlOperator.LessOrEqual, ">" => KqlOperator.Greater, _ => KqlOperator.GreaterOrEqual };
        _at++;
        return new KqlNode.Compare(literal, comparison, ReadLiteral("a number or a date"));
    }

    private KqlNode.Is ReadValue(KqlLiteral field) => new KqlNode.Is(field, ReadLiteral("a value or values in parentheses"));

    /// <summary>Reads a quoted text, or words with the spaces between them.</summary>
    private KqlLiteral ReadLiteral(string expected)
    {
        var first = Current;
        if (first.Kind == KqlTokenKind.Quoted)
        {
            if (first.IsOpenEnded) throw new KqlException("The quote that opens here is not closed; a '\"' was expected behind it.", first.At);
            _at++;
            return new KqlLiteral(first.Pattern, IsQuoted: true, first.At);
        }
        if (first.Kind != KqlTokenKind.Word) throw Unexpected(expected);
        var (pattern, last) = (first.Pattern, first);
        RequireNoBrace(first);
        while (_tokens[++_at].Kind == KqlTokenKind.Word)
        {
            RequireNoBrace(Current);
            pattern += _text[last.At.End..Current.At.Start] + Current.Pattern;
            last = Current;
        }
        return new KqlLiteral(pattern, IsQuoted: false, first.At.To(last.At));
    }

    private static void RequireNoBrace(KqlToken word)
    {
        if (word is { At.Length: 1, Pattern: "{" or "}" })
            throw new KqlException($"'{word.Pattern}' opens or closes conditions on nested objects, which events do not have; conditions are grouped by parentheses.", word.At);
    }

    private bool TryTake(KqlTokenKind kind)
    {
        if (Current.Kind != kind) return false;
        _at++;
        return true;
    }

    private KqlException Unexpected(string expected)
    {
        if (Current.Kind == KqlTokenKind.End) return new KqlException($"The query ends where {expected} was expected.", Current.At);
        string advice = _at > 0 && _tokens[_at - 1].IsLiteral && Current.IsLiteral ? "; put a value with quotes in it into quotes" : "";
        return new KqlException($"Expected {expected}, but found '{_text.AsSpan(Current.At.Start, Math.Min(Current.At.Length, 50))}'{advice}.", Current.At);
    }
}
