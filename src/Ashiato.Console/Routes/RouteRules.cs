using Ashiato.Query.Routes;
using Ashiato.Settings;
using Ashiato.Settings.Routes;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console.Routes;

/// <summary>The rules of the settings, read again after a second at the latest: every page asks for them several times.</summary>
internal sealed class RouteRules(IServiceProvider services, TimeProvider time) : IRouteRules
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(1);

    private (DateTimeOffset Until, RouteRuleSet Rules)? _known;

    /// <inheritdoc/>
    public async ValueTask<RouteRuleSet> ReadAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (_known is { } known && now < known.Until) return known.Rules;
        // A console that has no settings has no rules.
        if (services.GetService<ISettingsStore>() is null) return RouteRuleSet.None;
        var rules = new RouteRuleSet((await services.GetRequiredService<RouteRuleStore>().ReadAsync(cancel)).Select(rule => new RouteRule(rule.Pattern, rule.Service)));
        _known = (now + KeepFor, rules);
        return rules;
    }

    /// <summary>The rules have changed: the next page shall know.</summary>
    public void Forget() => _known = null;
}
