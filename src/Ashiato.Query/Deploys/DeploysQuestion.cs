using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Deploys;

/// <summary>When did services begin to run another version?</summary>
/// <remarks>The first version that a service is known by is no deploy: nobody can tell when it began.</remarks>
internal sealed class DeploysQuestion(IEventStore store)
{
    private const long Hour = 3_600_000_000, Day = 24 * Hour;

    /// <summary>The deploys of a period, oldest first; of one service when it is given. A condition of the period is not asked for: a deploy concerns all.</summary>
    public async Task<IReadOnlyList<Deploy>> AskAsync(string? service, Period period, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        if (intervals.Count == 0) return [];
        var filter = new Filter.Exists(Fields.ServiceVersion).And((period with { Where = null }).Filter);
        if (service is not null) filter = Filter.Is(Fields.ServiceName, service).And(filter);
        var lateTask = VersionsAsync(new TimeRange(period.Time.FromMicros - Hour, period.Time.FromMicros), filter, cancel);
        var seen = await VersionsAsync(period.Time, filter, cancel);
        // Mostly there is nothing new, which an hour tells for a small part of what a day costs, and versions for a small part of what their intervals do.
        var late = await lateTask;
        if (seen.All(of => of.All(late[of.Key].Contains))) return [];

        var knownTask = VersionsAsync(Before(period.Time), filter, cancel);
        var over = (await store.QueryAsync(Query(period.Time, filter, intervals.Key), cancel)).Groups;
        var known = await knownTask;
        return [.. over
            .GroupBy(group => group.Text(0))
            .SelectMany(of => New(of.Key, of, [.. known[of.Key]]))
            .OrderBy(deploy => deploy.AtMicros)];
    }

    private async Task<ILookup<string, string>> VersionsAsync(TimeRange time, Filter filter, CancellationToken cancel) =>
        (await store.QueryAsync(Query(time, filter), cancel)).Groups.ToLookup(group => group.Text(0), group => group.Text(1));

    private static IEnumerable<Deploy> New(string service, IEnumerable<Group> over, HashSet<string> known)
    {
        foreach (var group in over.OrderBy(group => group.Int64(2)))
        {
            bool isFirst = known.Count == 0;
            if (known.Add(group.Text(1)) && !isFirst) yield return new Deploy(service, group.Text(1), group.Int64(2));
        }
    }

    // As long again as the period, and a day at least: a version that was away for longer counts as deployed anew.
    private static TimeRange Before(TimeRange time) => new(time.FromMicros - Math.Max(Day, time.DurationMicros), time.FromMicros);

    private static GroupQuery Query(TimeRange time, Filter filter, params IReadOnlyList<GroupKey> more) => new()
    {
        Time = time,
        Filter = filter,
        Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.ServiceVersion), .. more],
        Measures = [new Measure.Count()],
        Limit = GroupQuery.MaxLimit,
    };
}
