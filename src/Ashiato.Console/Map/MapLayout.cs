using Ashiato.Query.Map;

namespace Ashiato.Console.Map;

/// <summary>Lays a map out in layers: callers left of what they call, lines as straight as they can be.</summary>
/// <remarks>
/// The layer of a node is the longest way to it from one that nobody calls; calls that lead back are left out of that. Within a layer nodes
/// stand by the mean of their neighbours' places, swept over a few times from both sides. The same map is always laid out in the same way.
/// </remarks>
public sealed class MapLayout
{
    /// <summary>Size of a node, in CSS pixels.</summary>
    public const double NodeWidth = 196, NodeHeight = 52;

    private const double LayerGap = 144, RowGap = 26, Edge = 20;
    private const int Sweeps = 8;

    private readonly Dictionary<string, int> _layers;
    private readonly Dictionary<string, double> _rows = [];

    /// <summary>Places everything.</summary>
    public MapLayout(ServiceMap map)
    {
        var edges = map.Edges.Select(edge => (edge.From, edge.To)).Distinct().ToList();
        string[] ids = [.. map.Nodes.Select(node => node.Id)];
        _layers = LayersOf(ids, edges);
        var order = OrderOf(ids, edges);
        double tallest = order.Values.Select(layer => layer.Count).DefaultIfEmpty(1).Max();
        foreach (var layer in order.Values)
            for (int i = 0; i < layer.Count; i++) _rows[layer[i]] = i + ((tallest - layer.Count) / 2);

        Nodes = [.. map.Nodes.Select(node => new PlacedNode(node, X(node.Id), Y(node.Id)))];
        double most = Math.Max(1, map.Edges.Select(edge => edge.Calls?.Count ?? 0).DefaultIfEmpty().Max());
        (MapEdge Edge, EdgeCurve Curve)[] curves = [.. map.Edges.Where(edge => _layers.ContainsKey(edge.From) && _layers.ContainsKey(edge.To)).Select(edge => (edge, CurveOf(edge, edges)))];
        var labels = new LabelPlaces(curves.Select(edge => edge.Curve), Nodes);
        Edges = [.. curves.Select(edge => Place(edge.Edge, edge.Curve, labels.Take(edge.Curve), most))];
        Width = (2 * Edge) + ((_layers.Values.DefaultIfEmpty().Max() + 1) * (NodeWidth + LayerGap)) - LayerGap;
        Height = (2 * Edge) + (tallest * (NodeHeight + RowGap)) - RowGap;
    }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<PlacedNode> Nodes { get; }

    /// <summary>The edges.</summary>
    public IReadOnlyList<PlacedEdge> Edges { get; }

    /// <summary>The size of all, in CSS pixels.</summary>
    public double Width { get; }

    /// <inheritdoc cref="Width"/>
    public double Height { get; }

    /// <summary>The part of a map that lies within some steps of a node, in either direction; all of it when the node is not there.</summary>
    public static ServiceMap Around(ServiceMap map, string id, int steps)
    {
        if (map.Nodes.All(node => node.Id != id)) return map;
        var near = new HashSet<string> { id };
        for (int step = 0; step < steps; step++)
        {
            string[] next = [.. map.Edges.Where(edge => near.Contains(edge.From)).Select(edge => edge.To), .. map.Edges.Where(edge => near.Contains(edge.To)).Select(edge => edge.From)];
            near.UnionWith(next);
        }
        return new ServiceMap([.. map.Nodes.Where(node => near.Contains(node.Id))], [.. map.Edges.Where(edge => near.Contains(edge.From) && near.Contains(edge.To))]);
    }

    private double X(string id) => Edge + (_layers[id] * (NodeWidth + LayerGap));

    private double Y(string id) => Edge + (_rows[id] * (NodeHeight + RowGap));

    private EdgeCurve CurveOf(MapEdge edge, List<(string From, string To)> edges) => new(
        X(edge.From) + NodeWidth, Y(edge.From) + (NodeHeight / 2), X(edge.To), Y(edge.To) + (NodeHeight / 2),
        IsBack: _layers[edge.To] <= _layers[edge.From],
        IsCrowdedAtEnd: edges.Count(other => other.To == edge.To) > edges.Count(other => other.From == edge.From));

    private static PlacedEdge Place(MapEdge edge, EdgeCurve curve, (double X, double Y) label, double most)
    {
        double width = edge.Calls is { } calls ? 1 + (2.5 * Math.Log(1 + calls.Count) / Math.Log(1 + most)) : 1;
        return new PlacedEdge(edge, curve.Path, label.X, label.Y, width);
    }

    private static Dictionary<string, int> LayersOf(string[] ids, List<(string From, string To)> edges)
    {
        var to = edges.ToLookup(edge => edge.From, edge => edge.To);
        var called = edges.Select(edge => edge.To).ToHashSet();
        var layers = ids.ToDictionary(id => id, _ => 0);
        var onWay = new HashSet<string>();
        var done = new HashSet<string>();
        var sorted = new List<string>();
        var forward = new List<(string From, string To)>();
        // From those that nobody calls; what is only reached in circles comes last.
        foreach (string id in ids.OrderBy(id => called.Contains(id)).ThenBy(id => id, StringComparer.Ordinal)) Visit(id);

        for (int i = sorted.Count - 1; i >= 0; i--)
            foreach (var (_, next) in forward.Where(edge => edge.From == sorted[i])) layers[next] = Math.Max(layers[next], layers[sorted[i]] + 1);
        return layers;

        void Visit(string id)
        {
            if (!layers.ContainsKey(id) || done.Contains(id)) return;
            onWay.Add(id);
            foreach (string next in to[id].Order(StringComparer.Ordinal))
            {
                // A call back to who is still on the way closes a circle.
                if (onWay.Contains(next) || !layers.ContainsKey(next)) continue;
                forward.Add((id, next));
                Visit(next);
            }
            onWay.Remove(id);
            done.Add(id);
            sorted.Add(id);
        }
    }

    private SortedDictionary<int, List<string>> OrderOf(string[] ids, List<(string From, string To)> edges)
    {
        var order = new SortedDictionary<int, List<string>>();
        foreach (string id in ids.Order(StringComparer.Ordinal))
        {
            if (!order.TryGetValue(_layers[id], out var layer)) order.Add(_layers[id], layer = []);
            layer.Add(id);
        }
        var near = edges.Concat(edges.Select(edge => (From: edge.To, To: edge.From))).ToLookup(edge => edge.From, edge => edge.To);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            // What counts is how far down a neighbour stands in its own layer, whether that is long or short.
            var place = order.Values.SelectMany(layer => layer.Select((id, i) => (id, at: (i + 0.5) / layer.Count))).ToDictionary(pair => pair.id, pair => pair.at);
            foreach (int layer in sweep % 2 == 0 ? (int[])[.. order.Keys] : [.. order.Keys.Reverse()])
                order[layer] = [.. order[layer].OrderBy(id => near[id].Where(place.ContainsKey).Select(other => place[other]).DefaultIfEmpty(place[id]).Average()).ThenBy(id => id, StringComparer.Ordinal)];
        }
        return order;
    }
}
