using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces;

/// <summary>What happened in one trace?</summary>
internal sealed class TraceQuestion(IEventStore store, TimeProvider time)
{
    /// <summary>The most transactions and spans that one trace shows; of a longer one, the earliest.</summary>
    public const int MaxRows = RowQuery.MaxLimit;

    /// <summary>The most errors that one trace shows; of more, the earliest.</summary>
    public const int MaxErrors = 10_000;

    public async Task<Trace?> AskAsync(string traceId, CancellationToken cancel)
    {
        var rowsTask = Ask(MaxRows, TraceNodeReader.Needed, Fields.Events.Transaction, Fields.Events.Span);
        var errorsTask = Ask(MaxErrors, TraceErrorReader.Needed, Fields.Events.Error);
        await Task.WhenAll(rowsTask, errorsTask);
        var rows = await rowsTask;
        var errors = await errorsTask;
        if (rows.Rows.RowCount + errors.Rows.RowCount == 0) return null;
        return new TraceAssembly(traceId, isTruncated: rows.Next is not null, time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000).Assemble(rows.Rows, errors.Rows);

        Task<RowPage> Ask(int limit, IReadOnlyList<Field> fields, params string[] events) => store.QueryAsync(
            new RowQuery
            {
                Filter = Filter.Is(Fields.TraceId, traceId).And(new Filter.TextIn(Fields.ProcessorEvent, events)),
                Fields = fields,
                Sort = new Sort(Fields.Timestamp),
                Limit = limit,
            },
            cancel).AsTask();
    }
}
