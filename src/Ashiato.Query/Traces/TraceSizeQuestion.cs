using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces;

/// <summary>Of how many events does a trace consist so far?</summary>
/// <remarks>What a page that waits for more asks again and again: a count reads no rows.</remarks>
internal sealed class TraceSizeQuestion(IEventStore store)
{
    /// <returns>Its transactions, spans and errors; 0 when nothing of it is known.</returns>
    public async Task<long> AskAsync(string traceId, CancellationToken cancel)
    {
        var kinds = new Filter.TextIn(Fields.ProcessorEvent, [Fields.Events.Transaction, Fields.Events.Span, Fields.Events.Error]);
        var answer = await store.QueryAsync(new GroupQuery { Filter = Filter.Is(Fields.TraceId, traceId).And(kinds), Measures = [new Measure.Count()] }, cancel);
        return answer.EventCount;
    }
}
