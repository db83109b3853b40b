namespace Ashiato.Query.Map;

/// <summary>Calls from one to another.</summary>
/// <param name="From"><see cref="MapNode.Id"/> of the caller.</param>
/// <param name="To"><see cref="MapNode.Id"/> of what is called.</param>
/// <param name="Calls">The calls as the caller saw them; <see langword="null"/> when only a link between traces says that they belong together.</param>
public sealed record MapEdge(string From, string To, CallFigures? Calls);
