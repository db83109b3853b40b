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
            throw new KqlException(new KqlProblem(KqlProblemKind.TooLong, text.Length, MaxLength), new KqlSpan(MaxLength, text.Length - MaxLength));
        var parser = new KqlParser(text);
        if (parser.Current.Kind == KqlTokenKind.End) return null;
        var node = parser.ReadAny(parser.ReadCondition);
        if (parser.Current.Kind != KqlTokenKind.End) throw parser.Unexpected(KqlExpectation.ConjunctionOrEnd);
        return node;
    }

    private KqlToken Current => _tokens[_at];

    private KqlNode ReadAny(Func<KqlNode> readLeaf)
    {
        if (++_depth > MaxDepth) throw new KqlException(new KqlProblem(KqlProblemKind.TooDeep, MaxDepth), Current.At);
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
        if (_depth + negations > MaxDepth) throw new KqlException(new KqlProblem(KqlProblemKind.TooDeep, MaxDepth), Current.At);
        var node = Current.Kind == KqlTokenKind.Open ? ReadGroup(readLeaf) : readLeaf();
        for (; negations > 0; negations--) node = new KqlNode.Not(node);
        return node;
    }

    private KqlNode ReadGroup(Func<KqlNode> readLeaf)
    {
        _at++;
        var node = ReadAny(readLeaf);
        if (!TryTake(KqlTokenKind.Close)) throw Unexpected(KqlExpectation.ConjunctionOrClose);
        return node;
    }

    private KqlNode ReadCondition()
    {
        var literal = ReadLiteral(KqlExpectation.Condition);
        if (TryTake(KqlTokenKind.Colon))
        {
            if (Current.Kind != KqlTokenKind.Open) return ReadValue(literal);
            return ReadGroup(() => ReadValue(literal));
        }
        if (Current.Kind != KqlTokenKind.Range) return new KqlNode.Is(null, literal);
        var sign = _text.AsSpan(Current.At.Start, Current.At.Length);
        var comparison = sign switch { "<" => KqlOperator.Less, "<=" => KqlOperator.LessOrEqual, ">" => KqlOperator.Greater, _ => KqlOperator.GreaterOrEqual };
        _at++;
        return new KqlNode.Compare(literal, comparison, ReadLiteral(KqlExpectation.NumberOrDate));
    }

    private KqlNode.Is ReadValue(KqlLiteral field) => new KqlNode.Is(field, ReadLiteral(KqlExpectation.Value));

    /// <summary>Reads a quoted text, or words with the spaces between them.</summary>
    private KqlLiteral ReadLiteral(KqlExpectation expected)
    {
        var first = Current;
        if (first.Kind == KqlTokenKind.Quoted)
        {
            if (first.IsOpenEnded) throw new KqlException(new KqlProblem(KqlProblemKind.OpenQuote), first.At);
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
            throw new KqlException(new KqlProblem(KqlProblemKind.NestedObject, word.Pattern), word.At);
    }

    private bool TryTake(KqlTokenKind kind)
    {
        if (Current.Kind != kind) return false;
        _at++;
        return true;
    }

    private KqlException Unexpected(KqlExpectation expected)
    {
        if (Current.Kind == KqlTokenKind.End) return new KqlException(new KqlProblem(KqlProblemKind.EndsEarly, expected), Current.At);
        var before = _at > 0 ? _tokens[_at - 1] : default;
        // "https://shop" and "12:30" are meant to be one value; of "a : b c : d" rather an "and" is missing.
        bool isBesideValue = before.IsLiteral && (Current.IsLiteral || Current.At.Start == before.At.End);
        int length = Math.Min(Current.At.Length, 50);
        // No half of a character outside the basic plane.
        if (char.IsHighSurrogate(_text[Current.At.Start + length - 1]) && length < Current.At.Length) length++;
        string found = _text.Substring(Current.At.Start, length);
        return new KqlException(new KqlProblem(isBesideValue ? KqlProblemKind.UnexpectedBesideValue : KqlProblemKind.Unexpected, expected, found), Current.At);
    }
}
