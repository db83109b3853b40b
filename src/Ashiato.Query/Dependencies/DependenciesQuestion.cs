using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Dependencies;

/// <summary>What is called, by all services or by one?</summary>
internal sealed class DependenciesQuestion(IEventStore store)
{
    private static readonly GroupKey[] s_keys =
        [new GroupKey.Value(Fields.SpanDestinationServiceResource), new GroupKey.Value(Fields.SpanType), new GroupKey.Value(Fields.SpanSubtype)];

    /// <summary>The dependencies, most time spent first.</summary>
    public async Task<IReadOnlyList<Dependency>> AskAsync(string? service, Period period, CancellationToken cancel)
    {
        var filter = CallNumbers.IsSpan.And(new Filter.Exists(Fields.SpanDestinationServiceResource)).And(period.Filter);
        if (service is not null) filter = Filter.Is(Fields.ServiceName, service).And(filter);
        var intervals = Intervals.Of(period.Time, Intervals.InList);
        var numbersTask = Ask();
        var seriesTask = Ask(intervals.Key);
        await Task.WhenAll(numbersTask, seriesTask);

        var series = (await seriesTask).ToLookup(Identity);
        double all = (await numbersTask).Sum(group => group.Number(CallNumbers.MostTimeFirst.Measure));
        return [.. (await numbersTask).Select(group => new Dependency(
            group.Text(0), group.Text(1), Subtype(group), new CallNumbers(group).ToFigures(period, all), intervals.ToCallSeries(series[Identity(group)], s_keys.Length)))];

        async Task<IReadOnlyList<Group>> Ask(params IReadOnlyList<GroupKey> more) => (await store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = filter, Keys = [.. s_keys, .. more], Measures = CallNumbers.Measures, Order = CallNumbers.MostTimeFirst, Limit = GroupQuery.MaxLimit },
            cancel)).Groups;

        static (string, string, string) Identity(Group group) => (group.Text(0), group.Text(1), group.Text(2));

        static string? Subtype(Group group) => group.Text(2) is { Length: > 0 } subtype ? subtype : null;
    }
}
