using Ashiato.Model;
using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Calls;

/// <summary>How is one kind of call?</summary>
internal sealed class CallQuestion(IEventStore store)
{
    private const int SlowestShown = 10;

    private static readonly Field[] s_exampleFields =
        [Fields.TraceId, Fields.SpanId, Fields.Timestamp, Fields.SpanDurationUs, Fields.EventOutcome, Fields.SpanDbStatement, Fields.UrlOriginal, Fields.SpanName];

    public async Task<CallDetails?> AskAsync(CallKind kind, string? service, Period period, Task<CallSample> sample, CancellationToken cancel)
    {
        var filter = CallFilters.Within(period, service).And(CallFilters.Of(kind));
        var calls = filter.And(new Filter.Not(CallFilters.IsPrepare));
        var ranking = new CallsQuestion(store).AskAsync(kind.Scope, filter, period, sample, limit: 1, cancel);
        var buckets = store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = calls,
                Keys = [new GroupKey.Logarithmic(Fields.SpanDurationUs, LatencyBuckets.PerDecade)],
                Measures = [new Measure.Count(), new Measure.Count(TransactionNumbers.IsFailed)],
                Limit = GroupQuery.MaxLimit,
            },
            cancel).AsTask();
        var slowest = store.QueryAsync(
            new RowQuery { Time = period.Time, Filter = calls, Fields = s_exampleFields, Sort = new Sort(Fields.SpanDurationUs, Descending: true), Limit = SlowestShown },
            cancel).AsTask();
        await Task.WhenAll(ranking, buckets, slowest);
        if ((await ranking).Groups is not [var group, ..]) return null;
        return new CallDetails(
            group,
            new LatencyDistribution(LatencyBuckets.Of((await buckets).Groups), group.P50Micros, group.P95Micros),
            [.. (await slowest).Rows.Rows.Select(ToExample)]);
    }

    private static CallExample ToExample(EventRow row) => new(
        row.Text(Fields.TraceId) ?? "",
        row.Text(Fields.SpanId) ?? "",
        row.TimestampMicros,
        row.Int64(Fields.SpanDurationUs) ?? 0,
        row.Text(Fields.EventOutcome) == Fields.Outcomes.Failure,
        row.Text(Fields.SpanDbStatement) ?? row.Text(Fields.UrlOriginal) ?? row.Text(Fields.SpanName) ?? "");
}
