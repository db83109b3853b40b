namespace Ashiato.Query.Routes;

/// <summary>All rules, in the order in which they are tried: the first that fits a name decides.</summary>
public sealed class RouteRuleSet
{
    private readonly (RouteRule Rule, RoutePattern Pattern)[] _rules;

    /// <summary>Rules whose patterns cannot be read are left out.</summary>
    public RouteRuleSet(IEnumerable<RouteRule> rules) =>
        _rules = [.. rules.Select(rule => (rule, RoutePattern.TryRead(rule.Pattern, out var pattern, out _) ? pattern : null)).Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.rule, pair.Item2!))];

    /// <summary>Without rules every name is a group of its own.</summary>
    public static RouteRuleSet None { get; } = new([]);

    /// <summary>The same text for the same rules, another for others.</summary>
    public string Identity => string.Concat(_rules.Select(static pair => $"\0{pair.Rule.Service}\0{pair.Rule.Pattern}"));

    /// <summary>The name of the group that a transaction belongs to.</summary>
    public string GroupOf(string service, string name)
    {
        if (_rules.Length == 0) return name;
        var (method, path) = RoutePattern.Parts(name);
        foreach (var (rule, pattern) in _rules)
            if (IsOf(rule, service) && pattern.Fits(path)) return method + pattern.Text;
        return name;
    }

    /// <summary>True when a rule may have made this group; false when it can only be the name of transactions.</summary>
    public bool MayBeGroup(string service, string group)
    {
        var (_, path) = RoutePattern.Parts(group);
        return Array.Exists(_rules, pair => pair.Pattern.Text == path && IsOf(pair.Rule, service));
    }

    private static bool IsOf(RouteRule rule, string service) => rule.Service is null || rule.Service == service;
}
