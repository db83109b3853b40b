using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Events of spans: each becomes an error or a log line of its own.</content>
internal sealed partial class OtlpDecoder
{
    private const string TooManyEvents = "events beyond the first 10000 of a span were left out";

    private readonly SharedValues _shared = new();
    private readonly ByteBuffer _transactionType = new();
    private bool _isSharing;

    /// <summary>Begins a span whose events, if it has any, need some of its values.</summary>
    private void BeginShared(bool hasEvents)
    {
        _isSharing = hasEvents;
        if (hasEvents) _shared.Clear();
    }

    private void Share(Field field, ReadOnlySpan<byte> text)
    {
        _builder.Set(field, text);
        if (_isSharing && !text.IsEmpty) _shared.Add(field, text);
    }

    private void Share(Field field, long number)
    {
        _builder.Set(field, number);
        if (_isSharing) _shared.Add(field, number);
    }

    private void Share(Field field, EventId id)
    {
        _builder.Set(field, id);
        if (_isSharing && !id.IsNone) _shared.Add(field, id);
    }

    private void RememberType(ReadOnlySpan<byte> type)
    {
        if (!_isSharing) return;
        _transactionType.Clear();
        _transactionType.Add(type);
    }

    private void ReadEvents(ReadOnlySpan<byte> span, in SpanHead head)
    {
        var reader = new ProtoReader(span);
        for (int count = 0; reader.TryReadTag(out uint tag);)
        {
            if (tag != Tags.Span.Events)
            {
                reader.Skip(tag);
                continue;
            }
            var spanEvent = reader.ReadBytes();
            if (count++ < MaxSpanParts) ReadEvent(spanEvent, head);
            else Rejected.Warn(TooManyEvents);
        }
        _eventDataset.Clear();
    }

    private void ReadEvent(ReadOnlySpan<byte> spanEvent, in SpanHead head)
    {
        ReadOnlySpan<byte> name = default;
        ulong nanos = 0;
        var exception = default(ExceptionFacts);
        _eventDataset.Clear();
        _shared.Set(_builder);
        int count = 0;
        var reader = new ProtoReader(spanEvent);
        while (reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Tags.Event.Time:
                    nanos = reader.ReadFixed64();
                    break;
                case Tags.Event.Name:
                    name = Utf8Text.Valid(reader.ReadBytes());
                    break;
                case Tags.Event.Attributes:
                    var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
                    if (count++ < MaxAttributes) ReadEventAttribute(_attributes.Find(key), value, ref exception);
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        bool isError = name.SequenceEqual("exception"u8) && exception.IsException;
        if (isError) CompleteEventError(exception, head);
        else CompleteEventLog(name, exception, head);
        EndRow(Micros(nanos));
    }

    private void ReadEventAttribute(AttributeEntry attribute, AttributeValue value, ref ExceptionFacts exception)
    {
        switch (attribute.Name)
        {
            case AttributeName.Dataset:
                DataStreams.Clean(value.Bytes, DataStreams.DatasetForbidden, _eventDataset);
                break;
            case AttributeName.Namespace:
                SetNamespace(_builder, value.Bytes);
                break;
            default:
                if (!exception.TryTake(attribute, value)) SetLabel(_builder, attribute, value);
                break;
        }
    }

    private void CompleteEventError(in ExceptionFacts exception, in SpanHead head)
    {
        var spanId = SpanIdOf(head.SpanId);
        _builder.Set(Fields.TraceId, TraceIdOf(head.TraceId));
        _builder.Set(Fields.ParentId, spanId);
        if (head.IsTransaction)
        {
            _builder.Set(Fields.TransactionId, spanId);
            _builder.Set(Fields.SpanId, spanId);
            _builder.Set(Fields.TransactionType, _transactionType.Written);
            _builder.Set(Fields.TransactionSampled, true);
        }
        SetException(exception);
        SetErrorStream();
    }

    private void CompleteEventLog(ReadOnlySpan<byte> name, in ExceptionFacts exception, in SpanHead head)
    {
        var spanId = SpanIdOf(head.SpanId);
        _builder.Set(Fields.TraceId, TraceIdOf(head.TraceId));
        _builder.Set(Fields.SpanId, spanId);
        if (head.IsTransaction) _builder.Set(Fields.TransactionId, spanId);
        _builder.Set(Fields.Message, name);
        exception.SetLabels(_builder);
        SetKnown(Known.EventKindEvent);
        SetLogStream();
    }
}
