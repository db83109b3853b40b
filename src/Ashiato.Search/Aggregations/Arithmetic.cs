using System.Globalization;

namespace Ashiato.Search.Aggregations;

/// <summary>
/// Scripts that only calculate and compare: numbers, names of values (also as <c>params.name</c>), the four operations, signs, parentheses, comparisons,
/// <c>&amp;&amp;</c>, <c>||</c>, <c>!</c> and <c>? :</c>.
/// </summary>
internal sealed class Arithmetic
{
    private const int MaxDepth = 50;

    private static readonly string[] s_comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly string _text;
    private readonly string[] _names;
    private int _at;
    private int _depth;

    private Arithmetic(string text, string[] names)
    {
        _text = text;
        _names = names;
    }

    /// <summary>Reads a script that gives a number.</summary>
    /// <returns>What computes it, given the value of a name.</returns>
    /// <exception cref="SearchException">The script does more than calculate, or names something unknown.</exception>
    public static Func<Func<string, double>, double> Parse(string text, string[] names)
    {
        var parser = new Arithmetic(text, names);
        return parser.ReadWhole().Number ?? throw parser.Wrong();
    }

    /// <summary>Reads a script that says whether something holds.</summary>
    /// <returns>What decides it, given the value of a name.</returns>
    /// <exception cref="SearchException">The script does more than calculate and compare, or gives a number.</exception>
    public static Func<Func<string, double>, bool> ParseCondition(string text, string[] names)
    {
        var parser = new Arithmetic(text, names);
        return parser.ReadWhole().Claim ?? throw SearchException.Illegal($"The script [{text}] gives a number, where it has to say whether a bucket is kept, as in [params.total > 200].");
    }

    /// <summary>A part of a script: one of both.</summary>
    private readonly record struct Part(Func<Func<string, double>, double>? Number, Func<Func<string, double>, bool>? Claim)
    {
        public static implicit operator Part(Func<Func<string, double>, double> number) => new(number, null);

        public static implicit operator Part(Func<Func<string, double>, bool> claim) => new(null, claim);
    }

    private Part ReadWhole()
    {
        if (_text.Length > 2_000) throw SearchException.Unsupported("A script of more than 2000 characters");
        SkipSpaces();
        if (_text.AsSpan(_at).StartsWith("return ")) _at += "return ".Length;
        var whole = ReadChoice();
        while (TryTake(";"))
        {
        }
        SkipSpaces();
        return _at == _text.Length ? whole : throw Wrong();
    }

    private Part ReadChoice()
    {
        if (++_depth > MaxDepth) throw Wrong();
        var first = ReadAny();
        if (TryTake("?"))
        {
            var decides = Claim(first);
            var then = ReadChoice();
            if (!TryTake(":")) throw Wrong();
            var or = ReadChoice();
            first = (then, or) switch
            {
                ({ Number: { } a }, { Number: { } b }) => (Part)(values => decides(values) ? a(values) : b(values)),
                ({ Claim: { } a }, { Claim: { } b }) => (Part)(values => decides(values) ? a(values) : b(values)),
                _ => throw Wrong(),
            };
        }
        _depth--;
        return first;
    }

    private Part ReadAny()
    {
        var left = ReadAll();
        while (TryTake("||"))
        {
            Func<Func<string, double>, bool> before = Claim(left), right = Claim(ReadAll());
            left = (Part)(values => before(values) || right(values));
        }
        return left;
    }

    private Part ReadAll()
    {
        var left = ReadComparison();
        while (TryTake("&&"))
        {
            Func<Func<string, double>, bool> before = Claim(left), right = Claim(ReadComparison());
            left = (Part)(values => before(values) && right(values));
        }
        return left;
    }

    private Part ReadComparison()
    {
        var first = ReadSum();
        if (Array.Find(s_comparisons, TryTake) is not { } comparison) return first;
        Func<Func<string, double>, double> left = Number(first), right = Number(ReadSum());
        return comparison switch
        {
            "==" => (Part)(values => left(values) == right(values)),
            "!=" => (Part)(values => left(values) != right(values)),
            "<=" => (Part)(values => left(values) <= right(values)),
            ">=" => (Part)(values => left(values) >= right(values)),
            "<" => (Part)(values => left(values) < right(values)),
            _ => (Part)(values => left(values) > right(values)),
        };
    }

    private Part ReadSum()
    {
        var left = ReadProduct();
        while (true)
        {
            bool isPlus = TryTake("+");
            if (!isPlus && !TryTake("-")) return left;
            Func<Func<string, double>, double> before = Number(left), right = Number(ReadProduct());
            left = isPlus ? (Part)(values => before(values) + right(values)) : (Part)(values => before(values) - right(values));
        }
    }

    private Part ReadProduct()
    {
        var left = ReadOne();
        while (true)
        {
            bool isTimes = TryTake("*");
            if (!isTimes && !TryTake("/")) return left;
            Func<Func<string, double>, double> before = Number(left), right = Number(ReadOne());
            left = isTimes ? (Part)(values => before(values) * right(values)) : (Part)(values => before(values) / right(values));
        }
    }

    private Part ReadOne()
    {
        bool isSigned = false, isNegative = false;
        while (true)
        {
            if (TryTake("-")) isNegative = !isNegative;
            else if (!TryTake("+")) break;
            isSigned = true;
        }
        int nots = 0;
        while (!isSigned && TryTake("!")) nots++;
        var one = ReadPlain();
        if (nots > 0)
        {
            var claim = Claim(one);
            return nots % 2 == 0 ? claim : (Part)(values => !claim(values));
        }
        if (!isSigned) return one;
        var number = Number(one);
        return isNegative ? (Part)(values => -number(values)) : number;
    }

    private Part ReadPlain()
    {
        if (TryTake("("))
        {
            var inner = ReadChoice();
            return TryTake(")") ? inner : throw Wrong();
        }
        SkipSpaces();
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.')) _at++;
        string word = _text[start.._at];
        if (word is "true" or "false") return (Part)(_ => word == "true");
        if (double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return (Part)(_ => number);
        string name = word.StartsWith("params.", StringComparison.Ordinal) ? word["params.".Length..] : word;
        if (!_names.Contains(name)) throw Wrong();
        return (Part)(values => values(name));
    }

    private Func<Func<string, double>, double> Number(Part part) => part.Number ?? throw Wrong();

    private Func<Func<string, double>, bool> Claim(Part part) => part.Claim ?? throw Wrong();

    private bool TryTake(string sign)
    {
        SkipSpaces();
        if (!_text.AsSpan(_at).StartsWith(sign)) return false;
        _at += sign.Length;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private SearchException Wrong() => SearchException.Unsupported($"The script [{_text}], at character {_at}: only numbers, + - * /, comparisons, && || ! and ? :, and the names {string.Join(", ", _names)} are, so that it");
}
