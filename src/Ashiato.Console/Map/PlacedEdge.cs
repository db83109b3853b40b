using Ashiato.Query.Map;

namespace Ashiato.Console.Map;

/// <summary>An edge with its way.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Path">Its way, as SVG writes paths.</param>
/// <param name="LabelX">Where its figures stand.</param>
/// <param name="LabelY">Likewise.</param>
/// <param name="Width">How thick it is drawn: by how many calls it stands for.</param>
public sealed record PlacedEdge(MapEdge Edge, string Path, double LabelX, double LabelY, double Width);
