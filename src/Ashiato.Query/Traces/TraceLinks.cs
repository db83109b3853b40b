using Ashiato.Model;

namespace Ashiato.Query.Traces;

/// <summary>Finds the parent of every node of a trace, whatever agents sent.</summary>
/// <remarks>
/// In this order: whoever names the node in <c>child.id</c>; its <c>parent.id</c>; for a span without one, its transaction.
/// A parent that never arrived gets a placeholder, which hangs from the transaction of the spans that named it. Of several nodes with
/// the same id the first is the parent. A cycle is cut at a placeholder, else at its earliest node, which becomes a root.
/// </remarks>
internal sealed class TraceLinks
{
    private const int NoParent = -1;

    private readonly List<TraceNode> _nodes;
    private readonly Dictionary<EventId, int> _indexOf = [];
    private readonly List<int> _parents = [];

    private TraceLinks(List<TraceNode> nodes)
    {
        _nodes = nodes;
    }

    /// <summary>The index of every node's parent, −1 for roots. Placeholders are added at the end of the list.</summary>
    public static int[] Resolve(List<TraceNode> nodes)
    {
        var links = new TraceLinks(nodes);
        links.FindParents();
        int[] parents = [.. links._parents];
        CutCycles(nodes, parents);
        return parents;
    }

    private void FindParents()
    {
        int known = _nodes.Count;
        var adopters = new Dictionary<EventId, int>();
        for (int i = 0; i < known; i++)
        {
            if (!_nodes[i].Id.IsNone) _indexOf.TryAdd(_nodes[i].Id, i);
            foreach (var child in _nodes[i].ChildIds) adopters.TryAdd(child, i);
        }
        for (int i = 0; i < known; i++)
            _parents.Add(NoParent);
        for (int i = 0; i < known; i++)
        {
            var node = _nodes[i];
            if (adopters.TryGetValue(node.Id, out int adopter) && adopter != i) _parents[i] = adopter;
            else _parents[i] = ParentOf(i, node);
        }
    }

    private int ParentOf(int index, TraceNode node)
    {
        var named = node.ParentId;
        if (named.IsNone && node.Kind == TraceRowKind.Span) named = node.TransactionId;
        if (named.IsNone || named == node.Id) return NoParent;
        if (_indexOf.TryGetValue(named, out int parent)) return parent == index ? NoParent : parent;

        var transaction = node.Kind == TraceRowKind.Span ? node.TransactionId : default;
        int above = transaction.IsNone || transaction == named ? NoParent : Find(transaction) ?? Placeholder(transaction, NoParent, default);
        return Placeholder(named, above, transaction);
    }

    private int? Find(EventId id) => _indexOf.TryGetValue(id, out int index) ? index : null;

    private int Placeholder(EventId id, int parent, EventId transaction)
    {
        int index = _nodes.Count;
        _nodes.Add(new TraceNode { Id = id, Kind = TraceRowKind.Missing, TransactionId = transaction });
        _parents.Add(parent);
        _indexOf.Add(id, index);
        return index;
    }

    private static void CutCycles(List<TraceNode> nodes, int[] parents)
    {
        // 0: not seen; n: seen on the n-th walk. A walk that meets itself has found a cycle.
        int[] walkOf = new int[parents.Length];
        for (int start = 0; start < parents.Length; start++)
        {
            int at = start;
            while (at != NoParent && walkOf[at] == 0)
            {
                walkOf[at] = start + 1;
                at = parents[at];
            }
            if (at != NoParent && walkOf[at] == start + 1) parents[WeakestOf(nodes, parents, at)] = NoParent;
        }
    }

    private static int WeakestOf(List<TraceNode> nodes, int[] parents, int inCycle)
    {
        int weakest = inCycle;
        for (int at = parents[inCycle]; at != inCycle; at = parents[at])
        {
            if (nodes[weakest].Kind == TraceRowKind.Missing) break;
            if (nodes[at].Kind == TraceRowKind.Missing || nodes[at].StartMicros < nodes[weakest].StartMicros) weakest = at;
        }
        return weakest;
    }
}
