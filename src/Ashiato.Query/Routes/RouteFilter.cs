using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Routes;

/// <summary>The transactions of a group, as a condition on <c>transaction.name</c>.</summary>
internal static class RouteFilter
{
    /// <summary>The condition. A group that a rule may have made is asked for by the names that it brings together in the period.</summary>
    public static async ValueTask<Filter> OfAsync(IEventStore store, RouteRuleSet rules, string service, string group, Period period, CancellationToken cancel)
    {
        if (group.Length == 0) return new Filter.Not(new Filter.Exists(Fields.TransactionName));
        if (!rules.MayBeGroup(service, group)) return Filter.Is(Fields.TransactionName, group);
        var names = await RouteNames.AskAsync(store, service, period with { Where = null }, cancel);
        return new Filter.TextIn(Fields.TransactionName, [.. names.Select(name => name.Name).Where(name => rules.GroupOf(service, name) == group)]);
    }
}
