namespace Ashiato.Query.Routes;

/// <summary>The rules that people have made.</summary>
public interface IRouteRules
{
    /// <summary>The rules as they are now.</summary>
    ValueTask<RouteRuleSet> ReadAsync(CancellationToken cancel);
}
