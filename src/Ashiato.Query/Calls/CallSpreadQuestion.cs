using Ashiato.Model;
using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Calls;

/// <summary>How long do calls take, and which are the slowest?</summary>
internal sealed class CallSpreadQuestion(IEventStore store)
{
    private const int SlowestShown = 10;

    private static readonly Field[] s_exampleFields =
        [Fields.TraceId, Fields.SpanId, Fields.Timestamp, Fields.SpanDurationUs, Fields.EventOutcome, Fields.SpanDbStatement, Fields.UrlOriginal, Fields.SpanName];

    /// <summary>Calls of a dependency, of one operation if it is given.</summary>
    /// <returns><see langword="null"/> when there was none in the period.</returns>
    public async Task<CallSpread?> AskAsync(string resource, string? service, string? operation, Period period, CancellationToken cancel)
    {
        var calls = CallFilters.Within(period, service).And(CallFilters.IsSpan).And(Filter.Is(Fields.SpanDestinationServiceResource, resource));
        if (operation is not null) calls = calls.And(Filter.Is(Fields.SpanName, operation));
        var figures = store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = calls, Measures = [new Measure.Count(), new Measure.Percentiles(Fields.SpanDurationUs, [50, 95])] }, cancel).AsTask();
        var buckets = BucketsAsync(calls, period, cancel);
        var slowest = SlowestAsync(calls, period, cancel);
        await Task.WhenAll(figures, buckets, slowest);
        var group = (await figures).Groups[0];
        if (group.Number(0) == 0) return null;
        return new CallSpread(new LatencyDistribution(await buckets, group.Number(1), group.Number(1, 1)), await slowest);
    }

    /// <summary>The durations on a logarithmic axis.</summary>
    public async Task<IReadOnlyList<LatencyBucket>> BucketsAsync(Filter calls, Period period, CancellationToken cancel) => LatencyBuckets.Of((await store.QueryAsync(
        new GroupQuery
        {
            Time = period.Time,
            Filter = calls,
            Keys = [new GroupKey.Logarithmic(Fields.SpanDurationUs, LatencyBuckets.PerDecade)],
            Measures = [new Measure.Count(), new Measure.Count(TransactionNumbers.IsFailed)],
            Limit = GroupQuery.MaxLimit,
        },
        cancel)).Groups);

    /// <summary>The slowest calls, with what they were sent.</summary>
    public async Task<IReadOnlyList<CallExample>> SlowestAsync(Filter calls, Period period, CancellationToken cancel) => [.. (await store.QueryAsync(
        new RowQuery { Time = period.Time, Filter = calls, Fields = s_exampleFields, Sort = new Sort(Fields.SpanDurationUs, Descending: true), Limit = SlowestShown },
        cancel)).Rows.Rows.Select(ToExample)];

    private static CallExample ToExample(EventRow row) => new(
        row.Text(Fields.TraceId) ?? "",
        row.Text(Fields.SpanId) ?? "",
        row.TimestampMicros,
        row.Int64(Fields.SpanDurationUs) ?? 0,
        row.Text(Fields.EventOutcome) == Fields.Outcomes.Failure,
        row.Text(Fields.SpanDbStatement) ?? row.Text(Fields.UrlOriginal) ?? row.Text(Fields.SpanName) ?? "");
}
