using Ashiato.Storage;

namespace Ashiato.Query.Routes;

/// <summary>What would rules bring together, if there were no others?</summary>
internal sealed class RoutePreviewQuestion(IEventStore store)
{
    private const int MaxNames = 20;

    /// <summary>The groups that the rules make of the names of a period, one for each rule and method; largest first.</summary>
    public async Task<IReadOnlyList<RoutePreview>> AskAsync(IReadOnlyList<RouteRule> asked, Period period, CancellationToken cancel)
    {
        var rules = new RouteRuleSet(asked);
        // What is pasted is of one service or of all.
        string? service = asked.Select(rule => rule.Service).Distinct().Count() == 1 ? asked[0].Service : null;
        var names = await RouteNames.AskAsync(store, service, period, cancel);
        return [.. names
            .Select(name => (Group: rules.GroupOf(name.Service, name.Name), name.Name, name.Count))
            .Where(name => name.Group != name.Name)
            .GroupBy(name => name.Group)
            .Select(group => new RoutePreview(group.Key, [.. group.Select(name => name.Name).Distinct().Take(MaxNames)], group.Select(name => name.Name).Distinct().Count(), group.Sum(name => name.Count)))
            .OrderByDescending(preview => preview.TransactionCount)];
    }
}
