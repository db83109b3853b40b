using Ashiato.Model;

namespace Ashiato.Intake.Tests.Sampling;

/// <summary>Batches of events of traces, as decoders make them; a test mentions only what it is about.</summary>
internal static class TraceEvents
{
    /// <summary>The id of the trace with a number.</summary>
    public static EventId Trace(int number) => EventId.FromUInt128((UInt128)number + 1);

    public static EventBatch Root(
        int trace, string service = "shop", string environment = "test", string name = "GET /", string outcome = "success", TimeSpan? duration = null) =>
        Batch(builder => AddRoot(builder, trace, service, environment, name, outcome, duration ?? TimeSpan.FromMilliseconds(10)));

    public static EventBatch Spans(int trace, int count = 2, string service = "shop", Action<EventBatchBuilder>? further = null) =>
        Batch(builder =>
        {
            for (int i = 0; i < count; i++) AddSpan(builder, trace, service, (ulong)i, further);
        });

    /// <summary>One batch with the spans and, behind them, the roots of many traces.</summary>
    public static EventBatch Whole(IEnumerable<int> traces, Func<int, TimeSpan>? duration = null) =>
        Batch(builder =>
        {
            foreach (int trace in traces)
            {
                AddSpan(builder, trace, "shop", 0, null);
                AddRoot(builder, trace, "shop", "test", "GET /", "success", duration?.Invoke(trace) ?? TimeSpan.FromMilliseconds(10));
            }
        });

    public static EventBatch Batch(Action<EventBatchBuilder> build)
    {
        var builder = new EventBatchBuilder();
        build(builder);
        return builder.Build();
    }

    private static void AddRoot(EventBatchBuilder builder, int trace, string service, string environment, string name, string outcome, TimeSpan duration)
    {
        Begin(builder, Fields.Events.Transaction, trace, service);
        builder.Set(Fields.TransactionId, EventId.FromUInt64((ulong)trace + 1));
        builder.Set(Fields.TransactionSampled, true);
        builder.Set(Fields.TransactionName, name);
        builder.Set(Fields.ServiceEnvironment, environment);
        builder.Set(Fields.EventOutcome, outcome);
        builder.Set(Fields.TransactionDurationUs, (long)duration.TotalMicroseconds);
        builder.EndRow();
    }

    private static void AddSpan(EventBatchBuilder builder, int trace, string service, ulong number, Action<EventBatchBuilder>? further)
    {
        Begin(builder, Fields.Events.Span, trace, service);
        builder.Set(Fields.SpanId, EventId.FromUInt64(((ulong)trace * 1_000) + number + 1));
        builder.Set(Fields.ParentId, EventId.FromUInt64((ulong)trace + 1));
        builder.Set(Fields.SpanDurationUs, 1_000L);
        further?.Invoke(builder);
        builder.EndRow();
    }

    public static void Begin(EventBatchBuilder builder, string kind, int trace, string service = "shop")
    {
        builder.Set(Fields.Timestamp, 1_772_366_400_000_000L);
        builder.Set(Fields.ProcessorEvent, kind);
        builder.Set(Fields.TraceId, Trace(trace));
        builder.Set(Fields.ServiceName, service);
    }
}
