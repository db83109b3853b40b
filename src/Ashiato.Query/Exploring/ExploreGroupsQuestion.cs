using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Exploring;

/// <summary>How are the events that match, by the values of some fields?</summary>
internal sealed class ExploreGroupsQuestion(IEventStore store)
{
    /// <summary>The most groups, and the most fields to group by.</summary>
    public const int MaxLimit = 500, MaxFields = 3;

    private const int InCharts = 8;

    /// <param name="kind">Which events.</param>
    /// <param name="by">Names of the fields to group by.</param>
    /// <param name="period">When, where, and what they must fulfil.</param>
    /// <param name="limit">How many groups.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<ExploredGroups> AskAsync(EventKind kind, IReadOnlyList<string> by, Period period, int limit, CancellationToken cancel)
    {
        GroupKey[] keys = [.. by.Take(MaxFields).Select(name => new GroupKey.Value(ExploreRowsQuestion.FieldOf(name)))];
        var filter = kind.Filter.And(period.Filter);
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter,
                Keys = keys,
                Measures = Measures(kind),
                Order = new GroupOrder(kind.Duration is null ? 0 : 2),
                Limit = Math.Clamp(limit, 1, MaxLimit),
            },
            cancel);
        var series = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter.And(new Filter.Any([.. table.Groups.Take(InCharts).Select(group => Same(keys, group))])),
                Keys = [.. keys, intervals.Key],
                Measures = kind.Duration is { } duration ? [new Measure.Count(), new Measure.Average(duration)] : [new Measure.Count()],
                Limit = GroupQuery.MaxLimit,
            },
            cancel);

        var times = series.Groups.ToLookup(group => Identity(group, keys.Length));
        return new ExploredGroups(
            [.. table.Groups.Select((group, i) => ToGroup(group, kind, keys.Length, i < InCharts ? times[Identity(group, keys.Length)] : [], intervals))],
            table.IsComplete, table.EventCount, intervals.FirstMicros, intervals.LengthMicros);
    }

    private static Measure[] Measures(EventKind kind) => kind.Duration is { } duration
        ? [new Measure.Count(), new Measure.Count(TransactionNumbers.IsFailed), new Measure.Sum(duration), new Measure.Average(duration), new Measure.Percentiles(duration, [50, 95, 99])]
        : [new Measure.Count(), new Measure.Count(TransactionNumbers.IsFailed)];

    private static ExploredGroup ToGroup(Group group, EventKind kind, int keys, IEnumerable<Group> times, Intervals intervals)
    {
        var all = times.ToList();
        var averages = new double?[intervals.Count];
        if (kind.Duration is not null)
        {
            foreach (var time in all)
                if ((time.Int64(keys) - intervals.FirstMicros) / intervals.LengthMicros is >= 0 and var at && at < averages.Length) averages[at] = time.Numbers[1][0];
        }
        return new ExploredGroup(
            [.. group.Keys.Select(Text)],
            (long)group.Number(0),
            (long)group.Number(1),
            kind.Duration is null ? null : group.Number(2),
            kind.Duration is not null && group.Numbers[3][0] is { } average ? new Latency(average, group.Number(4), group.Number(4, 1), group.Number(4, 2)) : null,
            intervals.Spread(all, keys, time => time.Number(0)),
            averages);
    }

    private static Filter.All Same(GroupKey[] keys, Group group) => new([.. keys.Select((key, i) => Same(((GroupKey.Value)key).Field, group.Keys[i]))]);

    private static Filter Same(Field field, object? value) => value switch
    {
        null => new Filter.Not(new Filter.Exists(field)),
        string text => Filter.Is(field, text),
        long number => Filter.Is(field, number),
        double number => Filter.Is(field, number),
        _ => throw new InvalidOperationException($"A key of the field '{field}' is a {value.GetType().Name}."),
    };

    private static string Identity(Group group, int keys) => string.Join('\u001f', group.Keys.Take(keys).Select(Text));

    private static string? Text(object? key) => key is null ? null : Convert.ToString(key, CultureInfo.InvariantCulture);
}
