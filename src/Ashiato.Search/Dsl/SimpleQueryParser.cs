using System.Text;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Dsl;

/// <summary>Reads the queries of <c>simple_query_string</c>, which are never wrong: a sign that makes no sense is left out.</summary>
/// <remarks><c>+</c> and, <c>|</c> or, <c>-</c> not, quotes for a phrase, a star at the end of a word, parentheses.</remarks>
internal sealed class SimpleQueryParser
{
    private const int MaxDepth = 30;

    private readonly string _text;
    private readonly bool _isAnd;
    private readonly Func<LuceneTerm, Filter> _toFilter;
    private int _at;
    private int _depth;

    private SimpleQueryParser(string text, bool isAnd, Func<LuceneTerm, Filter> toFilter)
    {
        _text = text;
        _isAnd = isAnd;
        _toFilter = toFilter;
    }

    /// <summary>Reads a query.</summary>
    /// <param name="text">The query.</param>
    /// <param name="isAnd">True when words side by side must all be there.</param>
    /// <param name="toFilter">What a term means.</param>
    public static Filter Parse(string text, bool isAnd, Func<LuceneTerm, Filter> toFilter)
    {
        if (text.Length > 10_000) throw SearchException.Illegal($"The query has {text.Length} characters; 10000 is the most that is read.");
        var parser = new SimpleQueryParser(text, isAnd, toFilter);
        var parts = new List<Filter>();
        while (parser._at < text.Length)
        {
            // A parenthesis that closes nothing is left out.
            if (parser.ReadMany() is { } part) parts.Add(part);
            if (parser._at < text.Length) parser._at++;
        }
        return parts.Count == 0 ? new Filter.Any([]) : Join(parts, isAnd);
    }

    /// <summary>Reads from left to right; each sign joins what is on its left with the next.</summary>
    private Filter? ReadMany()
    {
        var parts = new List<Filter>();
        bool isAnd = _isAnd, areJoinedByAnd = _isAnd;
        while (_at < _text.Length && _text[_at] != ')')
        {
            char character = _text[_at];
            if (char.IsWhiteSpace(character))
            {
                _at++;
            }
            else if (character is '+' or '|')
            {
                isAnd = character == '+';
                _at++;
            }
            else if (ReadOne() is { } one)
            {
                // Signs of one kind make one list, however long.
                if (isAnd != areJoinedByAnd && parts.Count > 1) parts = [Join(parts, areJoinedByAnd)];
                areJoinedByAnd = isAnd;
                parts.Add(one);
                isAnd = _isAnd;
            }
        }
        return parts.Count == 0 ? null : Join(parts, areJoinedByAnd);
    }

    private Filter? ReadOne()
    {
        bool isNot = false;
        while (_at < _text.Length && _text[_at] == '-')
        {
            isNot = !isNot;
            _at++;
        }
        if (_at == _text.Length) return null;
        var one = _text[_at] switch { '(' => ReadGroup(), '"' => ReadPhrase(), _ => ReadWord() };
        return one is not null && isNot ? new Filter.Not(one) : one;
    }

    private Filter? ReadGroup()
    {
        _at++;
        if (++_depth > MaxDepth) throw SearchException.Illegal($"The query is nested more than {MaxDepth} levels deep.");
        var inner = ReadMany();
        _depth--;
        if (_at < _text.Length) _at++;
        return inner;
    }

    private Filter? ReadPhrase()
    {
        int end = _text.IndexOf('"', _at + 1);
        if (end < 0)
        {
            _at++;
            return null;
        }
        string phrase = _text[(_at + 1)..end];
        _at = end + 1;
        return phrase.Length == 0 ? null : _toFilter(new LuceneTerm(LuceneTermKind.Phrase, phrase));
    }

    private Filter? ReadWord()
    {
        var word = new StringBuilder();
        int start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('(' or ')' or '"' or '+' or '|'))
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length) _at++;
            word.Append(_text[_at++]);
        }
        if (_at == start) _at++;
        if (word.Length == 0) return null;
        string text = word.ToString();
        if (!text.EndsWith('*')) return _toFilter(new LuceneTerm(LuceneTermKind.Word, text));
        return _toFilter(new LuceneTerm(LuceneTermKind.Pattern, Filter.TextLike.Escape(text[..^1]) + "*"));
    }

    private static Filter Join(List<Filter> parts, bool isAnd) => parts.Count == 1 ? parts[0] : isAnd ? new Filter.All(parts) : new Filter.Any(parts);
}
