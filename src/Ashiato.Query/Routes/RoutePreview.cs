namespace Ashiato.Query.Routes;

/// <summary>What a rule would do.</summary>
/// <param name="Group">The name of the group.</param>
/// <param name="Names">Names that would become one, most transactions first; some of them when there are many.</param>
/// <param name="NameCount">How many names.</param>
/// <param name="TransactionCount">How many transactions.</param>
public sealed record RoutePreview(string Group, IReadOnlyList<string> Names, int NameCount, long TransactionCount);
