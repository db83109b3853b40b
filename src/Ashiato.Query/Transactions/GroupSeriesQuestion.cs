using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>How the groups of a service went over time: one question for all of them.</summary>
/// <remarks>Only what can be added up is asked for, so that names which rules bring together need no question of their own.</remarks>
internal sealed class GroupSeriesQuestion(IEventStore store, RouteRuleSet rules)
{
    private static readonly Measure[] s_measures =
        [new Measure.Count(), new Measure.Count(TransactionNumbers.IsFailed), new Measure.Count(new Filter.Exists(Fields.TransactionDurationUs)), new Measure.Sum(Fields.TransactionDurationUs)];

    /// <summary>The groups, most time spent first.</summary>
    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="type"><c>transaction.type</c>.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<IReadOnlyList<GroupSeries>> AskAsync(string service, string type, Period period, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, Intervals.InRow);
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = TransactionGroups.OfService(service, type, period),
                Keys = [new GroupKey.Value(Fields.TransactionName), intervals.Key],
                Measures = s_measures,
                // Of too many, those that took the most time: they stand in sight.
                Order = new GroupOrder(3),
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        return [.. table.Groups.GroupBy(group => rules.GroupOf(service, group.Text(0))).Select(group => Series(group.Key, [.. group], intervals)).OrderByDescending(series => series.TotalMicros)];
    }

    private static GroupSeries Series(string name, IReadOnlyList<Group> groups, Intervals intervals)
    {
        double[] count = Spread(0), failed = Spread(1), timed = Spread(2), total = Spread(3);
        return new GroupSeries(
            name,
            total.Sum(),
            [.. Enumerable.Range(0, intervals.Count).Select(i =>
                new GroupPoint(intervals.FirstMicros + (i * intervals.LengthMicros), (long)count[i], (long)failed[i], timed[i] > 0 ? total[i] / timed[i] : null))]);

        double[] Spread(int measure) => intervals.Spread(groups, key: 1, group => group.Number(measure));
    }
}
