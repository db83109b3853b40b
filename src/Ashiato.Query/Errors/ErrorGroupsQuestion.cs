using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Errors;

/// <summary>Which errors happened, in all services, in one, or in one of its transaction groups?</summary>
internal sealed class ErrorGroupsQuestion(IEventStore store, RouteRuleSet rules)
{
    /// <summary>The most groups one answer has; of more, the most frequent.</summary>
    public const int MaxGroups = 500;

    public static Filter IsError { get; } = Filter.Is(Fields.ProcessorEvent, Fields.Events.Error);

    /// <summary>What to ask of a group of errors, in the order of <see cref="Place"/>.</summary>
    private static readonly Measure[] s_measures =
    [
        new Measure.Count(),
        new Measure.Count(Filter.Is(Fields.ErrorExceptionHandled, false)),
        new Measure.Min(Fields.Timestamp),
        new Measure.Max(Fields.Timestamp),
        new Measure.Latest(Fields.ErrorGroupingName),
        new Measure.Latest(Fields.ErrorExceptionMessage),
        new Measure.Latest(Fields.ErrorLogMessage),
        new Measure.Latest(Fields.ErrorMessage),
        new Measure.Latest(Fields.ErrorExceptionType),
        new Measure.Latest(Fields.ErrorType),
        new Measure.Latest(Fields.ErrorCulprit),
        new Measure.Latest(Fields.ServiceName),
    ];

    private static class Place
    {
        public const int Count = 0, Unhandled = 1, First = 2, Last = 3, Name = 4, ExceptionMessage = 5, LogMessage = 6, Message = 7, ExceptionType = 8, Type = 9, Culprit = 10, Service = 11;
    }

    /// <param name="service"><c>service.name</c>; <see langword="null"/> for all.</param>
    /// <param name="transaction">Group of transactions in which they happened; <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<ErrorGroupList> AskAsync(string? service, string? transaction, Period period, CancellationToken cancel)
    {
        var filter = IsError.And(period.Filter);
        if (service is not null) filter = filter.And(Filter.Is(Fields.ServiceName, service));
        if (service is not null && transaction is not null) filter = filter.And(await RouteFilter.OfAsync(store, rules, service, transaction, period, cancel));
        var intervals = Intervals.Of(period.Time, Intervals.InList);
        var groupsTask = AskAsync(store, filter, period, MaxGroups, cancel);
        var countsTask = store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter,
                Keys = [new GroupKey.Value(Fields.ErrorGroupingKey), intervals.Key],
                Measures = [new Measure.Count()],
                Limit = GroupQuery.MaxLimit,
            },
            cancel).AsTask();
        await Task.WhenAll(groupsTask, countsTask);

        var table = await groupsTask;
        var counts = (await countsTask).Groups.ToLookup(group => group.Text(0));
        return new ErrorGroupList(
            [.. table.Groups.Select(group => ToGroup(group.Text(0), group, intervals.Spread(counts[group.Text(0)], 1, count => count.Number(0))))],
            table.EventCount, table.IsComplete, intervals.FirstMicros, intervals.LengthMicros);
    }

    /// <summary>Groups of errors, by their key.</summary>
    public static Task<GroupTable> AskAsync(IEventStore store, Filter filter, Period period, int limit, CancellationToken cancel) => store.QueryAsync(
        new GroupQuery { Time = period.Time, Filter = filter, Keys = [new GroupKey.Value(Fields.ErrorGroupingKey)], Measures = s_measures, Order = new GroupOrder(Place.Count), Limit = limit },
        cancel).AsTask();

    public static ErrorGroup ToGroup(string key, Group group, IReadOnlyList<double> counts) => new()
    {
        Key = key,
        Message = group.Texts[Place.Name] ?? group.Texts[Place.ExceptionMessage] ?? group.Texts[Place.LogMessage] ?? group.Texts[Place.Message] ?? "",
        Type = group.Texts[Place.ExceptionType] ?? group.Texts[Place.Type],
        Culprit = group.Texts[Place.Culprit],
        Service = group.Texts[Place.Service] ?? "",
        Count = (long)group.Number(Place.Count),
        UnhandledCount = (long)group.Number(Place.Unhandled),
        FirstMicros = (long)group.Number(Place.First),
        LastMicros = (long)group.Number(Place.Last),
        Counts = counts,
    };
}
