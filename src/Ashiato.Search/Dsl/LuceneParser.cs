using System.Text;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Dsl;

/// <summary>Reads queries in Lucene's classic syntax.</summary>
/// <remarks>
/// As there, <c>AND</c> makes the clauses on both sides required and <c>NOT</c> forbids the one behind it; of what is left, one clause must be true when
/// none is required. Parentheses group.
/// </remarks>
internal sealed class LuceneParser
{
    private const int MaxDepth = 30;
    private const string Ends = "()[]{}\"^~:";

    private readonly string _text;
    private readonly bool _isAnd;
    private readonly Func<string?, LuceneTerm, Filter> _toFilter;
    private int _at;
    private int _depth;

    private LuceneParser(string text, bool isAnd, Func<string?, LuceneTerm, Filter> toFilter)
    {
        _text = text;
        _isAnd = isAnd;
        _toFilter = toFilter;
    }

    /// <summary>Reads a query.</summary>
    /// <param name="text">The query.</param>
    /// <param name="isAnd">True when clauses side by side must all be true.</param>
    /// <param name="toFilter">What a field (or none) and a term mean.</param>
    /// <exception cref="SearchException">The text is no query.</exception>
    public static Filter Parse(string text, bool isAnd, Func<string?, LuceneTerm, Filter> toFilter)
    {
        if (text.Length > 10_000) throw SearchException.Illegal($"The query has {text.Length} characters; 10000 is the most that is read.");
        var parser = new LuceneParser(text, isAnd, toFilter);
        var filter = parser.ReadClauses(null);
        if (parser._at < text.Length) throw parser.Wrong($"unexpected '{text[parser._at]}'");
        return filter;
    }

    private Filter ReadClauses(string? field)
    {
        if (++_depth > MaxDepth) throw Wrong($"it is nested more than {MaxDepth} levels deep");
        var clauses = new List<(Filter Filter, bool IsRequired, bool IsForbidden)>();
        while (true)
        {
            SkipSpaces();
            if (_at == _text.Length || _text[_at] == ')') break;
            bool isAnd = TryKeyword("AND") || TrySign("&&");
            bool isOr = !isAnd && (TryKeyword("OR") || TrySign("||"));
            SkipSpaces();
            bool isForbidden = TryKeyword("NOT") || TrySign("-") || TrySign("!");
            bool isRequired = !isForbidden && TrySign("+");
            SkipSpaces();
            if (isAnd && clauses is [.., { IsForbidden: false } before]) clauses[^1] = before with { IsRequired = true };
            if (isOr && _isAnd && clauses is [.., { IsForbidden: false } either]) clauses[^1] = either with { IsRequired = false };
            clauses.Add((ReadClause(field), isRequired || (!isForbidden && (isAnd || (_isAnd && !isOr))), isForbidden));
        }
        _depth--;
        // As there, no word finds nothing.
        if (clauses.Count == 0) return new Filter.Any([]);
        var must = clauses.Where(static clause => clause.IsRequired).Select(static clause => clause.Filter)
            .Concat(clauses.Where(static clause => clause.IsForbidden).Select(static clause => (Filter)new Filter.Not(clause.Filter))).ToList();
        Filter[] should = [.. clauses.Where(static clause => clause is { IsRequired: false, IsForbidden: false }).Select(static clause => clause.Filter)];
        if (should.Length > 0 && !clauses.Exists(static clause => clause.IsRequired)) must.Add(should.Length == 1 ? should[0] : new Filter.Any(should));
        return must.Count == 1 ? must[0] : new Filter.All(must);
    }

    private Filter ReadClause(string? field)
    {
        if (_at == _text.Length) throw Wrong("it ends where a clause was expected");
        if (_text[_at] == '(') return ReadGroup(field);
        var start = _at;
        if (_text[_at] is '"' or '/' or '[' or '{' or '<' or '>') return WithoutBoost(_toFilter(field, ReadTerm()));
        string name = ReadWord(out bool hasWildcard);
        if (_at < _text.Length && _text[_at] == ':')
        {
            _at++;
            SkipSpaces();
            if (_at == _text.Length) throw Wrong($"it ends where a value of '{name}' was expected");
            if (_text[_at] == '(') return ReadGroup(Unescape(name));
            return WithoutBoost(_toFilter(Unescape(name), ReadTerm()));
        }
        if (_at == start) throw Wrong($"unexpected '{_text[_at]}'");
        return WithoutBoost(_toFilter(field, ToTerm(name, hasWildcard)));
    }

    private Filter ReadGroup(string? field)
    {
        _at++;
        var filter = ReadClauses(field);
        if (_at == _text.Length) throw Wrong("a parenthesis is not closed");
        _at++;
        return WithoutBoost(filter);
    }

    private LuceneTerm ReadTerm()
    {
        switch (_text[_at])
        {
            case '"':
                string phrase = ReadUntil('"');
                if (_at < _text.Length && _text[_at] == '~') throw SearchException.Unsupported("A distance behind a phrase ('~')");
                return new LuceneTerm(LuceneTermKind.Phrase, Unescape(phrase));
            case '/':
                return new LuceneTerm(LuceneTermKind.Regex, ReadUntil('/').Replace("\\/", "/", StringComparison.Ordinal));
            case '[' or '{':
                return ReadRange();
            case '<' or '>':
                bool isLess = _text[_at++] == '<';
                bool orEqual = TrySign("=");
                string bound = Unescape(ReadWord(out _, stops: ")"));
                return isLess
                    ? new LuceneTerm(LuceneTermKind.Range, "*", bound, UpperInclusive: orEqual)
                    : new LuceneTerm(LuceneTermKind.Range, bound, LowerInclusive: orEqual);
            default:
                int start = _at;
                string word = ReadWord(out bool hasWildcard);
                if (_at == start) throw Wrong($"unexpected '{_text[_at]}'");
                return ToTerm(word, hasWildcard);
        }
    }

    private LuceneTerm ReadRange()
    {
        bool lowerInclusive = _text[_at++] == '[';
        SkipSpaces();
        string lower = ReadBound();
        SkipSpaces();
        if (!TryKeyword("TO")) throw Wrong("a range without TO");
        SkipSpaces();
        string upper = ReadBound();
        SkipSpaces();
        if (_at == _text.Length || _text[_at] is not (']' or '}')) throw Wrong("a range is not closed");
        return new LuceneTerm(LuceneTermKind.Range, lower, upper, lowerInclusive, _text[_at++] == ']');
    }

    private string ReadBound() => _at < _text.Length && _text[_at] == '"' ? Unescape(ReadUntil('"')) : Unescape(ReadWord(out _, stops: "]}"));

    /// <summary>A word up to a space or sign, with its backslashes.</summary>
    private string ReadWord(out bool hasWildcard, string stops = Ends)
    {
        int start = _at;
        hasWildcard = false;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && !stops.Contains(_text[_at], StringComparison.Ordinal))
        {
            if (_text[_at] is '*' or '?') hasWildcard = true;
            _at += _text[_at] == '\\' && _at + 1 < _text.Length ? 2 : 1;
        }
        return _text[start.._at];
    }

    private string ReadUntil(char end)
    {
        int start = ++_at;
        while (_at < _text.Length && _text[_at] != end) _at += _text[_at] == '\\' && _at + 1 < _text.Length ? 2 : 1;
        if (_at >= _text.Length) throw Wrong($"a '{end}' is not closed");
        return _text[start.._at++];
    }

    private static LuceneTerm ToTerm(string word, bool hasWildcard) =>
        hasWildcard ? new LuceneTerm(LuceneTermKind.Pattern, ToPattern(word)) : new LuceneTerm(LuceneTermKind.Word, Unescape(word));

    private static string ToPattern(string word)
    {
        var pattern = new StringBuilder();
        for (int i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 1 < word.Length) pattern.Append(Filter.TextLike.Escape(word[++i].ToString()));
            else pattern.Append(word[i]);
        }
        return pattern.ToString();
    }

    private static string Unescape(string word)
    {
        var text = new StringBuilder();
        for (int i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 1 < word.Length) i++;
            text.Append(word[i]);
        }
        return text.ToString();
    }

    private Filter WithoutBoost(Filter filter)
    {
        if (_at < _text.Length && _text[_at] == '~') throw SearchException.Unsupported("A fuzzy word ('~')");
        if (_at < _text.Length && _text[_at] == '^')
        {
            _at++;
            while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.')) _at++;
        }
        return filter;
    }

    private bool TrySign(string sign)
    {
        if (!_text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal)) return false;
        _at += sign.Length;
        return true;
    }

    private bool TryKeyword(string word)
    {
        if (!_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) return false;
        int end = _at + word.Length;
        if (end < _text.Length && !char.IsWhiteSpace(_text[end]) && _text[end] != '(') return false;
        _at = end;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private SearchException Wrong(string finding) => SearchException.Query($"Failed to parse query [{_text}]: at character {_at}, {finding}.");
}
