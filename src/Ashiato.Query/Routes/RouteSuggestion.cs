namespace Ashiato.Query.Routes;

/// <summary>A rule that the data asks for.</summary>
/// <param name="Service">Of which service.</param>
/// <param name="Pattern">The template.</param>
/// <param name="Examples">Some names that it would bring together.</param>
/// <param name="NameCount">How many names.</param>
/// <param name="TransactionCount">How many transactions.</param>
public sealed record RouteSuggestion(string Service, string Pattern, IReadOnlyList<string> Examples, int NameCount, long TransactionCount);
