namespace Ashiato.Settings.Routes;

/// <summary>A rule that brings names of transactions together.</summary>
/// <param name="Pattern">A template or a regular expression.</param>
/// <param name="Service">Of which service (<c>service.name</c>); <see langword="null"/> for all.</param>
public sealed record SavedRouteRule(string Pattern, string? Service = null);
