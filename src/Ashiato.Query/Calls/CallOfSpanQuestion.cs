using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Calls;

/// <summary>Which calls are like one span?</summary>
internal sealed class CallOfSpanQuestion(IEventStore store)
{
    private static readonly Field[] s_fields = [Fields.SpanFingerprint, Fields.SpanName, Fields.SpanType, Fields.SpanSubtype, Fields.ServiceName, Fields.Timestamp];

    /// <summary>The kind of the span; <see langword="null"/> when no such span is known.</summary>
    public async Task<CallOfSpan?> AskAsync(string traceId, string spanId, CancellationToken cancel)
    {
        var page = await store.QueryAsync(
            new RowQuery
            {
                Filter = Filter.Is(Fields.TraceId, traceId).And(Filter.Is(Fields.SpanId, spanId)).And(CallFilters.IsSpan),
                Fields = s_fields,
                Sort = new Sort(Fields.Timestamp),
                Limit = 1,
            },
            cancel);
        return page.Rows.Rows.Select(ToCall).FirstOrDefault();
    }

    private static CallOfSpan ToCall(EventRow span)
    {
        string text = span.Text(Fields.SpanFingerprint) ?? span.Text(Fields.SpanName) ?? "";
        return new CallOfSpan(new CallKind(text, span.Text(Fields.SpanSubtype), CallFilters.ScopeOf(span.Text(Fields.SpanType))), span.Text(Fields.ServiceName), span.TimestampMicros);
    }
}
