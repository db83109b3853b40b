using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>What agents with an OpenTelemetry bridge add to transactions and spans.</content>
internal sealed partial class EventDecoder
{
    private static readonly Member s_attributes = new("attributes", MemberKind.Special);

    private bool _hasOtel;

    private void BeginOtel() => _hasOtel = false;

    public bool ReadOtelAttributes(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, s_attributes, "an object");
        bool hasAny = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _name.Clear();
            _name.Add(JsonText.Read(ref reader, _text));
            reader.Read();
            hasAny = true;
            ReadAttribute(ref reader);
        }
        _hasOtel |= hasAny;
        return hasAny;
    }

    private void ReadAttribute(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray) ReadAttributeList(ref reader);
        else if (reader.TokenType == JsonTokenType.StartObject) reader.Skip();
        else if (!SetAttribute(ref reader)) SetLabel(ref reader, CleanName(), s_attributes);
    }

    /// <summary>Attributes that mean a field of the event.</summary>
    private bool SetAttribute(ref Utf8JsonReader reader)
    {
        var field = OtelAttributes.FieldOf(_name.Written);
        if (field is null) return false;
        if (field.Kind == ColumnKind.Int64)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number)) return false;
            _builder.Set(field, number);
            if (field == Fields.HttpResponseStatusCode)
            {
                Remember(Fact.StatusCode, number);
                Remember(Fact.HttpStatusCode, number);
            }
            return true;
        }
        if (reader.TokenType != JsonTokenType.String) return false;
        _builder.Set(field, JsonText.Read(ref reader, _text));
        return true;
    }

    /// <summary>A list keeps all its values: numbers as a numeric label, texts and truth values as a label. The first value says which.</summary>
    private void ReadAttributeList(ref Utf8JsonReader reader)
    {
        Field? target = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            if (reader.TokenType == JsonTokenType.Null) continue;
            bool isNumber = reader.TokenType == JsonTokenType.Number;
            if (target is null) _builder.Clear(target = FieldOfList(isNumber));
            if (isNumber != (target.Kind == ColumnKind.Double)) continue;
            if (isNumber) _builder.Add(target, NumberAt(ref reader, s_attributes));
            else _builder.Add(target, reader.TokenType == JsonTokenType.String ? JsonText.Read(ref reader, _text) : reader.ValueSpan);
        }
    }

    private Field FieldOfList(bool isNumber)
    {
        if (isNumber) return _numericLabels.Get(CleanName())!;
        return _name.Written.SequenceEqual("elastic.profiler_stack_trace_ids"u8) ? Fields.TransactionProfilerStackTraceIds : _labels.Get(CleanName())!;
    }

    /// <summary>What follows from an event having come over the bridge.</summary>
    private void CompleteOtel(EventKind kind)
    {
        if (!_hasOtel && !Has(Slot.SpanKind)) return;
        _hasOtel = true;
        if (TextIn(Slot.SpanKind).IsEmpty) SetKnown(kind == EventKind.Transaction ? TransactionKind() : SpanKindOf());
        if (kind == EventKind.Transaction && TextIn(Slot.Result).IsEmpty)
            SetKnown(TextIn(Slot.Outcome).SequenceEqual("failure"u8) ? Known.OtelFailure : Known.OtelSuccess);
    }

    private Known TransactionKind()
    {
        var type = TextIn(Slot.TransactionType);
        if (type.SequenceEqual("messaging"u8)) return Known.ConsumerKind;
        return type.SequenceEqual("request"u8) ? Known.ServerKind : Known.InternalKind;
    }

    private Known SpanKindOf()
    {
        var type = TextIn(Slot.SpanType);
        bool isExit = type.SequenceEqual("db"u8) || type.SequenceEqual("external"u8) || type.SequenceEqual("storage"u8);
        return isExit ? Known.ClientKind : Known.InternalKind;
    }
}
