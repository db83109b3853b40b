using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>How is one transaction group, over time and over its durations?</summary>
internal sealed class TransactionQuestion(IEventStore store, RouteRuleSet rules)
{
    public async Task<TransactionDetails?> AskAsync(TransactionKey key, Period period, CancellationToken cancel)
    {
        var filter = await FilterAsync(store, rules, key, period, cancel);
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        var numbersTask = Ask(TransactionNumbers.Measures);
        var serviceTask = TransactionGroups.AskAsync(store, rules, key.Service, period, cancel);
        var seriesTask = Ask(TransactionNumbers.Measures, intervals.Key);
        var bucketsTask = Ask(
            [new Measure.Count(), new Measure.Count(TransactionNumbers.IsFailed)],
            new GroupKey.Logarithmic(Fields.TransactionDurationUs, LatencyBuckets.PerDecade));
        var resultsTask = Ask([new Measure.Count()], new GroupKey.Value(Fields.TransactionResult));
        await Task.WhenAll(numbersTask, serviceTask, seriesTask, bucketsTask, resultsTask);

        var numbers = new TransactionNumbers((await numbersTask).Groups[0]);
        if (numbers.Count == 0) return null;

        var siblings = await serviceTask;
        // Without a type the group is all of that name, and shows the type of most of them.
        string type = key.Type ?? siblings.Where(group => group.Name == key.Name).MaxBy(group => group.Count)?.Type ?? "";
        var scale = new TransactionGroups.Scale([.. siblings.Select(group => group.TotalMicros)]);
        var latency = numbers.Latency;
        return new TransactionDetails(
            TransactionGroups.ToGroup(key.Name, type, numbers, scale, period),
            intervals.ToSeries((await seriesTask).Groups, key: 0),
            new LatencyDistribution(LatencyBuckets.Of((await bucketsTask).Groups), latency?.P50Micros ?? 0, latency?.P95Micros ?? 0),
            [.. (await resultsTask).Groups.Select(group => new ResultCount(group.Text(0), (long)group.Number(0))).OrderByDescending(result => result.Count)],
            (await numbersTask).Source);

        Task<GroupTable> Ask(IReadOnlyList<Measure> measures, params IReadOnlyList<GroupKey> keys) => store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = filter, Keys = keys, Measures = measures, Limit = GroupQuery.MaxLimit },
            cancel).AsTask();
    }

    /// <summary>The transactions of a group.</summary>
    public static async ValueTask<Filter> FilterAsync(IEventStore store, RouteRuleSet rules, TransactionKey key, Period period, CancellationToken cancel)
    {
        var filter = Filter.Is(Fields.ServiceName, key.Service)
            .And(period.Filter)
            .And(TransactionNumbers.IsTransaction)
            .And(await RouteFilter.OfAsync(store, rules, key.Service, key.Name, period, cancel));
        return key.Type is { } type ? filter.And(TransactionGroups.OfType(type)) : filter;
    }
}
