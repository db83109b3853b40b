using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Services;

/// <summary>How is one service, and what does it do?</summary>
internal sealed class ServiceQuestion(IEventStore store, RouteRuleSet rules)
{
    // Places of the measures of Traits.
    private const int Events = 0, Agent = 1, Language = 2, Version = 3, Instances = 4;

    public async Task<ServiceDetails?> AskAsync(string service, string? transactionType, Period period, CancellationToken cancel)
    {
        var groupsTask = TransactionGroups.AskAsync(store, rules, service, period, cancel);
        var traitsTask = store.QueryAsync(Traits(service, period), cancel).AsTask();
        var placesTask = store.QueryAsync(Environments(service, period.Time), cancel).AsTask();
        var timeTask = store.QueryAsync(TimeOfAllServices(period), cancel).AsTask();
        await Task.WhenAll(groupsTask, traitsTask, placesTask, timeTask);

        var traits = (await traitsTask).Groups[0];
        if (traits.Number(Events) == 0) return null;

        var groups = await groupsTask;
        string[] types = [.. groups.AggregateBy(group => group.Type, 0L, (count, group) => count + group.Count).OrderByDescending(type => type.Value).Select(type => type.Key)];
        string chosen = transactionType ?? types.FirstOrDefault("");
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        var ofType = Filter(service, period).And(TransactionNumbers.IsTransaction).And(TransactionGroups.OfType(chosen));
        var numbersTask = store.QueryAsync(Numbers(ofType, period.Time), cancel).AsTask();
        var seriesTask = store.QueryAsync(Series(ofType, period.Time, intervals), cancel).AsTask();
        await Task.WhenAll(numbersTask, seriesTask);

        var numbers = new TransactionNumbers((await numbersTask).Groups[0]);
        double totalMicros = (await timeTask).Groups[0].Number(0);
        var summary = new ServiceSummary
        {
            Name = service,
            AgentName = traits.Texts[Agent],
            Language = traits.Texts[Language],
            Version = traits.Texts[Version],
            Environments = [.. (await placesTask).Groups.Select(place => place.Text(0)).Where(name => name.Length > 0)],
            InstanceCount = (long)traits.Number(Instances),
            TransactionCount = numbers.Count,
            ThroughputPerSecond = period.PerSecond(numbers.Count),
            FailedCount = numbers.FailedCount,
            FailedShare = numbers.FailedShare,
            Latency = numbers.Latency,
            TotalMicros = numbers.TotalMicros,
            Share = totalMicros == 0 ? 0 : numbers.TotalMicros / totalMicros,
            Series = intervals.ToSeries((await seriesTask).Groups, key: 0),
        };
        return new ServiceDetails(summary, types, [.. groups.Where(group => group.Type == chosen)], (await numbersTask).Source);
    }

    private static Filter Filter(string service, Period period) =>
        Storage.Queries.Filter.Is(Fields.ServiceName, service).And(period.Filter);

    private static GroupQuery Traits(string service, Period period) => new()
    {
        Time = period.Time,
        Filter = Filter(service, period),
        Measures =
        [
            new Measure.Count(),
            new Measure.Latest(Fields.AgentName),
            new Measure.Latest(Fields.ServiceLanguageName),
            new Measure.Latest(Fields.ServiceVersion),
            new Measure.Distinct(Fields.ServiceNodeName),
        ],
    };

    private static GroupQuery Environments(string service, TimeRange time) => new()
    {
        Time = time,
        Filter = Storage.Queries.Filter.Is(Fields.ServiceName, service),
        Keys = [new GroupKey.Value(Fields.ServiceEnvironment)],
        Measures = [new Measure.Count()],
    };

    private static GroupQuery TimeOfAllServices(Period period) => new()
    {
        Time = period.Time,
        Filter = period.Filter.And(TransactionNumbers.IsTransaction),
        Measures = [new Measure.Sum(Fields.TransactionDurationUs)],
    };

    private static GroupQuery Numbers(Filter filter, TimeRange time) => new() { Time = time, Filter = filter, Measures = TransactionNumbers.Measures };

    private static GroupQuery Series(Filter filter, TimeRange time, Intervals intervals) => new()
    {
        Time = time,
        Filter = filter,
        Keys = [intervals.Key],
        Measures = TransactionNumbers.Measures,
        Limit = GroupQuery.MaxLimit,
    };
}
