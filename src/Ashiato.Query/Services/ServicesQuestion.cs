using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Services;

/// <summary>Which services reported, and how are they?</summary>
/// <remarks>A service is listed when it sent any event: one that only sends spans, metrics or errors has zero transactions.</remarks>
internal sealed class ServicesQuestion(IEventStore store)
{
    // Places of the measures of Numbers.
    private static readonly int s_agent = TransactionNumbers.Next;
    private static readonly int s_language = s_agent + 1;
    private static readonly int s_version = s_agent + 2;
    private static readonly int s_instances = s_agent + 3;
    private static readonly int s_spans = s_agent + 4;

    public async Task<ServiceList> AskAsync(Period period, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, Intervals.InList);
        var numbersTask = store.QueryAsync(Numbers(period), cancel).AsTask();
        var placesTask = store.QueryAsync(Environments(period.Time), cancel).AsTask();
        var seriesTask = store.QueryAsync(Series(period, intervals), cancel).AsTask();
        await Task.WhenAll(numbersTask, placesTask, seriesTask);

        var places = (await placesTask).Groups;
        var environments = places.ToLookup(place => place.Text(0), place => place.Text(1));
        var series = (await seriesTask).Groups.ToLookup(group => group.Text(0));
        // Events without a service say nothing about any.
        var groups = (await numbersTask).Groups.Where(group => group.Text(0).Length > 0).ToArray();
        double totalMicros = groups.Sum(group => new TransactionNumbers(group).TotalMicros);

        return new ServiceList(
            [.. groups.Select(group => ToSummary(group, environments[group.Text(0)], intervals.ToSeries(series[group.Text(0)], key: 1), totalMicros, period))],
            groups.Sum(group => new TransactionNumbers(group).Count),
            groups.Sum(group => (long)group.Number(s_spans)),
            Distinct(places.Select(place => place.Text(1))),
            (await numbersTask).Source);
    }

    private static GroupQuery Numbers(Period period) => new()
    {
        Time = period.Time,
        Filter = period.Filter,
        Keys = [new GroupKey.Value(Fields.ServiceName)],
        Measures =
        [
            .. TransactionNumbers.Measures,
            new Measure.Latest(Fields.AgentName),
            new Measure.Latest(Fields.ServiceLanguageName),
            new Measure.Latest(Fields.ServiceVersion),
            new Measure.Distinct(Fields.ServiceNodeName),
            new Measure.Count(Filter.Is(Fields.ProcessorEvent, Fields.Events.Span)),
        ],
        Order = TransactionNumbers.MostTimeFirst,
        Limit = GroupQuery.MaxLimit,
    };

    private static GroupQuery Environments(TimeRange time) => new()
    {
        Time = time,
        Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.ServiceEnvironment)],
        Measures = [new Measure.Count()],
        Limit = GroupQuery.MaxLimit,
    };

    private static GroupQuery Series(Period period, Intervals intervals) => new()
    {
        Time = period.Time,
        Filter = period.Filter.And(TransactionNumbers.IsTransaction),
        Keys = [new GroupKey.Value(Fields.ServiceName), intervals.Key],
        Measures = TransactionNumbers.Measures,
        Limit = GroupQuery.MaxLimit,
    };

    private static ServiceSummary ToSummary(Group group, IEnumerable<string> environments, TimeSeries series, double totalMicros, Period period)
    {
        var numbers = new TransactionNumbers(group);
        return new ServiceSummary
        {
            Name = group.Text(0),
            AgentName = group.Texts[s_agent],
            Language = group.Texts[s_language],
            Version = group.Texts[s_version],
            Environments = Distinct(environments),
            InstanceCount = (long)group.Number(s_instances),
            TransactionCount = numbers.Count,
            ThroughputPerSecond = period.PerSecond(numbers.Count),
            FailedCount = numbers.FailedCount,
            FailedShare = numbers.FailedShare,
            Latency = numbers.Latency,
            TotalMicros = numbers.TotalMicros,
            Share = totalMicros == 0 ? 0 : numbers.TotalMicros / totalMicros,
            Series = series,
        };
    }

    private static string[] Distinct(IEnumerable<string> names) =>
        [.. names.Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];
}
