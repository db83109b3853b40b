using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Log records.</content>
internal sealed partial class OtlpDecoder
{
    private const string WrongLogIds = "log records with a trace id that is not 16 bytes long, or a span id that is not 8";

    private static readonly Field s_eventName = Fields.Label("event_name"), s_eventDomain = Fields.Label("event_domain");

    private readonly ByteBuffer _body = new();

    private void ReadLog(ReadOnlySpan<byte> record)
    {
        _recordDataset.Clear();
        _body.Clear();
        var facts = default(LogFacts);
        ReadLogFields(record, ref facts);
        // An attribute outweighs a member of the body by the same name, in whatever order they were sent.
        ReadLogAttributes(record, ref facts);
        if (!IsTraceId(facts.TraceId) || !IsSpanId(facts.SpanId))
        {
            Rejected.Add(WrongLogIds);
            _builder.DropRow();
            return;
        }
        CompleteLog(facts);
        EndRow(Micros(facts.Nanos == 0 ? facts.ObservedNanos : facts.Nanos));
    }

    private void ReadLogFields(ReadOnlySpan<byte> record, ref LogFacts facts)
    {
        var reader = new ProtoReader(record);
        while (reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Tags.Log.Time:
                    facts.Nanos = reader.ReadFixed64();
                    break;
                case Tags.Log.ObservedTime:
                    facts.ObservedNanos = reader.ReadFixed64();
                    break;
                case Tags.Log.SeverityNumber:
                    if (reader.ReadVarint() is var severity and > 0 and < int.MaxValue) _builder.Set(Fields.EventSeverity, (long)severity);
                    break;
                case Tags.Log.SeverityText:
                    _builder.Set(Fields.LogLevel, Utf8Text.Cut(Utf8Text.Valid(reader.ReadBytes())));
                    break;
                case Tags.Log.Body:
                    ReadBody(AttributeValue.Read(reader.ReadBytes()));
                    break;
                case Tags.Log.TraceId:
                    facts.TraceId = reader.ReadBytes();
                    break;
                case Tags.Log.SpanId:
                    facts.SpanId = reader.ReadBytes();
                    break;
                case Tags.Log.EventName:
                    facts.EventName = Utf8Text.Valid(reader.ReadBytes());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }

    private void ReadLogAttributes(ReadOnlySpan<byte> record, ref LogFacts facts)
    {
        int count = 0;
        var reader = new ProtoReader(record);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag != Tags.Log.Attributes)
            {
                reader.Skip(tag);
                continue;
            }
            var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
            if (count++ < MaxAttributes) ReadLogAttribute(_attributes.Find(key), value, ref facts);
        }
    }

    /// <summary>The body is the message. What a map holds is also kept as labels.</summary>
    private void ReadBody(AttributeValue body)
    {
        _body.Clear();
        AddText(body, _body);
        _builder.Set(Fields.Message, _body.Written);
        if (body.Kind != AttributeKind.Map) return;
        var reader = new ProtoReader(body.Bytes);
        for (int count = 0; reader.TryReadTag(out uint tag);)
        {
            if (tag != Tags.Values.Item || count == MaxAttributes)
            {
                reader.Skip(tag);
                continue;
            }
            count++;
            var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
            SetLabel(_builder, _attributes.Find(key), value);
        }
    }

    private void ReadLogAttribute(AttributeEntry attribute, AttributeValue value, ref LogFacts facts)
    {
        if (facts.Exception.TryTake(attribute, value)) return;
        var text = value.Kind == AttributeKind.Text ? value.Bytes : default;
        switch (attribute.Name)
        {
            // The record's own field was an attribute once; a sender that knows the field means it.
            case AttributeName.EventName:
                if (facts.EventName.IsEmpty) facts.EventName = text;
                break;
            case AttributeName.EventDomain:
                facts.EventDomain = text;
                break;
            case AttributeName.SessionId:
                _builder.Set(Fields.SessionId, Utf8Text.Cut(text));
                break;
            case AttributeName.ConnectionType:
                _builder.Set(Fields.NetworkConnectionType, Utf8Text.Cut(text));
                break;
            case AttributeName.Dataset or AttributeName.Namespace:
                TrySetCommon(attribute.Name, text);
                break;
            default:
                SetLabel(_builder, attribute, value);
                break;
        }
    }

    private void CompleteLog(in LogFacts facts)
    {
        _builder.Set(Fields.TraceId, TraceIdOf(facts.TraceId));
        _builder.Set(Fields.SpanId, SpanIdOf(facts.SpanId));
        bool isError = facts.Exception.IsException;
        if (isError)
        {
            SetException(facts.Exception);
            // The message of an error is its exception's; what was logged about it is kept as well.
            _builder.Set(Fields.ErrorLogMessage, _body.Written);
        }
        else
        {
            facts.Exception.SetLabels(_builder);
        }

        if (!TrySetDevice(facts, ref isError)) SetEventLabels(facts);
        if (!isError)
        {
            SetLogStream();
            return;
        }
        SetKnown(Known.EventKindEvent);
        _builder.Set(Fields.EventType, "error"u8);
        SetErrorStream();
    }

    /// <summary>Sets what events of devices have, such as a crash.</summary>
    /// <returns><see langword="false"/> when it is none of those.</returns>
    private bool TrySetDevice(in LogFacts facts, ref bool isError)
    {
        var action = facts.EventName;
        bool isOfDevice = action.StartsWith("device."u8);
        if (isOfDevice) action = action["device.".Length..];
        if (!isOfDevice && !(facts.EventDomain.SequenceEqual("device"u8) && !action.IsEmpty)) return false;
        _builder.Set(Fields.EventCategory, "device"u8);
        if (action.SequenceEqual("crash"u8))
        {
            if (!isError) SetCrash();
            isError = true;
            _builder.Set(Fields.ErrorType, "crash"u8);
        }
        else
        {
            SetKnown(Known.EventKindEvent);
            _builder.Set(Fields.EventAction, Utf8Text.Cut(action));
        }
        return true;
    }

    /// <summary>The name of any other event, and where that name is from: the reference loses both.</summary>
    private void SetEventLabels(in LogFacts facts)
    {
        // A text that is empty would take away what the resource, or a member of the body, says by the same name.
        if (!facts.EventName.IsEmpty) _builder.Set(s_eventName, Utf8Text.Cut(facts.EventName));
        if (!facts.EventDomain.IsEmpty) _builder.Set(s_eventDomain, Utf8Text.Cut(facts.EventDomain));
    }

    /// <summary>A crash without an exception is told apart by nothing.</summary>
    private void SetCrash()
    {
        _grouping.Clear();
        SetGroupingKey();
    }

    private void SetLogStream()
    {
        SetKnown(Known.LogEvent);
        SetKnown(Known.LogsStream);
        var dataset = ChosenDataset();
        if (dataset.IsEmpty) dataset = _serviceDataset.Written;
        _builder.Set(Fields.DataStreamDataset, dataset);
        _builder.Set(Fields.EventDataset, dataset);
    }

    /// <summary>What must be known together before fields of a log record can be set.</summary>
    private ref struct LogFacts
    {
        public ReadOnlySpan<byte> TraceId;
        public ReadOnlySpan<byte> SpanId;
        public ReadOnlySpan<byte> EventName;
        public ReadOnlySpan<byte> EventDomain;
        public ulong Nanos;
        public ulong ObservedNanos;
        public ExceptionFacts Exception;
    }
}
