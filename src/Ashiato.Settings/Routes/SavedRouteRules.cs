namespace Ashiato.Settings.Routes;

/// <summary>All route rules, in the order in which they are tried.</summary>
/// <param name="Rules">The rules.</param>
public sealed record SavedRouteRules(IReadOnlyList<SavedRouteRule> Rules)
{
    /// <summary>The most rules that are kept: each is tried on every name.</summary>
    public const int MaxRules = 500;
}
