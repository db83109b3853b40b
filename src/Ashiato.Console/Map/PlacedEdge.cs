using Ashiato.Query.Map;

namespace Ashiato.Console.Map;

/// <summary>An edge with its way.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Path">Its way, as SVG writes paths.</param>
/// <param name="LabelX">Where the middle of its figures stands.</param>
/// <param name="LabelY">Where their base line stands.</param>
/// <param name="Width">How thick it is drawn: by how many calls it stands for.</param>
public sealed record PlacedEdge(MapEdge Edge, string Path, double LabelX, double LabelY, double Width);
