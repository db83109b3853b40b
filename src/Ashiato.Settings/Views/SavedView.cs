namespace Ashiato.Settings.Views;

/// <summary>A view that somebody wants to come back to.</summary>
/// <param name="Name">What it is called; no two have the same name.</param>
/// <param name="Address">Path and query of its page, without the place where the console is.</param>
/// <param name="ChangedAt">When it was saved.</param>
public sealed record SavedView(string Name, string Address, DateTimeOffset ChangedAt);
