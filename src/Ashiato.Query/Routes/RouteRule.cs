namespace Ashiato.Query.Routes;

/// <summary>Says that transactions whose names differ only in values belong together.</summary>
/// <param name="Pattern">A template such as <c>/items/{id}.json</c>, or a regular expression as <c>alp -m</c> takes it: see <see cref="RoutePattern"/>.</param>
/// <param name="Service">Of which service (<c>service.name</c>); <see langword="null"/> for all.</param>
public sealed record RouteRule(string Pattern, string? Service = null);
