using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>How the groups of a service went over time: one question for all of them.</summary>
/// <remarks>Only what can be added up is asked for, so that names which rules bring together need no question of their own.</remarks>
internal sealed class GroupSeries
{
    private static readonly Measure[] s_measures =
        [new Measure.Count(), new Measure.Count(TransactionNumbers.IsFailed), new Measure.Count(new Filter.Exists(Fields.TransactionDurationUs)), new Measure.Sum(Fields.TransactionDurationUs)];

    private readonly Intervals _intervals;
    private readonly ILookup<string, Group> _groups;

    private GroupSeries(Intervals intervals, ILookup<string, Group> groups) => (_intervals, _groups) = (intervals, groups);

    /// <summary>Asks.</summary>
    /// <param name="store">Where the events are.</param>
    /// <param name="rules">Which names belong together.</param>
    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="filter">Its transactions.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public static async Task<GroupSeries> AskAsync(IEventStore store, RouteRuleSet rules, string service, Filter filter, Period period, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, Intervals.InRow);
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter,
                Keys = [new GroupKey.Value(Fields.TransactionName), intervals.Key],
                Measures = s_measures,
                // Of too many, those that took the most time: they stand in sight.
                Order = new GroupOrder(3),
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        return new GroupSeries(intervals, table.Groups.ToLookup(group => rules.GroupOf(service, group.Text(0))));
    }

    /// <summary>A point for every interval of the period, oldest first.</summary>
    /// <param name="name">The group's name, as rules have it.</param>
    public IReadOnlyList<GroupPoint> Of(string name)
    {
        double[] count = Spread(0), failed = Spread(1), timed = Spread(2), total = Spread(3);
        return [.. Enumerable.Range(0, _intervals.Count).Select(i =>
            new GroupPoint(_intervals.FirstMicros + (i * _intervals.LengthMicros), (long)count[i], (long)failed[i], timed[i] > 0 ? total[i] / timed[i] : null))];

        double[] Spread(int measure) => _intervals.Spread(_groups[name], key: 1, group => group.Number(measure));
    }
}
