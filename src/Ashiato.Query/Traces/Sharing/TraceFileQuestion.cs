using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>What is all that is known of a trace?</summary>
internal sealed class TraceFileQuestion(IEventStore store, TimeProvider time)
{
    /// <summary>So many events are kept in full; of a longer trace, the earliest.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>So many bytes of them, as JSON.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    public async Task<TraceFile?> AskAsync(string traceId, bool isMasked, CancellationToken cancel)
    {
        var trace = await new TraceQuestion(store, time).AskAsync(traceId, cancel);
        if (trace is null) return null;
        var file = new TraceFile
        {
            IsMasked = false,
            Trace = trace,
            Notes = await new TraceNotesQuestion(store).AskAsync(traceId, cancel),
            Events = await EventsAsync(trace, cancel),
        };
        return isMasked ? MaskedFile.Of(file) : file;
    }

    private async Task<IReadOnlyDictionary<string, EventDetails>> EventsAsync(Trace trace, CancellationToken cancel)
    {
        var errors = new Dictionary<string, List<JsonElement>>();
        var rowOf = trace.Errors.Where(error => error.Row >= 0).DistinctBy(error => error.Id).ToDictionary(error => error.Id, error => trace.Rows[error.Row].Id);
        long bytes = 0;
        foreach (var row in await RowsAsync(trace.TraceId, cancel, Fields.Events.Error))
        {
            if (!rowOf.TryGetValue(row.Text(Fields.ErrorId) ?? "", out string? id) || Document(row, ref bytes) is not { } error) continue;
            if (!errors.TryGetValue(id, out var known)) errors.Add(id, known = []);
            if (known.Count < EventQuestion.MaxErrors) known.Add(error);
        }

        var events = new Dictionary<string, EventDetails>();
        foreach (var row in await RowsAsync(trace.TraceId, cancel, Fields.Events.Transaction, Fields.Events.Span))
        {
            bool isTransaction = row.Text(Fields.ProcessorEvent) == Fields.Events.Transaction;
            if (row.Text(isTransaction ? Fields.TransactionId : Fields.SpanId) is not { } id) continue;
            if (Document(row, ref bytes) is not { } document) break;
            events.TryAdd(id, new EventDetails(document, errors.GetValueOrDefault(id) ?? []));
        }
        return events;
    }

    private async Task<IEnumerable<EventRow>> RowsAsync(string traceId, CancellationToken cancel, params string[] kinds)
    {
        var query = new RowQuery
        {
            Filter = Filter.Is(Fields.TraceId, traceId).And(new Filter.TextIn(Fields.ProcessorEvent, kinds)),
            Sort = new Sort(Fields.Timestamp),
            Limit = MaxEvents,
        };
        return (await store.QueryAsync(query, cancel)).Rows.Rows;
    }

    /// <returns><see langword="null"/> when the file is full.</returns>
    private static JsonElement? Document(EventRow row, ref long bytes)
    {
        if (bytes > MaxBytes) return null;
        byte[] utf8 = EventDocument.ToUtf8(row);
        bytes += utf8.Length;
        return JsonElement.Parse(utf8, EventDocument.Reading);
    }
}
