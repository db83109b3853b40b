using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>How do the transactions of a service, or of one group, end over time?</summary>
internal sealed class ResultTimesQuestion(IEventStore store, RouteRuleSet rules)
{
    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="name">The group; <see langword="null"/> for all.</param>
    /// <param name="type"><c>transaction.type</c>; <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<ResultTimes> AskAsync(string service, string? name, string? type, Period period, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        var filter = Filter.Is(Fields.ServiceName, service).And(period.Filter).And(TransactionNumbers.IsTransaction);
        if (type is not null) filter = filter.And(TransactionGroups.OfType(type));
        if (name is not null) filter = filter.And(await RouteFilter.OfAsync(store, rules, service, name, period, cancel));
        var table = await store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = filter, Keys = [new GroupKey.Value(Fields.TransactionResult), intervals.Key], Measures = [new Measure.Count()], Limit = GroupQuery.MaxLimit },
            cancel);
        var results = table.Groups.GroupBy(group => group.Text(0))
            .Select(result => new ResultTime(result.Key, (long)result.Sum(group => group.Number(0)), intervals.Spread(result, 1, group => group.Number(0))));
        return new ResultTimes(intervals.FirstMicros, intervals.LengthMicros, [.. results.OrderByDescending(result => result.Count)]);
    }
}
