using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Ashiato.Intake.Elastic;

/// <summary>Walks the tokens of one JSON text that is UTF-8 and whole, as <see cref="Utf8JsonReader"/> does, which takes twice the time.</summary>
/// <remarks>
/// What is not JSON (RFC 8259) is refused with the same exceptions: the text is then read again by that reader, which words them. The difference is
/// <see cref="TryName"/>: whoever knows which name usually comes next need not look for its end, nor look it up.
/// </remarks>
/// <param name="json">The text.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = EventDecoder.MaxDepth };

    private readonly ReadOnlySpan<byte> _json = json;
    private Levels _levels;
    private int _depth;
    private bool _isInObject;
    private int _at;
    private int _valueStart;
    private int _valueEnd;

    /// <summary>One bit for each level: whether it is an object.</summary>
    [InlineArray(EventDecoder.MaxDepth / 64)]
    private struct Levels
    {
        private ulong _first;
    }

    /// <summary>What the token is; <see cref="JsonTokenType.None"/> before the first.</summary>
    public JsonTokenType TokenType { get; private set; }

    /// <summary>True when the string or name has escapes.</summary>
    public bool ValueIsEscaped { get; private set; }

    /// <summary>The token as it stands in the text; a string or name without its quotes.</summary>
    public readonly ReadOnlySpan<byte> ValueSpan => _json[_valueStart.._valueEnd];

    /// <summary>Where the token begins; of a string, its first quote.</summary>
    public int TokenStartIndex { get; private set; }

    /// <summary>Where what comes after the token begins.</summary>
    public readonly int BytesConsumed => _at;

    /// <summary>The text from the token on.</summary>
    public readonly ReadOnlySpan<byte> FromToken => _json[TokenStartIndex..];

    /// <summary>How many objects and lists are open.</summary>
    public readonly int Depth => _depth;

    /// <summary>Goes to the next token.</summary>
    /// <returns><see langword="false"/> at the end of the text.</returns>
    /// <exception cref="JsonException">What follows is not JSON.</exception>
    public bool Read()
    {
        switch (TokenType)
        {
            case JsonTokenType.None or JsonTokenType.PropertyName:
                ReadValue(NextByte());
                return true;
            case JsonTokenType.StartObject:
                if (NextByte() is var first && first == '}') End(JsonTokenType.EndObject);
                else ReadName(first);
                return true;
            case JsonTokenType.StartArray:
                if (NextByte() is var element && element == ']') End(JsonTokenType.EndArray);
                else ReadValue(element);
                return true;
            default:
                return ReadBehindValue();
        }
    }

    /// <summary>Goes to a name, if it is the next token and is written without a space.</summary>
    /// <param name="quoted">The name as JSON with its colon: <c>"id":</c>.</param>
    /// <returns><see langword="false"/>, and nothing is read, when something else follows.</returns>
    public bool TryName(ReadOnlySpan<byte> quoted)
    {
        int at = _at;
        if (TokenType != JsonTokenType.StartObject)
        {
            if ((uint)at >= (uint)_json.Length || _json[at] != ',') return false;
            at++;
        }
        if (!_json[at..].StartsWith(quoted)) return false;
        TokenStartIndex = at;
        (_valueStart, _valueEnd) = (at + 1, at + quoted.Length - 2);
        _at = at + quoted.Length;
        ValueIsEscaped = false;
        TokenType = JsonTokenType.PropertyName;
        return true;
    }

    /// <summary>Goes to the last token of the value at which the cursor stands, or that the name is of.</summary>
    /// <exception cref="JsonException">What follows is not JSON.</exception>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName) Read();
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        int outside = _depth - 1;
        do Read();
        while (_depth > outside);
    }

    /// <summary>Goes from the start of a list to its end, for somebody who has read the same text before.</summary>
    /// <param name="length">How long the list is, with its brackets.</param>
    public void PassList(int length)
    {
        _at = TokenStartIndex + length - 1;
        End(JsonTokenType.EndArray);
    }

    /// <summary>The whole number at which the cursor stands.</summary>
    /// <returns><see langword="false"/> when the number is not whole, or does not fit.</returns>
    public readonly bool TryGetInt64(out long value)
    {
        var digits = ValueSpan;
        value = 0;
        // 18 digits always fit.
        if (digits.Length > 18) return Utf8Parser.TryParse(digits, out value, out int length) && length == digits.Length;
        foreach (byte digit in digits)
        {
            uint number = (uint)(digit - '0');
            if (number > 9) return Utf8Parser.TryParse(digits, out value, out int length) && length == digits.Length;
            value = (value * 10) + number;
        }
        return true;
    }

    private bool ReadBehindValue()
    {
        if (_depth == 0)
        {
            SkipSpace();
            return _at < _json.Length ? throw NotJson() : false;
        }
        byte next = NextByte();
        if (next == ',')
        {
            _at++;
            if (_isInObject) ReadName(NextByte());
            else ReadValue(NextByte());
        }
        else if (next == '}' && _isInObject) End(JsonTokenType.EndObject);
        else if (next == ']' && !_isInObject) End(JsonTokenType.EndArray);
        else throw NotJson();
        return true;
    }

    private void ReadValue(byte first)
    {
        switch (first)
        {
            case (byte)'"':
                ReadString();
                TokenType = JsonTokenType.String;
                break;
            case (byte)'{':
                Begin(JsonTokenType.StartObject);
                break;
            case (byte)'[':
                Begin(JsonTokenType.StartArray);
                break;
            case (byte)'t':
                ReadLiteral("true"u8, JsonTokenType.True);
                break;
            case (byte)'f':
                ReadLiteral("false"u8, JsonTokenType.False);
                break;
            case (byte)'n':
                ReadLiteral("null"u8, JsonTokenType.Null);
                break;
            default:
                ReadNumber();
                break;
        }
    }

    private void ReadName(byte first)
    {
        if (first != '"') throw NotJson();
        ReadString();
        if (NextByte() != ':') throw NotJson();
        _at++;
        TokenType = JsonTokenType.PropertyName;
    }

    /// <summary>Reads a string, at whose first quote the cursor stands.</summary>
    private void ReadString()
    {
        TokenStartIndex = _at;
        ValueIsEscaped = false;
        _valueStart = _at + 1;
        int at = _valueStart;
        while (true)
        {
            at = PlainEnd(at);
            if (at >= _json.Length) throw NotJson();
            if (_json[at] == '"') break;
            if (_json[at] != '\\') throw NotJson();
            ValueIsEscaped = true;
            at = EscapeEnd(at);
        }
        _valueEnd = at;
        _at = at + 1;
    }

    /// <summary>Where the next quote, backslash or control character stands; the end of the text when there is none.</summary>
    private readonly int PlainEnd(int at)
    {
        ref byte text = ref MemoryMarshal.GetReference(_json);
        for (; at <= _json.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref text, (nuint)at);
            var ends = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\')) | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
            if (ends != Vector128<byte>.Zero) return at + BitOperations.TrailingZeroCount(ends.ExtractMostSignificantBits());
        }
        while (at < _json.Length && _json[at] is not ((byte)'"' or (byte)'\\' or < (byte)' ')) at++;
        return at;
    }

    private readonly int EscapeEnd(int backslash)
    {
        int at = backslash + 1;
        if (at >= _json.Length) throw NotJson();
        if (_json[at] == 'u')
        {
            if (_json.Length - at < 5) throw NotJson();
            foreach (byte digit in _json.Slice(at + 1, 4))
                if (!char.IsAsciiHexDigit((char)digit)) throw NotJson();
            return at + 5;
        }
        if (!"\"\\/bfnrt"u8.Contains(_json[at])) throw NotJson();
        return at + 1;
    }

    private void ReadNumber()
    {
        int at = _at;
        if (_json[at] == '-') at++;
        int whole = at;
        at = DigitsEnd(at);
        if (at - whole > 1 && _json[whole] == '0') throw NotJson();
        if (at < _json.Length && _json[at] == '.') at = DigitsEnd(at + 1);
        if (at < _json.Length && _json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < _json.Length && _json[at] is (byte)'+' or (byte)'-') at++;
            at = DigitsEnd(at);
        }
        // A number inside of something is not the end of the text.
        if (at >= _json.Length ? _depth > 0 : !",}] \n\r\t/"u8.Contains(_json[at])) throw NotJson();
        TokenStartIndex = _valueStart = _at;
        _valueEnd = _at = at;
        TokenType = JsonTokenType.Number;
    }

    /// <exception cref="JsonException">There is no digit.</exception>
    private readonly int DigitsEnd(int at)
    {
        int start = at;
        while (at < _json.Length && (uint)(_json[at] - '0') <= 9) at++;
        return at == start ? throw NotJson() : at;
    }

    private void ReadLiteral(ReadOnlySpan<byte> literal, JsonTokenType type)
    {
        if (!_json[_at..].StartsWith(literal)) throw NotJson();
        TokenStartIndex = _valueStart = _at;
        _valueEnd = _at += literal.Length;
        TokenType = type;
    }

    private void Begin(JsonTokenType type)
    {
        if (_depth == EventDecoder.MaxDepth) throw NotJson();
        _isInObject = type == JsonTokenType.StartObject;
        ulong bit = 1UL << (_depth & 63);
        ref ulong level = ref _levels[_depth >> 6];
        level = _isInObject ? level | bit : level & ~bit;
        _depth++;
        TokenStartIndex = _valueStart = _at;
        _valueEnd = ++_at;
        TokenType = type;
    }

    private void End(JsonTokenType type)
    {
        _depth--;
        if (_depth > 0) _isInObject = (_levels[(_depth - 1) >> 6] & (1UL << ((_depth - 1) & 63))) != 0;
        TokenStartIndex = _valueStart = _at;
        _valueEnd = ++_at;
        TokenType = type;
    }

    /// <summary>The next byte that is no white space.</summary>
    /// <exception cref="JsonException">The text ends here.</exception>
    private byte NextByte()
    {
        if ((uint)_at < (uint)_json.Length && _json[_at] > ' ') return _json[_at];
        SkipSpace();
        return _at < _json.Length ? _json[_at] : throw NotJson();
    }

    private void SkipSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') _at++;
    }

    /// <summary>What the other reader says of the text.</summary>
    private readonly JsonException NotJson()
    {
        var reader = new Utf8JsonReader(_json, isFinalBlock: true, new JsonReaderState(s_options));
        try
        {
            while (reader.Read())
            {
                // It ends with an exception.
            }
        }
        catch (JsonException e)
        {
            return e;
        }
        return new JsonException($"The text is not JSON near byte {_at}.");
    }
}
