using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces;

/// <summary>With what do traces begin, and how much time goes into each of it?</summary>
/// <remarks>A condition is one on the transaction that began the trace: its numbers are what is told.</remarks>
internal sealed class RootGroupsQuestion(IEventStore store, RouteRuleSet rules)
{
    private static readonly Filter s_isFirst = TransactionNumbers.IsTransaction.And(new Filter.Not(new Filter.Exists(Fields.ParentId)));

    /// <summary>The groups, most time spent first.</summary>
    public async Task<IReadOnlyList<RootGroup>> AskAsync(Period period, CancellationToken cancel)
    {
        var filter = period.Filter.And(s_isFirst);
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter,
                Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName), new GroupKey.Value(Fields.TransactionType)],
                Measures = TransactionNumbers.Measures,
                Order = TransactionNumbers.MostTimeFirst,
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        var routes = table.Groups.GroupBy(group => (Service: group.Text(0), Name: rules.GroupOf(group.Text(0), group.Text(1)), Type: group.Text(2)));
        // Percentiles cannot be added up: what rules bring together is asked for as one.
        var groups = await Task.WhenAll(routes.Select(async route => (route.Key, Numbers: route.Skip(1).Any()
            ? await TransactionGroups.TogetherAsync(store, filter.And(OfRoute(route)), period, cancel)
            : new TransactionNumbers(route.First()))));
        var scale = new TransactionGroups.Scale([.. groups.Select(group => group.Numbers.TotalMicros)]);
        return [.. groups
            .Select(group => new RootGroup(group.Key.Service, TransactionGroups.ToGroup(group.Key.Name, group.Key.Type, group.Numbers, scale, period)))
            .OrderByDescending(group => group.Group.TotalMicros)];
    }

    private static Filter OfRoute(IGrouping<(string Service, string Name, string Type), Group> route) => Filter.Is(Fields.ServiceName, route.Key.Service)
        .And(new Filter.TextIn(Fields.TransactionName, [.. route.Select(group => group.Text(1))]))
        .And(TransactionGroups.OfType(route.Key.Type));
}
