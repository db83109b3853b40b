using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Spans: which are transactions, and what both have in common.</content>
internal sealed partial class OtlpDecoder
{
    private const string WrongIds = "spans with a trace id that is not 16 bytes long, or a span id that is not 8";
    private const string TooManyLinks = "links beyond the first 10000 of a span were left out";

    private void ReadSpan(ReadOnlySpan<byte> span)
    {
        var head = SpanHead.Read(span);
        if (!IsTraceId(head.TraceId) || !IsSpanId(head.SpanId) || !IsSpanId(head.ParentId))
        {
            Rejected.Add(WrongIds);
            return;
        }
        _recordDataset.Clear();
        _eventDataset.Clear();
        BeginShared(head.HasEvents);
        _builder.Set(Fields.TraceId, TraceIdOf(head.TraceId));
        _builder.Set(Fields.SpanId, SpanIdOf(head.SpanId));
        Share(Fields.ParentId, SpanIdOf(head.ParentId));
        if (head.IsTransaction) ReadTransaction(span, head);
        else ReadExitSpan(span, head);
        if (head.HasLinks) ReadLinks(span);
        SetTraceStream();
        EndRow(Micros(head.StartNanos));
        if (head.HasEvents) ReadEvents(span, head);
    }

    /// <summary>The attributes that transactions and spans treat alike.</summary>
    /// <returns><see langword="false"/> when the attribute is not one of them.</returns>
    private bool TrySetCommon(AttributeName name, ReadOnlySpan<byte> text)
    {
        switch (name)
        {
            case AttributeName.ConnectionType:
                Share(Fields.NetworkConnectionType, text);
                return true;
            case AttributeName.ConnectionSubtype:
                Share(Fields.NetworkConnectionSubtype, text);
                return true;
            case AttributeName.CarrierName:
                Share(Fields.NetworkCarrierName, text);
                return true;
            case AttributeName.CarrierMcc:
                Share(Fields.NetworkCarrierMcc, text);
                return true;
            case AttributeName.CarrierMnc:
                Share(Fields.NetworkCarrierMnc, text);
                return true;
            case AttributeName.CarrierIcc:
                Share(Fields.NetworkCarrierIcc, text);
                return true;
            case AttributeName.SessionId:
                Share(Fields.SessionId, text);
                return true;
            case AttributeName.Dataset:
                DataStreams.Clean(text, DataStreams.DatasetForbidden, _recordDataset);
                return true;
            case AttributeName.Namespace:
                // Unlike its data set, which depends on what an event is, the events of a span have this as it is.
                Share(Fields.DataStreamNamespace, NamespaceOf(text));
                return true;
            default:
                return false;
        }
    }

    private void SetOutcome(int status, long httpStatus, int failsFrom, double weight, Field weightField)
    {
        if (weight != 0) _builder.Set(weightField, weight);
        bool isFailure = status == SpanHead.StatusError || (status != SpanHead.StatusOk && httpStatus >= failsFrom);
        SetKnown(isFailure ? Known.Failure : Known.Success);
    }

    private void SetTraceStream()
    {
        SetKnown(Known.TracesStream);
        if (_isBrowserAgent) SetKnown(Known.BrowserDataset);
        else if (ChosenDataset() is var dataset && dataset.IsEmpty) SetKnown(Known.TraceDataset);
        else _builder.Set(Fields.DataStreamDataset, dataset);
    }

    /// <summary>Links to other spans. One that is marked says that this span is the other's parent.</summary>
    private void ReadLinks(ReadOnlySpan<byte> span)
    {
        _json.Clear();
        _json.Add((byte)'[');
        var reader = new ProtoReader(span);
        for (int count = 0; reader.TryReadTag(out uint tag);)
        {
            if (tag != Tags.Span.Links)
            {
                reader.Skip(tag);
                continue;
            }
            var link = reader.ReadBytes();
            if (count++ < MaxSpanParts) ReadLink(link);
            else Rejected.Warn(TooManyLinks);
        }
        if (_json.Length == 1) return;
        _json.Add((byte)']');
        _builder.Set(Fields.SpanLinks, _json.Written);
    }

    private void ReadLink(ReadOnlySpan<byte> link)
    {
        ReadOnlySpan<byte> traceId = default, spanId = default;
        bool isChild = false;
        var reader = new ProtoReader(link);
        while (reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Tags.Link.TraceId:
                    traceId = reader.ReadBytes();
                    break;
                case Tags.Link.SpanId:
                    spanId = reader.ReadBytes();
                    break;
                case Tags.Link.Attributes:
                    var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
                    isChild |= value.IsTrue && (key.SequenceEqual("elastic.is_child"u8) || key.SequenceEqual("is_child"u8));
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        if (isChild)
        {
            _builder.Add(Fields.ChildId, SpanIdOf(spanId));
            return;
        }
        bool hasTrace = !TraceIdOf(traceId).IsNone, hasSpan = !SpanIdOf(spanId).IsNone;
        if (!hasTrace && !hasSpan) return;
        if (_json.Length > 1) _json.Add((byte)',');
        _json.Add((byte)'{');
        if (hasTrace) AddLinked("trace"u8, traceId);
        if (hasSpan) AddLinked("span"u8, spanId);
        _json.Add((byte)'}');
    }

    private void AddLinked(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id)
    {
        JsonText.WriteName(name, _json);
        _json.Add("{\"id\":\""u8);
        Convert.TryToHexStringLower(id, _json.Reserve(id.Length * 2), out int written);
        _json.Advance(written);
        _json.Add("\"}"u8);
    }
}
