using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Routes;

/// <summary>The names that transactions have, with how many have each.</summary>
internal static class RouteNames
{
    public static async Task<IReadOnlyList<(string Service, string Name, long Count)>> AskAsync(IEventStore store, string? service, Period period, CancellationToken cancel)
    {
        var filter = TransactionNumbers.IsTransaction.And(period.Filter);
        if (service is not null) filter = Filter.Is(Fields.ServiceName, service).And(filter);
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter,
                Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName)],
                Measures = [new Measure.Count()],
                Order = new GroupOrder(0),
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        return [.. table.Groups.Select(group => (group.Text(0), group.Text(1), (long)group.Number(0))).Where(name => name.Item2.Length > 0)];
    }
}
