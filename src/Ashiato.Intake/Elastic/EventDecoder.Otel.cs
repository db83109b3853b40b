using System.Text.Json;
using Ashiato.Intake.OpenTelemetry;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>What agents with an OpenTelemetry bridge add to transactions and spans.</content>
internal sealed partial class EventDecoder
{
    private static readonly Member s_attributes = new("attributes", MemberKind.Special);
    private readonly ByteBuffer _attributes = new();
    private OtlpDecoder? _bridge;

    /// <summary>Knows what attributes and URLs mean. Most agents send neither, so it is made when it is needed.</summary>
    private OtlpDecoder Bridge => _bridge ??= new OtlpDecoder(_options, _events, _known);

    private void BeginOtel() => _attributes.Clear();

    /// <summary>Keeps the attributes as OTLP has them: what they mean depends on what else the event says.</summary>
    public bool ReadOtelAttributes(ref JsonCursor reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, s_attributes, "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _name.Clear();
            _name.Add(JsonText.Read(ref reader, _text));
            reader.Read();
            ReadAttribute(ref reader);
        }
        return _attributes.Length > 0;
    }

    /// <summary>Objects are no attributes, and neither is nothing.</summary>
    private void ReadAttribute(ref JsonCursor reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null)
        {
            reader.Skip();
            return;
        }
        _attributes.AddVarint(Tags.Span.Attributes);
        int pair = _attributes.BeginMessage();
        _attributes.AddVarint(Tags.KeyValue.Key);
        _attributes.AddBytes(_name.Written);
        _attributes.AddVarint(Tags.KeyValue.Value);
        int value = _attributes.BeginMessage();
        if (reader.TokenType == JsonTokenType.StartArray) WriteAttributeList(ref reader);
        else WriteAttributeValue(ref reader);
        _attributes.EndMessage(value);
        _attributes.EndMessage(pair);
    }

    private void WriteAttributeList(ref JsonCursor reader)
    {
        _attributes.AddVarint(Tags.AnyValue.Array);
        int list = _attributes.BeginMessage();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject or JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }
            _attributes.AddVarint(Tags.Values.Item);
            int item = _attributes.BeginMessage();
            WriteAttributeValue(ref reader);
            _attributes.EndMessage(item);
        }
        _attributes.EndMessage(list);
    }

    /// <summary>JSON does not tell whole numbers from others, so those that have no fraction are whole, save where the conventions want others.</summary>
    private void WriteAttributeValue(ref JsonCursor reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                _attributes.AddVarint(Tags.AnyValue.Text);
                _attributes.AddBytes(JsonText.Read(ref reader, _text));
                break;
            case JsonTokenType.Number when !IsDoubleAttribute(_name.Written) && reader.TryGetInt64(out long whole):
                _attributes.AddVarint(Tags.AnyValue.Int);
                _attributes.AddVarint((ulong)whole);
                break;
            case JsonTokenType.Number:
                _attributes.AddVarint(Tags.AnyValue.Double);
                _attributes.AddFixed64(BitConverter.DoubleToUInt64Bits(NumberAt(ref reader, s_attributes)));
                break;
            default:
                _attributes.AddVarint(Tags.AnyValue.Bool);
                _attributes.Add(reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0);
                break;
        }
    }

    private static bool IsDoubleAttribute(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("aws.dynamodb.provisioned_read_capacity"u8) || name.SequenceEqual("aws.dynamodb.provisioned_write_capacity"u8);

    /// <summary>What follows from a transaction having come over the bridge.</summary>
    private void TranslateTransaction(Known outcome)
    {
        if (!IsBridged()) return;
        EnsureCodes();
        Bridge.Translate(Bridged(outcome) with { Type = TextIn(Slot.TransactionType), Result = TextIn(Slot.Result), Hostname = Stream!.Hostname }, out var type);
        if (!TextIn(Slot.SpanKind).IsEmpty) return;
        if (type.SequenceEqual("messaging"u8)) SetKnown(Known.ConsumerKind);
        else SetKnown(type.SequenceEqual("request"u8) ? Known.ServerKind : Known.InternalKind);
    }

    /// <summary>What follows from a span having come over the bridge.</summary>
    private void TranslateSpan(Known outcome)
    {
        if (!IsBridged()) return;
        EnsureCodes();
        // Old agents' types of several parts were taken apart already.
        var own = TextIn(Slot.SpanType);
        int dot = Has(Slot.SpanSubtype) || Has(Slot.SpanAction) ? -1 : own.IndexOf((byte)'.');
        Bridge.TranslateSpan(Bridged(outcome) with { Type = dot < 0 ? own : own[..dot] }, out var type);
        if (OtlpDecoder.IsKind(TextIn(Slot.SpanKind))) return;
        bool isExit = type.SequenceEqual("db"u8) || type.SequenceEqual("external"u8) || type.SequenceEqual("storage"u8);
        SetKnown(isExit ? Known.ClientKind : Known.InternalKind);
    }

    private bool IsBridged() => _attributes.Length > 0 || Has(Slot.SpanKind);

    private BridgedEvent Bridged(Known outcome) =>
        new() { Attributes = _attributes.Written, Kind = TextIn(Slot.SpanKind), HasOutcome = outcome != Known.Unknown };
}
