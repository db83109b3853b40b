using Ashiato.Storage;

namespace Ashiato.Query.Routes;

/// <summary>What would a rule bring together, if it were the only one?</summary>
internal sealed class RoutePreviewQuestion(IEventStore store)
{
    private const int MaxNames = 20;

    /// <summary>The groups that the rule makes of the names of a period, one for each method; largest first.</summary>
    public async Task<IReadOnlyList<RoutePreview>> AskAsync(RouteRule rule, Period period, CancellationToken cancel)
    {
        var rules = new RouteRuleSet([rule]);
        var names = await RouteNames.AskAsync(store, rule.Service, period, cancel);
        return [.. names
            .Select(name => (Group: rules.GroupOf(name.Service, name.Name), name.Name, name.Count))
            .Where(name => name.Group != name.Name)
            .GroupBy(name => name.Group)
            .Select(group => new RoutePreview(group.Key, [.. group.Select(name => name.Name).Distinct().Take(MaxNames)], group.Select(name => name.Name).Distinct().Count(), group.Sum(name => name.Count)))
            .OrderByDescending(preview => preview.TransactionCount)];
    }
}
