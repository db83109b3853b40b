using Ashiato.Query.Map;

namespace Ashiato.Console.Map;

/// <summary>A node with its place.</summary>
/// <param name="Node">The node.</param>
/// <param name="X">Its left edge.</param>
/// <param name="Y">Its upper edge.</param>
public sealed record PlacedNode(MapNode Node, double X, double Y);
