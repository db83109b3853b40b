using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <content>From what was sent to what is kept: derived fields, defaults, and what the stream's metadata lend to each event.</content>
internal sealed partial class EventDecoder
{
    private static readonly SearchValues<byte> s_targetType = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789"u8);
    private static readonly SearchValues<byte> s_word = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    /// <summary>Ends the row, or drops it when nothing of the event is kept.</summary>
    /// <returns><see langword="false"/> when the event does not count at all.</returns>
    private bool Complete(EventKind kind, long arrivalMicros)
    {
        // A version belongs to the name that it stands beside; log lines say both one by one.
        if (kind != EventKind.Log && !Has(Slot.ServiceName)) _builder.Clear(Fields.ServiceVersion);
        switch (kind)
        {
            case EventKind.Transaction or EventKind.RumTransaction:
                CompleteTransaction();
                break;
            case EventKind.Span:
                CompleteSpan();
                break;
            case EventKind.RumError:
                CompleteRequest();
                CompleteRumError();
                CompleteError();
                SetErrorStream();
                break;
            case EventKind.Error:
                CompleteRequest();
                SetTarget();
                if (Has(Slot.TransactionId)) _builder.Set(Fields.SpanId, TextIn(Slot.TransactionId));
                CompleteError();
                SetErrorStream();
                break;
            case EventKind.Log:
                CompleteLog();
                break;
            case EventKind.Metricset when !CompleteMetricset():
                _builder.DropRow();
                return false;
        }
        _builder.Set(Fields.Timestamp, TimestampOf(kind, arrivalMicros));
        // The name of a service in a log line, or in a span of a page, stands for itself; elsewhere its version stands beside it.
        Inherit(replacesVersion: kind != EventKind.Log && !_isNested);
        _builder.EndRow();
        return true;
    }

    private long TimestampOf(EventKind kind, long arrivalMicros)
    {
        if (Has(Fact.Timestamp)) return _timestampMicros;
        // A span may say when it began since its transaction did, which nobody here knows: the arrival stands in.
        return kind == EventKind.Span && Has(Fact.Start) ? arrivalMicros + (long)(NumberIn(Fact.Start) * 1_000) : arrivalMicros;
    }

    private void CompleteTransaction()
    {
        CompleteRequest();
        SetTarget();
        if (TextIn(Slot.TransactionType).IsEmpty) SetKnown(Known.UnknownTransactionType);
        _builder.Set(Fields.SpanId, TextIn(Slot.EventId));
        _builder.Set(Fields.TransactionDurationUs, Micros(NumberIn(Fact.Duration)));
        if (!Has(Fact.Sampled)) _builder.Set(Fields.TransactionSampled, true);
        if (_builder.Has(Fields.TransactionExperienceCls) || _builder.Has(Fields.TransactionExperienceFid) || _builder.Has(Fields.TransactionExperienceTbt))
            CompleteExperience();
        TranslateTransaction(SetOutcome(Has(Fact.StatusCode) ? NumberIn(Fact.StatusCode) : null, failsFrom: 500, Fields.TransactionRepresentativeCount));
        SetKnown(Known.TransactionEvent);
        SetTraceStream();
    }

    private void CompleteExperience()
    {
        if (_builder.Has(Fields.TransactionExperienceLongtaskCount)) return;
        _builder.Set(Fields.TransactionExperienceLongtaskCount, 0L);
        _builder.Set(Fields.TransactionExperienceLongtaskSum, 0d);
        _builder.Set(Fields.TransactionExperienceLongtaskMax, 0d);
    }

    private void CompleteSpan()
    {
        if (_isNested) CompleteNestedSpan();
        SplitSpanType();
        _builder.Set(Fields.SpanDurationUs, Micros(NumberIn(Fact.Duration)));
        if (Has(Fact.CompositeSum)) _builder.Set(Fields.SpanCompositeSumUs, Micros(NumberIn(Fact.CompositeSum)));
        double status = Has(Fact.HttpStatusCode) ? NumberIn(Fact.HttpStatusCode) : Has(Fact.ResponseStatusCode) ? NumberIn(Fact.ResponseStatusCode) : 0;
        if (status != 0) _builder.Set(Fields.HttpResponseStatusCode, (long)status);
        SetTarget();
        TranslateSpan(SetOutcome(Has(Fact.HttpStatusCode) ? NumberIn(Fact.HttpStatusCode) : null, failsFrom: 400, Fields.SpanRepresentativeCount));
        SetKnown(Known.SpanEvent);
        SetTraceStream();
    }

    /// <summary>Old agents send <c>type.subtype.action</c> as one text.</summary>
    private void SplitSpanType()
    {
        var type = TextIn(Slot.SpanType);
        int dot = type.IndexOf((byte)'.');
        if (type.IsEmpty) SetKnown(Known.UnknownSpanType);
        if (dot < 0 || Has(Slot.SpanSubtype) || Has(Slot.SpanAction)) return;
        var rest = type[(dot + 1)..];
        if (dot == 0) SetKnown(Known.UnknownSpanType);
        else _builder.Set(Fields.SpanType, type[..dot]);
        int second = rest.IndexOf((byte)'.');
        _builder.Set(Fields.SpanSubtype, second < 0 ? rest : rest[..second]);
        if (second >= 0) _builder.Set(Fields.SpanAction, rest[(second + 1)..]);
    }

    private Known SetOutcome(double? status, int failsFrom, Field weightField)
    {
        // Spans inside a transaction do not stand for others unless they say so.
        double rate = Has(Fact.SampleRate) ? NumberIn(Fact.SampleRate) : _isNested ? 0 : 1;
        double weight = rate > 0 ? 1 / rate : 0;
        if (weight != 0) _builder.Set(weightField, weight);

        var sent = TextIn(Slot.Outcome);
        Known outcome;
        if (sent.SequenceEqual("success"u8)) outcome = Known.Success;
        else if (sent.SequenceEqual("failure"u8)) outcome = Known.Failure;
        else if (!sent.IsEmpty) outcome = Known.Unknown;
        else if (status is { } code) outcome = code >= failsFrom ? Known.Failure : Known.Success;
        else outcome = Known.Unknown;
        SetKnown(outcome);
        return outcome;
    }

    /// <summary>Whom the span called. Agents that do not say its kind name a destination from which both follow.</summary>
    private void SetTarget()
    {
        var type = TextIn(Slot.TargetType);
        var name = TextIn(Slot.TargetName);
        var resource = TextIn(Slot.DestinationResource);
        if (!Has(Slot.TargetType) && !resource.IsEmpty)
        {
            int slash = resource.IndexOf((byte)'/');
            var first = slash < 0 ? resource : resource[..slash];
            var second = slash < 0 ? default : resource[(slash + 1)..];
            bool isTypeAndName = !first.IsEmpty && first.IndexOfAnyExcept(s_targetType) < 0 && (slash < 0 || IsWord(second));
            type = isTypeAndName ? first : default;
            name = isTypeAndName ? second : resource;
        }
        else if (!Has(Slot.TargetType) && !Has(Slot.TargetName))
        {
            return;
        }
        if (type.IsEmpty) SetKnown(Known.EmptyTargetType);
        else _builder.Set(Fields.ServiceTargetType, type);
        _builder.Set(Fields.ServiceTargetName, name);
    }

    private static bool IsWord(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text.IndexOfAnyExcept(s_word) < 0;

    private void CompleteLog()
    {
        var spanId = Has(Slot.SpanId) && !TextIn(Slot.SpanId).IsEmpty ? TextIn(Slot.SpanId) : TextIn(Slot.TransactionId);
        _builder.Set(Fields.SpanId, spanId);
        bool isError = _builder.Has(Fields.ErrorType) || _builder.Has(Fields.ErrorMessage) || _builder.Has(Fields.ErrorStackTrace);
        if (isError)
        {
            SetGroupingKey();
            SetErrorStream();
            return;
        }
        SetKnown(Known.EventKindEvent);
        SetKnown(Known.LogEvent);
        SetKnown(Known.LogsStream);
        SetServiceDataset();
        if (!_builder.Has(Fields.EventDataset)) _builder.Set(Fields.EventDataset, _name.Written);
    }

    private void SetErrorStream()
    {
        SetKnown(Known.ErrorEvent);
        SetKnown(Known.LogsStream);
        SetKnown(Known.ErrorDataset);
        if (!_builder.Has(Fields.EventDataset)) SetKnown(Known.ErrorEventDataset);
    }

    private void SetTraceStream()
    {
        SetKnown(Known.TracesStream);
        SetKnown(IsBrowserAgent() ? Known.BrowserDataset : Known.TraceDataset);
    }

    /// <summary>The data set of a service's own logs and metrics. Leaves its name in <see cref="_name"/>.</summary>
    private void SetServiceDataset()
    {
        var service = TextIn(Slot.ServiceName);
        if (service.IsEmpty) service = Stream!.ServiceName;
        _name.Clear();
        _name.Add("apm.app."u8);
        Names.AddDataset(service.IsEmpty ? "unknown"u8 : service, _name);
        _builder.Set(Fields.DataStreamDataset, _name.Written);
    }

    private bool IsBrowserAgent()
    {
        var agent = TextIn(Slot.AgentName);
        if (agent.IsEmpty) agent = Stream!.AgentName;
        return BrowserAgents.Contains(agent);
    }

    /// <summary>Milliseconds to whole microseconds, by way of whole nanoseconds as agents measure them.</summary>
    private static long Micros(double milliseconds) => (long)(milliseconds * 1_000_000) / 1_000;
}
