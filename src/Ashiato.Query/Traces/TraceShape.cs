namespace Ashiato.Query.Traces;

/// <summary>The tree of a trace in display order: depth first, siblings by start. All indexes are positions in that order.</summary>
internal sealed class TraceShape
{
    private readonly int[] _firstChild; // into _children, one more than there are rows
    private readonly int[] _children;

    private TraceShape(int[] nodes, int[] parents, int[] depths, long[] starts, long[] ends)
    {
        Nodes = nodes;
        Parents = parents;
        Depths = depths;
        Starts = starts;
        Ends = ends;
        (_firstChild, _children) = Gather(parents);
    }

    /// <summary>The node of each row.</summary>
    public int[] Nodes { get; }

    /// <summary>The row of each row's parent, −1 for roots.</summary>
    public int[] Parents { get; }

    public int[] Depths { get; }

    /// <summary>In microseconds since the start of the trace.</summary>
    public long[] Starts { get; }

    /// <summary>In microseconds since the start of the trace.</summary>
    public long[] Ends { get; }

    /// <summary>The children of a row, by start.</summary>
    public ReadOnlySpan<int> Children(int row) => _children.AsSpan(_firstChild[row].._firstChild[row + 1]);

    /// <summary>Indexes of nodes so that parents stand before children.</summary>
    public static int[] ParentsFirst(int[] parents) => Walk(parents, Gather(parents), RootsOf(parents));

    /// <summary>Puts nodes whose times are final in display order.</summary>
    public static TraceShape Of(List<TraceNode> nodes, int[] parents)
    {
        var byStart = Comparer<int>.Create((a, b) =>
        {
            int order = nodes[a].StartMicros.CompareTo(nodes[b].StartMicros);
            if (order == 0) order = nodes[b].DurationMicros.CompareTo(nodes[a].DurationMicros);
            return order != 0 ? order : a.CompareTo(b);
        });
        var (firstChild, children) = Gather(parents);
        for (int i = 0; i < parents.Length; i++)
            Array.Sort(children, firstChild[i], firstChild[i + 1] - firstChild[i], byStart);
        int[] roots = RootsOf(parents);
        Array.Sort(roots, byStart);

        int[] order = Walk(parents, (firstChild, children), roots);
        int[] rowOf = new int[order.Length];
        for (int row = 0; row < order.Length; row++) rowOf[order[row]] = row;

        long startMicros = order.Length == 0 ? 0 : nodes.Min(node => node.StartMicros);
        int[] parentRows = new int[order.Length], depths = new int[order.Length];
        long[] starts = new long[order.Length], ends = new long[order.Length];
        for (int row = 0; row < order.Length; row++)
        {
            int node = order[row];
            parentRows[row] = parents[node] < 0 ? -1 : rowOf[parents[node]];
            depths[row] = parentRows[row] < 0 ? 0 : depths[parentRows[row]] + 1;
            starts[row] = nodes[node].StartMicros - startMicros;
            ends[row] = nodes[node].EndMicros - startMicros;
        }
        return new TraceShape(order, parentRows, depths, starts, ends);
    }

    /// <summary>The time of a row in which no child was at work, in microseconds.</summary>
    public long SelfMicros(int row)
    {
        long covered = 0, reached = Starts[row];
        foreach (int child in Children(row))
        {
            long from = Math.Max(reached, Starts[child]), to = Math.Min(Ends[row], Ends[child]);
            if (to <= from) continue;
            covered += to - from;
            reached = to;
        }
        return Ends[row] - Starts[row] - covered;
    }

    private static int[] RootsOf(int[] parents)
    {
        var roots = new List<int>();
        for (int i = 0; i < parents.Length; i++)
            if (parents[i] < 0) roots.Add(i);
        return [.. roots];
    }

    /// <summary>Children by parent, in the order of their indexes.</summary>
    private static (int[] FirstChild, int[] Children) Gather(int[] parents)
    {
        int[] first = new int[parents.Length + 1];
        foreach (int parent in parents)
            if (parent >= 0) first[parent + 1]++;
        for (int i = 0; i < parents.Length; i++) first[i + 1] += first[i];

        int[] children = new int[first[^1]];
        int[] next = first[..^1];
        for (int i = 0; i < parents.Length; i++)
            if (parents[i] >= 0) children[next[parents[i]]++] = i;
        return (first, children);
    }

    private static int[] Walk(int[] parents, (int[] FirstChild, int[] Children) tree, int[] roots)
    {
        var order = new List<int>(parents.Length);
        // A stack of our own: agents can send a chain that is deeper than a thread's.
        var ahead = new Stack<int>(roots.Reverse());
        while (ahead.TryPop(out int node))
        {
            order.Add(node);
            for (int i = tree.FirstChild[node + 1] - 1; i >= tree.FirstChild[node]; i--) ahead.Push(tree.Children[i]);
        }
        return [.. order];
    }
}
