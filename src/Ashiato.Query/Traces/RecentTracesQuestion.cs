using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces;

/// <summary>What came in last?</summary>
internal sealed class RecentTracesQuestion(IEventStore store)
{
    /// <summary>The most traces one answer can have.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>What must be asked for to tell a trace by its first transaction.</summary>
    private static readonly Field[] s_fields =
    [
        Fields.TraceId, Fields.TransactionId, Fields.ServiceName, Fields.TransactionName, Fields.Timestamp,
        Fields.TransactionDurationUs, Fields.EventOutcome, Fields.TransactionResult,
    ];

    /// <summary>Transactions that nothing called: with each, a trace begins.</summary>
    public static Filter IsFirst { get; } = TransactionNumbers.IsTransaction.And(new Filter.Not(new Filter.Exists(Fields.ParentId)));

    public async Task<IReadOnlyList<RecentTrace>> AskAsync(Period period, int limit, CancellationToken cancel)
    {
        if (limit <= 0) return [];
        var query = new RowQuery { Time = period.Time, Filter = period.Filter.And(IsFirst), Fields = s_fields, Limit = Math.Min(limit, MaxLimit) };
        return [.. (await store.QueryAsync(query, cancel)).Rows.Rows.Select(ToTrace)];
    }

    public static RecentTrace ToTrace(EventRow row) => new(
        row.Text(Fields.TraceId) ?? "",
        row.Text(Fields.TransactionId) ?? "",
        row.Text(Fields.ServiceName) ?? "",
        row.Text(Fields.TransactionName) ?? "",
        row.TimestampMicros,
        row.Int64(Fields.TransactionDurationUs) ?? 0,
        row.Text(Fields.EventOutcome) == Fields.Outcomes.Failure,
        row.Text(Fields.TransactionResult));
}
