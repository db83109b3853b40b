using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces;

/// <summary>What does one event say in full?</summary>
internal sealed class EventQuestion(IEventStore store)
{
    /// <summary>The most errors shown with an event; of more, the earliest.</summary>
    public const int MaxErrors = 100;

    public async Task<EventDetails?> AskAsync(string traceId, string id, CancellationToken cancel)
    {
        var ofTrace = Filter.Is(Fields.TraceId, traceId);
        var events = await Ask(ofTrace.And(IsEvent(id)), 1);
        if (events.Length == 0) return null;
        return new EventDetails(events[0], await Ask(ofTrace.And(IsErrorUnder(id)), MaxErrors));

        async Task<JsonElement[]> Ask(Filter filter, int limit)
        {
            var page = await store.QueryAsync(new RowQuery { Filter = filter, Sort = new Sort(Fields.Timestamp), Limit = limit }, cancel);
            return [.. page.Rows.Rows.Select(row => JsonElement.Parse(EventDocument.ToUtf8(row), EventDocument.Reading))];
        }
    }

    private static Filter.Any IsEvent(string id) => new(
    [
        TransactionNumbers.IsTransaction.And(Filter.Is(Fields.TransactionId, id)),
        Filter.Is(Fields.ProcessorEvent, Fields.Events.Span).And(Filter.Is(Fields.SpanId, id)),
    ]);

    private static Filter IsErrorUnder(string id)
    {
        var namesNoParent = new Filter.Not(new Filter.Exists(Fields.ParentId));
        return Filter.Is(Fields.ProcessorEvent, Fields.Events.Error).And(new Filter.Any(
        [
            Filter.Is(Fields.ParentId, id),
            namesNoParent.And(Filter.Is(Fields.TransactionId, id)),
        ]));
    }
}
