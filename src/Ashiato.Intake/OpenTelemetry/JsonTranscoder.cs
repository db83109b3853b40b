using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Turns OTLP in JSON into the same request in protobuf, so that there is one decoder. Not thread-safe.</summary>
internal sealed class JsonTranscoder
{
    /// <summary>How deep JSON may nest.</summary>
    private const int MaxDepth = 256;

    private static readonly JsonReaderOptions s_json = new() { MaxDepth = MaxDepth };

    private readonly ByteBuffer _text = new();

    /// <summary>Appends the protobuf form of a request.</summary>
    /// <exception cref="InvalidDataException">It is no JSON, or a value is not what its field needs; the message is for the sender.</exception>
    public void Transcode(ReadOnlySpan<byte> json, JsonShape shape, ByteBuffer target)
    {
        // Text that is not UTF-8 is mended once here.
        json = Utf8Text.Valid(json);
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        // A body of nothing is a request of nothing, in this form as in the other.
        if (json.IsEmpty) return;
        try
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: true, new JsonReaderState(s_json));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The request is expected to be an object.");
            WriteObject(ref reader, shape, target);
            if (reader.Read()) throw new JsonException("Something follows behind the request.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("This is not the JSON that was expected: " + e.Message, e);
        }
    }

    private void WriteObject(ref Utf8JsonReader reader, JsonShape shape, ByteBuffer target)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            var field = shape.Find(name);
            reader.Read();
            if (field is null) reader.Skip();
            else if (reader.TokenType == JsonTokenType.StartArray) WriteList(ref reader, name, field, target);
            else WriteValue(ref reader, name, field, target);
        }
    }

    private void WriteList(ref Utf8JsonReader reader, string name, JsonField field, ByteBuffer target)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) WriteValue(ref reader, name, field, target);
    }

    private void WriteValue(ref Utf8JsonReader reader, string name, JsonField field, ByteBuffer target)
    {
        if (reader.TokenType == JsonTokenType.Null) return;
        target.AddVarint(field.Tag);
        switch (field.Kind)
        {
            case JsonKind.Message:
                WriteMessage(ref reader, name, field, target);
                break;
            case JsonKind.Text:
                target.AddBytes(TextAt(ref reader, name));
                break;
            case JsonKind.Hex:
                AddHex(target, TextAt(ref reader, name), name);
                break;
            case JsonKind.Base64:
                AddBase64(target, TextAt(ref reader, name), name);
                break;
            case JsonKind.Bool:
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) throw Mismatch(name, "true or false");
                target.Add(reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0);
                break;
            case JsonKind.Varint:
                target.AddVarint(WholeAt(ref reader, name));
                break;
            case JsonKind.SignedVarint:
                target.AddVarint((ulong)SignedAt(ref reader, name, field));
                break;
            case JsonKind.Zigzag:
                long whole = SignedAt(ref reader, name, field);
                target.AddVarint((ulong)((whole << 1) ^ (whole >> 63)));
                break;
            case JsonKind.Fixed64:
                target.AddFixed64(WholeAt(ref reader, name));
                break;
            case JsonKind.SignedFixed64:
                target.AddFixed64((ulong)SignedAt(ref reader, name, field));
                break;
            default:
                target.AddFixed64(BitConverter.DoubleToUInt64Bits(NumberAt(ref reader, name)));
                break;
        }
    }

    private void WriteMessage(ref Utf8JsonReader reader, string name, JsonField field, ByteBuffer target)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Mismatch(name, "an object");
        int start = target.BeginMessage();
        WriteObject(ref reader, field.Inner!, target);
        target.EndMessage(start);
    }

    private ReadOnlySpan<byte> TextAt(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String) throw Mismatch(name, "a string");
        return JsonText.Read(ref reader, _text);
    }

    private ulong WholeAt(ref Utf8JsonReader reader, string name)
    {
        const string What = "a whole number from 0 to 18446744073709551615";
        var text = NumberTextAt(ref reader, name, What);
        if (Utf8Parser.TryParse(text, out ulong value, out int length) && length == text.Length) return value;
        if (TryParseExact(text, out decimal exact) && exact is >= 0 and <= ulong.MaxValue) return (ulong)exact;
        throw Mismatch(name, What);
    }

    private long SignedAt(ref Utf8JsonReader reader, string name, JsonField field)
    {
        const string What = "a whole number from -9223372036854775808 to 9223372036854775807";
        var text = NumberTextAt(ref reader, name, What);
        if (Utf8Parser.TryParse(text, out long value, out int length) && length == text.Length) return value;
        if (TryParseExact(text, out decimal exact) && exact is >= long.MinValue and <= long.MaxValue) return (long)exact;
        if (field.Names is not null && field.Names.TryGetValue(System.Text.Encoding.UTF8.GetString(text), out long named)) return named;
        throw Mismatch(name, field.Names is null ? What : "a whole number or one of its names");
    }

    /// <summary>1.7e18 and 5.0 are whole numbers as well: Protocol Buffers, "ProtoJSON Format".</summary>
    private static bool TryParseExact(ReadOnlySpan<byte> text, out decimal exact) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out exact)
        && exact == decimal.Truncate(exact);

    private double NumberAt(ref Utf8JsonReader reader, string name)
    {
        var text = NumberTextAt(ref reader, name, "a number");
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw Mismatch(name, "a number");
    }

    private ReadOnlySpan<byte> NumberTextAt(ref Utf8JsonReader reader, string name, string what) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.ValueSpan,
        JsonTokenType.String => JsonText.Read(ref reader, _text),
        _ => throw Mismatch(name, what),
    };

    private static void AddHex(ByteBuffer target, ReadOnlySpan<byte> hex, string name)
    {
        int length = hex.Length / 2;
        target.AddVarint((ulong)length);
        if (hex.Length % 2 != 0 || Convert.FromHexString(hex, target.Reserve(length), out _, out _) != System.Buffers.OperationStatus.Done) throw Mismatch(name, "hex digits");
        target.Advance(length);
    }

    private static void AddBase64(ByteBuffer target, ReadOnlySpan<byte> text, string name)
    {
        // Either alphabet is allowed, with padding or without: the decoder for URLs needs no padding, so its alphabet is used.
        byte[] bytes = text.ToArray();
        bytes.AsSpan().Replace((byte)'+', (byte)'-');
        bytes.AsSpan().Replace((byte)'/', (byte)'_');
        byte[] decoded = new byte[Base64Url.GetMaxDecodedLength(bytes.Length)];
        if (Base64Url.DecodeFromUtf8(bytes, decoded, out _, out int length) != System.Buffers.OperationStatus.Done) throw Mismatch(name, "base64");
        target.AddBytes(decoded.AsSpan(0, length));
    }

    private static JsonException Mismatch(string name, string what) => new($"{name}: expects {what}");
}
