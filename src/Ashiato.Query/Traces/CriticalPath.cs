namespace Ashiato.Query.Traces;

/// <summary>Walks back from the end of a trace and notes, for each moment, the row that kept it waiting.</summary>
/// <remarks>
/// From a moment in a row, the child that ended last before it is what the row had waited for: the walk goes on at the end of that child, and
/// after it at its start. Between children the row itself was at work. Children that ran beside the one that was waited for do not count,
/// except below rows that ended before their children did: there the last to end is followed. The rules and their reasons: decision 0005.
/// </remarks>
internal sealed class CriticalPath
{
    // Agents round their clocks, some of them to milliseconds, so that steps that follow one another seem to overlap a little.
    private const long RoundingMicros = 1_000;

    private readonly TraceShape _shape;
    private readonly long[] _reach;
    private readonly List<CriticalStep> _steps = [];
    private readonly Stack<Visit> _visits = [];

    private CriticalPath(TraceShape shape)
    {
        _shape = shape;
        _reach = [.. shape.Ends];
        for (int row = _reach.Length - 1; row >= 0; row--)
        {
            int parent = shape.Parents[row];
            if (parent >= 0) _reach[parent] = Math.Max(_reach[parent], _reach[row]);
        }
    }

    /// <summary>The steps, oldest first.</summary>
    public static IReadOnlyList<CriticalStep> Of(TraceShape shape)
    {
        var path = new CriticalPath(shape);
        int[] roots = [.. Enumerable.Range(0, shape.Parents.Length).Where(row => shape.Parents[row] < 0)];
        long cursor = long.MaxValue;
        foreach (int root in roots.OrderByDescending(root => path._reach[root]))
        {
            // Roots know nothing of each other: one that ran beside another was not waited for.
            if (path._reach[root] > cursor) continue;
            path.WalkBack(root, path._reach[root]);
            cursor = shape.Starts[root];
        }
        path._steps.Reverse();
        return path._steps;
    }

    private void WalkBack(int root, long cursor)
    {
        _visits.Push(new Visit(root, _shape.Starts[root], cursor, ByEnd(root, cursor)));
        while (_visits.TryPeek(out var visit))
        {
            if (NextChild(visit) is { } child) Enter(visit, child);
            else
            {
                AddStep(visit.Row, visit.From, Math.Min(visit.Cursor, _shape.Ends[visit.Row]));
                _visits.Pop();
            }
        }
    }

    /// <summary>The child that the row had waited for at the cursor, if it waited for one.</summary>
    private int? NextChild(Visit visit)
    {
        for (; visit.Next < visit.Children.Length; visit.Next++)
        {
            int child = visit.Children[visit.Next];
            long end = EndOf(child, visit);
            if (end <= visit.Cursor + RoundingMicros && _shape.Starts[child] < visit.Cursor && Math.Min(end, visit.Cursor) > visit.From) return child;
        }
        return null;
    }

    private void Enter(Visit visit, int child)
    {
        long end = Math.Min(EndOf(child, visit), visit.Cursor);
        long from = Math.Max(visit.From, _shape.Starts[child]);
        AddStep(visit.Row, Math.Max(end, visit.From), Math.Min(visit.Cursor, _shape.Ends[visit.Row]));
        visit.Next++;
        // Before the part that outlived it, the row itself is followed.
        bool wasAfterRow = visit.Cursor > _shape.Ends[visit.Row];
        visit.Cursor = wasAfterRow ? Math.Min(from, _shape.Ends[visit.Row]) : from;
        if (wasAfterRow) visit.Restart(ByEnd(visit.Row, visit.Cursor));
        _visits.Push(new Visit(child, from, end, ByEnd(child, end)));
    }

    /// <summary>When a child ended: with all that is below it, if that is how far the walk looks.</summary>
    private long EndOf(int child, Visit visit) => visit.Cursor > _shape.Ends[visit.Row] ? _reach[child] : _shape.Ends[child];

    /// <summary>Children of a row, the last to end first.</summary>
    private int[] ByEnd(int row, long cursor)
    {
        int[] children = [.. _shape.Children(row)];
        long[] ends = cursor > _shape.Ends[row] ? _reach : _shape.Ends;
        Array.Sort(children, (a, b) => ends[a] != ends[b] ? ends[b].CompareTo(ends[a]) : b.CompareTo(a));
        return children;
    }

    private void AddStep(int row, long from, long to)
    {
        if (to > from) _steps.Add(new CriticalStep(row, from, to));
    }

    /// <summary>A row on the way down from the root, and how far back its time has been told.</summary>
    private sealed class Visit(int row, long from, long cursor, int[] children)
    {
        public int Row => row;

        public long From => from;

        public long Cursor { get; set; } = cursor;

        public int[] Children { get; private set; } = children;

        public int Next { get; set; }

        public void Restart(int[] again)
        {
            Children = again;
            Next = 0;
        }
    }
}
