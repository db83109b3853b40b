using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Breakdown;

/// <summary>What does a service, or one of its transactions, spend its time with?</summary>
/// <remarks>
/// Elastic's agents report the own time of each kind of span in metric sets called <c>span_breakdown</c>. Where there are none (OpenTelemetry,
/// or a query that metric sets know nothing of), what spans took is added up.
/// </remarks>
internal sealed class TimeByTypeQuestion(IEventStore store)
{
    private static readonly GroupKey[] s_kind = [new GroupKey.Value(Fields.SpanType), new GroupKey.Value(Fields.SpanSubtype)];

    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="names">Which transactions (<c>transaction.name</c>); <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<TimeByType> AskAsync(string service, Filter? names, Period period, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        if (period.Where is null)
        {
            var reported = await ReportedAsync(service, names, period, intervals, cancel);
            if (reported.Count > 0) return ToTime(reported, intervals, isOwnTime: true);
        }
        return ToTime(await AddedUpAsync(service, names, period, intervals, cancel), intervals, isOwnTime: false);
    }

    private async Task<IReadOnlyList<Group>> ReportedAsync(string service, Filter? names, Period period, Intervals intervals, CancellationToken cancel)
    {
        var filter = Filter.Is(Fields.MetricsetName, "span_breakdown").And(Filter.Is(Fields.ServiceName, service)).And(period.Filter);
        return await AskAsync(names is null ? filter : filter.And(names), Fields.SpanSelfTimeSumUs, period, intervals, cancel);
    }

    private async Task<IReadOnlyList<Group>> AddedUpAsync(string service, Filter? names, Period period, Intervals intervals, CancellationToken cancel)
    {
        var filter = Filter.Is(Fields.ProcessorEvent, Fields.Events.Span).And(Filter.Is(Fields.ServiceName, service)).And(period.Filter);
        if (names is null) return await AskAsync(filter, Fields.SpanDurationUs, period, intervals, cancel);
        // A span does not know the name of its transaction: the newest transactions stand for all of them.
        var ids = await TransactionsAsync(service, names, period, cancel);
        if (ids.Count == 0) return [];
        return await AskAsync(filter.And(new Filter.TextIn(Fields.TransactionId, ids)), Fields.SpanDurationUs, period, intervals, cancel);
    }

    private async Task<IReadOnlyList<string>> TransactionsAsync(string service, Filter names, Period period, CancellationToken cancel)
    {
        const int newest = 1_000;
        var page = await store.QueryAsync(
            new RowQuery
            {
                Time = period.Time,
                Filter = TransactionNumbers.IsTransaction.And(Filter.Is(Fields.ServiceName, service)).And(period.Filter).And(names),
                Fields = [Fields.TransactionId],
                Limit = newest,
            },
            cancel);
        return [.. page.Rows.Rows.Select(row => row.Text(Fields.TransactionId)).OfType<string>()];
    }

    private async Task<IReadOnlyList<Group>> AskAsync(Filter filter, Field time, Period period, Intervals intervals, CancellationToken cancel) => (await store.QueryAsync(
        new GroupQuery { Time = period.Time, Filter = filter, Keys = [.. s_kind, intervals.Key], Measures = [new Measure.Sum(time)], Limit = GroupQuery.MaxLimit },
        cancel)).Groups;

    private static TimeByType ToTime(IReadOnlyList<Group> groups, Intervals intervals, bool isOwnTime)
    {
        double all = groups.Sum(group => group.Number(0));
        var types = groups.GroupBy(group => (Type: group.Text(0), Subtype: group.Text(1))).Select(kind =>
        {
            double total = kind.Sum(group => group.Number(0));
            string? subtype = kind.Key.Subtype.Length == 0 ? null : kind.Key.Subtype;
            return new TypeTime(kind.Key.Type, subtype, total, all == 0 ? 0 : total / all, intervals.Spread(kind, 2, group => group.Number(0)));
        });
        return new TimeByType(intervals.FirstMicros, intervals.LengthMicros, [.. types.OrderByDescending(type => type.TotalMicros)], isOwnTime);
    }
}
