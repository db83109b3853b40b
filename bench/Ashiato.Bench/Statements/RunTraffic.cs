using Ashiato.Model;

namespace Ashiato.Bench.Statements;

/// <summary>A run of ten minutes as batches: requests of 30 endpoints with twenty spans each, in mean; some of them call in a loop, prepare each time, or ask other services one after the other.</summary>
/// <remarks>Batches are made as intake leaves them, fingerprints included, because it is questions that are measured.</remarks>
internal sealed class RunTraffic(long startMicros, long spanCount)
{
    /// <summary>How long the run is, in microseconds.</summary>
    public const long LengthMicros = 600_000_000;

    private const int Endpoints = 30, Statements = 100, RequestsOfABatch = 100, SpansOfARequest = 20;

    private readonly Random _random = new(20261128);
    private long _id;

    /// <summary>The batches, in order of time.</summary>
    public IEnumerable<EventBatch> Batches()
    {
        long requests = spanCount / SpansOfARequest;
        var batch = new EventBatchBuilder();
        for (long i = 0; i < requests; i++)
        {
            Request(batch, "shop", startMicros + (LengthMicros * i / requests), _random.Next(Endpoints));
            if ((i + 1) % RequestsOfABatch == 0 || i + 1 == requests) yield return batch.Build(BatchId.New());
        }
    }

    /// <summary>Requests of a service that call in a loop, all at one moment.</summary>
    public static EventBatch Loop(string service, long atMicros)
    {
        var batch = new EventBatchBuilder();
        var traffic = new RunTraffic(atMicros, 0) { _id = atMicros };
        for (int i = 0; i < 30; i++) traffic.Request(batch, service, atMicros + i, 0);
        return batch.Build(BatchId.New());
    }

    private void Request(EventBatchBuilder batch, string service, long at, int endpoint)
    {
        string trace = $"{++_id:x32}", transaction = $"{_id:x16}";
        bool isLoop = endpoint % 5 == 0;
        long took = 0;
        for (int i = 0; i < SpansOfARequest; i++)
        {
            int statement = isLoop && i < 12 ? endpoint : _random.Next(Statements);
            bool isCall = endpoint % 7 == 3 && i > 16;
            long takes = isCall ? 4_000 : 200 + _random.Next(1_500);
            Begin(batch, Fields.Events.Span, service, trace, transaction, at + took);
            batch.Set(Fields.SpanId, $"{++_id:x16}");
            batch.Set(Fields.ParentId, transaction);
            batch.Set(Fields.SpanName, isCall ? "GET shipment" : $"SELECT FROM table{statement}");
            batch.Set(Fields.SpanType, isCall ? "external" : "db");
            batch.Set(Fields.SpanSubtype, isCall ? "http" : "mysql");
            batch.Set(Fields.SpanFingerprint, isCall ? "GET shipment/status" : $"SELECT * FROM table{statement} WHERE id = ? AND status IN (?)");
            batch.Set(Fields.SpanDurationUs, takes);
            batch.EndRow();
            took += takes + 50;
        }
        Begin(batch, Fields.Events.Transaction, service, trace, transaction, at);
        batch.Set(Fields.TransactionName, $"GET /endpoint{endpoint}");
        batch.Set(Fields.TransactionType, "request");
        batch.Set(Fields.TransactionResult, "HTTP 2xx");
        batch.Set(Fields.TransactionSampled, true);
        batch.Set(Fields.TransactionDurationUs, took + 500);
        batch.EndRow();
    }

    private static void Begin(EventBatchBuilder batch, string kind, string service, string trace, string transaction, long at)
    {
        batch.Set(Fields.ProcessorEvent, kind);
        batch.Set(Fields.Timestamp, at);
        batch.Set(Fields.TraceId, trace);
        batch.Set(Fields.TransactionId, transaction);
        batch.Set(Fields.ServiceName, service);
        batch.Set(Fields.ServiceNodeName, "shop-1");
        batch.Set(Fields.ServiceEnvironment, "bench");
        batch.Set(Fields.AgentName, "go");
        batch.Set(Fields.EventOutcome, Fields.Outcomes.Success);
    }
}
