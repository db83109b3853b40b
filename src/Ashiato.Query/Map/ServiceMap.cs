namespace Ashiato.Query.Map;

/// <summary>Who calls whom.</summary>
/// <param name="Nodes">What there is.</param>
/// <param name="Edges">Calls between them.</param>
public sealed record ServiceMap(IReadOnlyList<MapNode> Nodes, IReadOnlyList<MapEdge> Edges);
