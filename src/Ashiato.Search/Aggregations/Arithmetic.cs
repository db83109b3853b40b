using System.Globalization;

namespace Ashiato.Search.Aggregations;

/// <summary>Scripts that only calculate: numbers, names of values (also as <c>params.name</c>), the four operations, signs and parentheses.</summary>
internal sealed class Arithmetic
{
    private const int MaxDepth = 50;

    private readonly string _text;
    private readonly string[] _names;
    private int _at;
    private int _depth;

    private Arithmetic(string text, string[] names)
    {
        _text = text;
        _names = names;
    }

    /// <summary>Reads a script.</summary>
    /// <returns>What computes it, given the value of a name.</returns>
    /// <exception cref="SearchException">The script does more than calculate, or names something unknown.</exception>
    public static Func<Func<string, double>, double> Parse(string text, string[] names)
    {
        if (text.Length > 2_000) throw SearchException.Unsupported("A script of more than 2000 characters");
        var parser = new Arithmetic(text.TrimEnd().TrimEnd(';'), names);
        var expression = parser.ReadSum();
        parser.SkipSpaces();
        return parser._at == parser._text.Length ? expression : throw parser.Wrong();
    }

    private Func<Func<string, double>, double> ReadSum()
    {
        if (++_depth > MaxDepth) throw Wrong();
        var left = ReadProduct();
        while (true)
        {
            var before = left;
            if (TryTake('+'))
            {
                var right = ReadProduct();
                left = values => before(values) + right(values);
            }
            else if (TryTake('-'))
            {
                var right = ReadProduct();
                left = values => before(values) - right(values);
            }
            else
            {
                _depth--;
                return left;
            }
        }
    }

    private Func<Func<string, double>, double> ReadProduct()
    {
        var left = ReadOne();
        while (true)
        {
            var before = left;
            if (TryTake('*'))
            {
                var right = ReadOne();
                left = values => before(values) * right(values);
            }
            else if (TryTake('/'))
            {
                var right = ReadOne();
                left = values => before(values) / right(values);
            }
            else
            {
                return left;
            }
        }
    }

    private Func<Func<string, double>, double> ReadOne()
    {
        int sign = 1;
        while (true)
        {
            if (TryTake('-')) sign = -sign;
            else if (!TryTake('+')) break;
        }
        if (TryTake('('))
        {
            var inner = ReadSum();
            if (!TryTake(')')) throw Wrong();
            return values => sign * inner(values);
        }
        SkipSpaces();
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.')) _at++;
        string word = _text[start.._at];
        if (double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return _ => sign * number;
        string name = word.StartsWith("params.", StringComparison.Ordinal) ? word["params.".Length..] : word;
        if (!_names.Contains(name)) throw Wrong();
        return values => sign * values(name);
    }

    private bool TryTake(char sign)
    {
        SkipSpaces();
        if (_at == _text.Length || _text[_at] != sign) return false;
        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private SearchException Wrong() => SearchException.Unsupported($"The script [{_text}], at character {_at}: only numbers, + - * / and the names {string.Join(", ", _names)} are, so that it");
}
