using Ashiato.Model;
using Ashiato.Storage;

namespace Ashiato.Query.Tests;

/// <summary>Events by hand: each is valid as it is, and a test says only what it is about.</summary>
internal sealed class SampleEvents(string traceId = SampleEvents.TraceId)
{
    /// <summary>2026-11-22T12:00:00Z.</summary>
    public const long Noon = 1_795_348_800_000_000;

    public const string TraceId = "0123456789abcdef0123456789abcdef";

    private readonly EventBatchBuilder _batch = new();

    /// <summary>A transaction of service "shop" that begins at noon and takes 1 ms.</summary>
    public SampleEvents Transaction(string id = "t1", long at = 0, long? takes = 1_000, string? parent = null, string service = "shop", string name = "GET /", Action<EventBatchBuilder>? with = null)
    {
        Begin(Fields.Events.Transaction, at, service);
        _batch.Set(Fields.TransactionId, id);
        if (parent is not null) _batch.Set(Fields.ParentId, parent);
        _batch.Set(Fields.TransactionName, name);
        _batch.Set(Fields.TransactionType, "request");
        if (takes is { } micros) _batch.Set(Fields.TransactionDurationUs, micros);
        _batch.Set(Fields.TransactionSampled, true);
        _batch.Set(Fields.EventOutcome, Fields.Outcomes.Success);
        return End(with);
    }

    /// <summary>A span in transaction "t1" of service "shop".</summary>
    public SampleEvents Span(string id, long at = 0, long takes = 100, string? parent = "t1", string? transaction = "t1", string service = "shop", Action<EventBatchBuilder>? with = null)
    {
        Begin(Fields.Events.Span, at, service);
        _batch.Set(Fields.SpanId, id);
        if (parent is not null) _batch.Set(Fields.ParentId, parent);
        if (transaction is not null) _batch.Set(Fields.TransactionId, transaction);
        _batch.Set(Fields.SpanName, id);
        _batch.Set(Fields.SpanType, "db");
        _batch.Set(Fields.SpanDurationUs, takes);
        return End(with);
    }

    /// <summary>An error under a transaction or span.</summary>
    public SampleEvents Error(string id, long at = 0, string? parent = "t1", string? transaction = "t1", Action<EventBatchBuilder>? with = null)
    {
        Begin(Fields.Events.Error, at, "shop");
        _batch.Set(Fields.ErrorId, id);
        if (parent is not null) _batch.Set(Fields.ParentId, parent);
        if (transaction is not null) _batch.Set(Fields.TransactionId, transaction);
        _batch.Set(Fields.ErrorExceptionType, "Broken");
        _batch.Set(Fields.ErrorExceptionMessage, "It broke.");
        return End(with);
    }

    /// <summary>A log line.</summary>
    public SampleEvents Log(string message, long at = 0, Action<EventBatchBuilder>? with = null)
    {
        Begin(Fields.Events.Log, at, "shop");
        _batch.Set(Fields.Message, message);
        return End(with);
    }

    /// <summary>A metric set.</summary>
    public SampleEvents Metric(string service = "shop", long at = 0, Action<EventBatchBuilder>? with = null)
    {
        Begin(Fields.Events.Metric, at, service);
        return End(with);
    }

    public EventBatch ToBatch() => _batch.Build();

    public async Task<MemoryEventStore> ToStoreAsync()
    {
        var store = new MemoryEventStore();
        await store.AppendAsync(ToBatch(), TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>What runs on a host of its own.</summary>
    public static Action<EventBatchBuilder> On(string host) => batch => batch.Set(Fields.HostHostname, host);

    private void Begin(string kind, long at, string service)
    {
        _batch.Set(Fields.Timestamp, Noon + at);
        _batch.Set(Fields.ProcessorEvent, kind);
        _batch.Set(Fields.TraceId, traceId);
        _batch.Set(Fields.ServiceName, service);
        _batch.Set(Fields.ServiceEnvironment, "production");
        _batch.Set(Fields.ServiceNodeName, service + "-1");
        _batch.Set(Fields.AgentName, "go");
        _batch.Set(Fields.HostHostname, "host");
    }

    private SampleEvents End(Action<EventBatchBuilder>? with)
    {
        with?.Invoke(_batch);
        _batch.EndRow();
        return this;
    }
}
