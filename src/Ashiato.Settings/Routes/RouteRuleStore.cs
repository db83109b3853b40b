using Ashiato.Model;

namespace Ashiato.Settings.Routes;

/// <summary>The route rules: read and written as a whole, because their order counts.</summary>
public sealed class RouteRuleStore(ISettingsStore settings)
{
    private const string Key = "all";

    private readonly SettingsKind<SavedRouteRules> _rules = new(settings, "route-rules", static () => SettingsJson.Default.SavedRouteRules);

    /// <summary>Reads them.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<SavedRouteRule>> ReadAsync(CancellationToken cancel) => (await _rules.FindAsync(Key, cancel))?.Rules ?? [];

    /// <summary>Writes them, in place of those that there were.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask WriteAsync(IReadOnlyList<SavedRouteRule> rules, CancellationToken cancel)
    {
        if (rules.Count > SavedRouteRules.MaxRules) throw new RefusedException(SettingsRefusal.TooManyRouteRules, $"There are {rules.Count} rules; at most {SavedRouteRules.MaxRules} are kept. Bring some together with a wider pattern.");
        await _rules.PutAsync(Key, new SavedRouteRules(rules), cancel);
    }
}
