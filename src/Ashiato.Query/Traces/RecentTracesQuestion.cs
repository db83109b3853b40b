using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces;

/// <summary>What came in last?</summary>
/// <remarks>
/// A trace is told by the transaction that nothing called. Behind a caller that does not report here (a gateway, a browser)
/// every transaction has a parent: then the earliest one stands for the trace.
/// A condition holds for a trace when any of its events fulfils it: a query of its database, an error, a log line.
/// </remarks>
internal sealed class RecentTracesQuestion(IEventStore store)
{
    /// <summary>The most traces one answer can have.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>How many called transactions are looked at for each trace asked for: a trace has some of them.</summary>
    private const int CalledPerTrace = 4;

    /// <summary>How many events that fulfil a condition are looked at for each trace asked for, and at most: many of them are of one trace.</summary>
    private const int EventsPerTrace = 50, MostEvents = 20_000;

    /// <summary>How far before a called transaction the one that began its trace is looked for.</summary>
    private const long LongestTraceMicros = 3_600_000_000;

    /// <summary>What must be asked for to tell a trace by a transaction.</summary>
    private static readonly Field[] s_fields =
    [
        Fields.TraceId, Fields.TransactionId, Fields.ParentId, Fields.ServiceName, Fields.TransactionName, Fields.Timestamp,
        Fields.TransactionDurationUs, Fields.EventOutcome, Fields.TransactionResult,
    ];

    private static readonly Filter s_hasParent = new Filter.Exists(Fields.ParentId);

    private static readonly Filter s_isFirst = TransactionNumbers.IsTransaction.And(new Filter.Not(s_hasParent));

    public async Task<IReadOnlyList<RecentTrace>> AskAsync(Period period, int limit, CancellationToken cancel)
    {
        if (limit <= 0) return [];
        limit = Math.Min(limit, MaxLimit);
        if (period.Where is not null) return await MatchingAsync(period, limit, cancel);
        var began = await TransactionsAsync(period.Time, period.Filter.And(s_isFirst), limit, cancel);
        var rootless = await RootlessAsync(period, began, limit, cancel);
        return [.. began.Concat(rootless).OrderByDescending(trace => trace.TimestampMicros).Take(limit)];
    }

    /// <summary>The newest traces of which an event fulfils the condition.</summary>
    private async Task<IReadOnlyList<RecentTrace>> MatchingAsync(Period period, int limit, CancellationToken cancel)
    {
        var query = new RowQuery
        {
            Time = period.Time,
            Filter = period.Filter.And(new Filter.Exists(Fields.TraceId)),
            Fields = [Fields.TraceId, Fields.Timestamp],
            Limit = Math.Min(limit * EventsPerTrace, MostEvents),
        };
        var events = (await store.QueryAsync(query, cancel)).Rows.Rows.Select(row => (TraceId: row.Text(Fields.TraceId)!, row.TimestampMicros)).ToList();
        var ids = events.Select(one => one.TraceId).Distinct().Take(limit).ToHashSet();
        if (ids.Count == 0) return [];

        long[] moments = [.. events.Where(one => ids.Contains(one.TraceId)).Select(one => one.TimestampMicros)];
        var around = new TimeRange(Before(moments.Min()), moments.Max() + 1);
        var began = await TransactionsAsync(around, s_isFirst.And(new Filter.TextIn(Fields.TraceId, [.. ids])), ids.Count, cancel);
        ids.ExceptWith(began.Select(trace => trace.TraceId));
        var rootless = ids.Count == 0 ? [] : await TransactionsAsync(around, TransactionNumbers.IsTransaction.And(new Filter.TextIn(Fields.TraceId, [.. ids])), MostEvents, cancel);
        return [.. began.Concat(rootless.GroupBy(trace => trace.TraceId).Select(trace => trace.MinBy(each => each.TimestampMicros)!)).OrderByDescending(trace => trace.TimestampMicros)];
    }

    /// <summary>The newest traces whose beginning is not known.</summary>
    private async Task<IEnumerable<RecentTrace>> RootlessAsync(Period period, IReadOnlyList<RecentTrace> began, int limit, CancellationToken cancel)
    {
        var called = await TransactionsAsync(period.Time, period.Filter.And(TransactionNumbers.IsTransaction).And(s_hasParent), limit * CalledPerTrace, cancel);
        var known = began.Select(trace => trace.TraceId).ToHashSet();
        // What is older than all that fill the list already need not be known.
        long oldest = began.Count == limit ? began.Min(trace => trace.TimestampMicros) : long.MinValue;
        var unknown = called.Where(trace => !known.Contains(trace.TraceId))
            .GroupBy(trace => trace.TraceId)
            .Select(trace => trace.MinBy(each => each.TimestampMicros)!)
            .Where(trace => trace.TimestampMicros >= oldest)
            .ToList();
        if (unknown.Count == 0) return [];

        // What began may lie outside the period, or be older than the newest that were asked for.
        var around = new TimeRange(Before(unknown.Min(trace => trace.TimestampMicros)), unknown.Max(trace => trace.TimestampMicros) + 1);
        var isOneOfThem = new Filter.TextIn(Fields.TraceId, [.. unknown.Select(trace => trace.TraceId)]);
        known = [.. (await TransactionsAsync(around, s_isFirst.And(isOneOfThem), unknown.Count, cancel)).Select(trace => trace.TraceId)];
        return unknown.Where(trace => !known.Contains(trace.TraceId));
    }

    private static long Before(long micros) => micros < long.MinValue + LongestTraceMicros ? long.MinValue : micros - LongestTraceMicros;

    private async Task<IReadOnlyList<RecentTrace>> TransactionsAsync(TimeRange time, Filter filter, int limit, CancellationToken cancel)
    {
        var page = await store.QueryAsync(new RowQuery { Time = time, Filter = filter, Fields = s_fields, Limit = limit }, cancel);
        return [.. page.Rows.Rows.Select(ToTrace)];
    }

    /// <summary>A trace as one of its transactions tells it.</summary>
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
