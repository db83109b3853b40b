using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Dependencies;

/// <summary>How is one dependency, who calls it, and for what?</summary>
internal sealed class DependencyQuestion(IEventStore store)
{
    /// <summary>The most operations one answer has.</summary>
    public const int MaxOperations = 200;

    /// <param name="resource"><c>span.destination.service.resource</c>.</param>
    /// <param name="service">Only calls of this service; <see langword="null"/> for all.</param>
    /// <param name="operation">Only what is called so (<c>span.name</c>); <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns><see langword="null"/> when nobody called it in the period.</returns>
    public async Task<DependencyDetails?> AskAsync(string resource, string? service, string? operation, Period period, CancellationToken cancel)
    {
        var filter = CallNumbers.IsSpan.And(Filter.Is(Fields.SpanDestinationServiceResource, resource)).And(period.Filter);
        if (service is not null) filter = Filter.Is(Fields.ServiceName, service).And(filter);
        if (operation is not null) filter = filter.And(Filter.Is(Fields.SpanName, operation));
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        var kindsTask = Ask(GroupQuery.MaxLimit, new GroupKey.Value(Fields.SpanType), new GroupKey.Value(Fields.SpanSubtype));
        var wholeTask = Ask(1);
        var seriesTask = Ask(GroupQuery.MaxLimit, intervals.Key);
        var callersTask = Ask(GroupQuery.MaxLimit, new GroupKey.Value(Fields.ServiceName));
        var operationsTask = Ask(MaxOperations, new GroupKey.Value(Fields.SpanName));
        await Task.WhenAll(kindsTask, wholeTask, seriesTask, callersTask, operationsTask);

        var whole = new CallNumbers((await wholeTask).Groups[0]);
        double all = (await wholeTask).Groups[0].Number(CallNumbers.MostTimeFirst.Measure);
        if ((await wholeTask).EventCount == 0) return null;
        var kind = (await kindsTask).Groups[0];
        string? subtype = kind.Text(1).Length > 0 ? kind.Text(1) : null;
        return new DependencyDetails(
            new Dependency(resource, kind.Text(0), subtype, whole.ToFigures(period, all), intervals.ToCallSeries((await seriesTask).Groups, key: 0)),
            Parts((await callersTask).Groups),
            Parts((await operationsTask).Groups),
            !(await operationsTask).IsComplete);

        DependencyPart[] Parts(IReadOnlyList<Group> groups) =>
            [.. groups.Select(group => new DependencyPart(group.Text(0), new CallNumbers(group).ToFigures(period, all)))];

        Task<GroupTable> Ask(int limit, params IReadOnlyList<GroupKey> keys) => store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = filter, Keys = keys, Measures = CallNumbers.Measures, Order = CallNumbers.MostTimeFirst, Limit = limit },
            cancel).AsTask();
    }
}
