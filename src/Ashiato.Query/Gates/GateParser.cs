using System.Globalization;

namespace Ashiato.Query.Gates;

/// <summary>Reads claims.</summary>
/// <remarks>
/// <c>claim = function [ "(" [ endpoint [ "," call ] ] ")" ] operator value</c>. Names are everything up to the comma or parenthesis that ends them, or stand in double quotes;
/// parentheses inside a name must be in pairs. Values: <c>300ms</c>, <c>1.5s</c>, <c>200us</c>, <c>2m</c>, <c>1%</c>, <c>5</c>.
/// </remarks>
public sealed class GateParser
{
    private static readonly string[] s_operators = ["<=", ">=", "==", "!=", "<", ">", "="];

    private readonly string _text;
    private int _at;

    private GateParser(string text) => _text = text;

    /// <summary>Reads one claim.</summary>
    /// <exception cref="GateSyntaxException">It cannot be read; the exception says where and why.</exception>
    public static GateClaim Parse(string text) => new GateParser(text).Claim();

    private GateClaim Claim()
    {
        SkipSpace();
        int functionAt = _at;
        var (function, rank) = Function();
        var (endpoint, call, callAt) = Arguments();
        if (call is not null && function != GateFunction.Calls) throw Wrong(callAt, "only calls(…) takes a second name; leave it out");
        if (call is null && function == GateFunction.Calls) throw Wrong(_at, "calls needs which calls: write calls(GET /items, statement), calls(*, external) or calls(*, SELECT * FROM users*)");
        if (endpoint is not null && function == GateFunction.Score) throw Wrong(functionAt, "a run has one score; write score without a name");

        string comparison = Operator();
        int valueAt = _at;
        var (value, unit) = Value();
        SkipSpace();
        if (_at < _text.Length) throw Wrong(_at, "nothing may follow the value");
        CheckUnit(function, ref value, ref unit, valueAt);
        return new GateClaim { Text = _text.Trim(), Function = function, Rank = rank, Endpoint = endpoint, Call = call, Operator = comparison == "=" ? "==" : comparison, Value = value, Unit = unit };
    }

    private (GateFunction Function, double Rank) Function()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '.')) _at++;
        string name = _text[start.._at].ToLowerInvariant();
        if (name.Length > 1 && name[0] == 'p' && double.TryParse(name.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rank))
            return rank is > 0 and < 100 ? (GateFunction.Percentile, rank) : throw Wrong(start, "a percentile lies between p0 and p100, such as p95");
        return name switch
        {
            "avg" or "average" or "mean" => (GateFunction.Average, 0),
            "median" => (GateFunction.Percentile, 50),
            "max" => (GateFunction.Max, 0),
            "min" => (GateFunction.Min, 0),
            "sum" => (GateFunction.Sum, 0),
            "count" => (GateFunction.Count, 0),
            "rate" => (GateFunction.Rate, 0),
            "failed" => (GateFunction.Failed, 0),
            "calls" => (GateFunction.Calls, 0),
            "findings" => (GateFunction.Findings, 0),
            "score" => (GateFunction.Score, 0),
            _ => throw Wrong(start, $"'{name}' is nothing that can be measured; write p50 … p99, avg, min, max, sum, count, rate, failed, calls, findings or score"),
        };
    }

    private (string? Endpoint, string? Call, int CallAt) Arguments()
    {
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != '(') return (null, null, _at);
        int open = _at++;
        string? endpoint = Name(open);
        if (_text[_at] == ')')
        {
            _at++;
            return (endpoint, null, _at);
        }
        int callAt = ++_at;
        string? call = Name(open) ?? throw Wrong(callAt, "a name is missing after the comma");
        if (_text[_at] != ')') throw Wrong(_at, "two names at most; put a name that holds a comma in double quotes");
        _at++;
        return (endpoint, call, callAt);
    }

    /// <summary>A name, up to the comma or parenthesis that ends it; <see langword="null"/> for none, and for <c>*</c>.</summary>
    private string? Name(int open)
    {
        SkipSpace();
        string name = _at < _text.Length && _text[_at] == '"' ? Quoted() : Bare();
        if (_at >= _text.Length) throw Wrong(open, "this parenthesis is never closed");
        return name is "" or "*" ? null : name;
    }

    private string Quoted()
    {
        int start = _at++;
        int end = _text.IndexOf('"', _at);
        if (end < 0) throw Wrong(start, "this quote is never closed");
        string name = _text[_at..end];
        _at = end + 1;
        SkipSpace();
        if (_at < _text.Length && _text[_at] is not (',' or ')')) throw Wrong(_at, "a comma or ) must follow the quoted name");
        return name;
    }

    private string Bare()
    {
        int start = _at, depth = 0;
        while (_at < _text.Length && (depth > 0 || _text[_at] is not (',' or ')')))
        {
            if (_text[_at] == '(') depth++;
            else if (_text[_at] == ')') depth--;
            _at++;
        }
        return _text[start.._at].Trim();
    }

    private string Operator()
    {
        SkipSpace();
        string found = Array.Find(s_operators, one => string.CompareOrdinal(_text, _at, one, 0, one.Length) == 0) ?? throw Wrong(_at, "a comparison is missing: <, <=, >, >=, == or !=");
        _at += found.Length;
        SkipSpace();
        return found;
    }

    private (double Value, GateUnit Unit) Value()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '.' or '-')) _at++;
        if (!double.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) throw Wrong(start, "a number is missing, such as 300ms, 1% or 5");
        int unitAt = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at])) _at++;
        return _text[unitAt.._at] switch
        {
            "" => (number, GateUnit.Number),
            "us" or "µs" or "μs" => (number, GateUnit.Micros),
            "ms" => (number * 1e3, GateUnit.Micros),
            "s" => (number * 1e6, GateUnit.Micros),
            "m" or "min" => (number * 60e6, GateUnit.Micros),
            "%" => (number / 100, GateUnit.Share),
            "/s" => (number, GateUnit.Number),
            var other => throw Wrong(unitAt, $"'{other}' is no unit; write us, ms, s, m, % or /s"),
        };
    }

    private void CheckUnit(GateFunction function, ref double value, ref GateUnit unit, int valueAt)
    {
        bool isDuration = function is GateFunction.Percentile or GateFunction.Average or GateFunction.Max or GateFunction.Min or GateFunction.Sum;
        if (isDuration && unit == GateUnit.Number && value == 0) unit = GateUnit.Micros;
        if (isDuration && unit != GateUnit.Micros) throw Wrong(valueAt, "a duration needs a unit: us, ms, s or m");
        if (!isDuration && unit == GateUnit.Micros) throw Wrong(valueAt, "this is no duration; write a plain number");
        if (unit == GateUnit.Share && function != GateFunction.Failed) throw Wrong(valueAt, "only failed is a share; write a plain number");
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private GateSyntaxException Wrong(int at, string problem) => new(_text, Math.Min(at, _text.Length), problem);
}
