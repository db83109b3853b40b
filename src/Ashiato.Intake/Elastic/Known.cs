using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>Values that the decoder itself gives to fields, event after event.</summary>
internal enum Known : byte
{
    TransactionEvent, SpanEvent, ErrorEvent, MetricEvent, LogEvent,
    TracesStream, LogsStream, MetricsStream,
    TraceDataset, BrowserDataset, ErrorDataset, InternalDataset,
    ErrorEventDataset,
    Success, Failure, Unknown,
    UnknownTransactionType, UnknownSpanType,
    AppMetricset, BreakdownMetricset,
    ErrorLevel, EventKindEvent,
    ServerKind, ConsumerKind, ClientKind, InternalKind, OtelSuccess, OtelFailure,
    EmptyTargetType,
    Count,
}

/// <summary>What each <see cref="Known"/> is.</summary>
internal static class KnownValues
{
    private static readonly (Field Field, byte[] Text)[] s_values = Values();

    public static (Field Field, byte[] Text) Of(Known known) => s_values[(int)known];

    private static (Field, byte[])[] Values()
    {
        var values = new (Field, byte[])[(int)Known.Count];
        void Is(Known known, Field field, string text) => values[(int)known] = (field, System.Text.Encoding.UTF8.GetBytes(text));

        Is(Known.TransactionEvent, Fields.ProcessorEvent, Fields.Events.Transaction);
        Is(Known.SpanEvent, Fields.ProcessorEvent, Fields.Events.Span);
        Is(Known.ErrorEvent, Fields.ProcessorEvent, Fields.Events.Error);
        Is(Known.MetricEvent, Fields.ProcessorEvent, Fields.Events.Metric);
        Is(Known.LogEvent, Fields.ProcessorEvent, Fields.Events.Log);
        Is(Known.TracesStream, Fields.DataStreamType, "traces");
        Is(Known.LogsStream, Fields.DataStreamType, "logs");
        Is(Known.MetricsStream, Fields.DataStreamType, "metrics");
        Is(Known.TraceDataset, Fields.DataStreamDataset, "apm");
        Is(Known.BrowserDataset, Fields.DataStreamDataset, "apm.rum");
        Is(Known.ErrorDataset, Fields.DataStreamDataset, "apm.error");
        Is(Known.InternalDataset, Fields.DataStreamDataset, "apm.internal");
        Is(Known.ErrorEventDataset, Fields.EventDataset, "apm.error");
        Is(Known.Success, Fields.EventOutcome, Fields.Outcomes.Success);
        Is(Known.Failure, Fields.EventOutcome, Fields.Outcomes.Failure);
        Is(Known.Unknown, Fields.EventOutcome, Fields.Outcomes.Unknown);
        Is(Known.UnknownTransactionType, Fields.TransactionType, "unknown");
        Is(Known.UnknownSpanType, Fields.SpanType, "unknown");
        Is(Known.AppMetricset, Fields.MetricsetName, "app");
        Is(Known.BreakdownMetricset, Fields.MetricsetName, "span_breakdown");
        Is(Known.ErrorLevel, Fields.ErrorLogLevel, "error");
        Is(Known.EventKindEvent, Fields.EventKind, "event");
        Is(Known.ServerKind, Fields.SpanKind, "SERVER");
        Is(Known.ConsumerKind, Fields.SpanKind, "CONSUMER");
        Is(Known.ClientKind, Fields.SpanKind, "CLIENT");
        Is(Known.InternalKind, Fields.SpanKind, "INTERNAL");
        Is(Known.OtelSuccess, Fields.TransactionResult, "Success");
        Is(Known.OtelFailure, Fields.TransactionResult, "Error");
        Is(Known.EmptyTargetType, Fields.ServiceTargetType, "");
        return values;
    }
}
