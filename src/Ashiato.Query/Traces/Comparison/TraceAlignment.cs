namespace Ashiato.Query.Traces.Comparison;

/// <summary>Lays two traces over each other: equal calls below aligned calls stand together, however often they ran.</summary>
/// <param name="a">The first.</param>
/// <param name="b">The second.</param>
internal sealed class TraceAlignment(Trace a, Trace b)
{
    /// <summary>The most that is shown; beyond it, what began later is left out.</summary>
    public const int MaxCalls = 2_000;

    // Stretches nearer than this share of the time axis look like one.
    private const int Resolution = 500;

    // Less than a quarter more or less is what any two requests differ by.
    private const double SameShare = 0.25;
    private const double NoticeableShare = 0.01;

    private readonly Side _a = new(a);
    private readonly Side _b = new(b);
    private readonly long _axisMicros = Math.Max(1, Math.Max(a.DurationMicros, b.DurationMicros));

    /// <summary>True when there was more than <see cref="MaxCalls"/>.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>The aligned calls, parents before children.</summary>
    public IReadOnlyList<ComparedCalls> Align()
    {
        var calls = new List<ComparedCalls>();
        // A stack of our own: agents can send a chain that is deeper than a thread's.
        var ahead = new Stack<Pair>();
        Push(ahead, Roots(), -1, 0);
        while (ahead.TryPop(out var pair))
        {
            if (calls.Count == MaxCalls)
            {
                IsTruncated = true;
                break;
            }
            calls.Add(Compare(pair));
            Push(ahead, PairUp(_a.Below(pair.A), _b.Below(pair.B)), calls.Count - 1, pair.Depth + 1);
        }
        return calls;
    }

    private static void Push(Stack<Pair> ahead, IEnumerable<(List<int> A, List<int> B)> pairs, int parent, int depth)
    {
        foreach (var (inA, inB) in pairs.Reverse()) ahead.Push(new Pair(inA, inB, parent, depth));
    }

    /// <summary>The first roots are what the reader compares, whatever they are called.</summary>
    private IEnumerable<(List<int> A, List<int> B)> Roots()
    {
        List<int> rootsA = _a.Roots, rootsB = _b.Roots;
        if (rootsA.Count == 0 || rootsB.Count == 0) return PairUp(rootsA, rootsB);
        return [([rootsA[0]], [rootsB[0]]), .. PairUp(rootsA[1..], rootsB[1..])];
    }

    private IEnumerable<(List<int> A, List<int> B)> PairUp(List<int> inA, List<int> inB)
    {
        var byKey = new OrderedDictionary<string, (List<int> A, List<int> B)>();
        foreach (int row in inB) ListsOf(_b, row).B.Add(row);
        foreach (int row in inA) ListsOf(_a, row).A.Add(row);
        return byKey.Values.OrderBy(StartOf);

        (List<int> A, List<int> B) ListsOf(Side side, int row)
        {
            string key = CallKey.Of(side.Trace, row);
            if (!byKey.TryGetValue(key, out var lists)) byKey.Add(key, lists = ([], []));
            return lists;
        }

        long StartOf((List<int> A, List<int> B) pair) => pair.B.Count > 0 ? b.Rows[pair.B[0]].OffsetMicros : a.Rows[pair.A[0]].OffsetMicros;
    }

    private ComparedCalls Compare(Pair pair)
    {
        var setA = _a.SetOf(pair.A, _axisMicros / Resolution);
        var setB = _b.SetOf(pair.B, _axisMicros / Resolution);
        var sample = setB is not null ? b.Rows[setB.Row] : a.Rows[setA!.Row];
        return new ComparedCalls
        {
            Parent = pair.Parent,
            Depth = pair.Depth,
            Sample = sample,
            Service = sample.Service < 0 ? "" : (setB is not null ? b : a).Services[sample.Service].Name,
            A = setA,
            B = setB,
            Change = ChangeOf(setA, setB),
        };
    }

    private CallChange ChangeOf(CallSet? before, CallSet? after)
    {
        if (before is null) return CallChange.New;
        if (after is null) return CallChange.Gone;
        if (before.Count != after.Count) return after.Count > before.Count ? CallChange.MoreOften : CallChange.LessOften;
        long delta = after.SumMicros - before.SumMicros;
        bool isSame = Math.Abs(delta) < SameShare * before.SumMicros || Math.Abs(delta) < NoticeableShare * _axisMicros;
        return isSame ? CallChange.Same : delta > 0 ? CallChange.Slower : CallChange.Faster;
    }

    private readonly record struct Pair(List<int> A, List<int> B, int Parent, int Depth);

    /// <summary>One of the traces, with the children of each row.</summary>
    private sealed class Side
    {
        private readonly List<int>?[] _children;

        public Side(Trace trace)
        {
            Trace = trace;
            _children = new List<int>?[trace.Rows.Count];
            for (int row = 0; row < trace.Rows.Count; row++)
            {
                int parent = trace.Rows[row].Parent;
                if (parent < 0) Roots.Add(row);
                else (_children[parent] ??= []).Add(row);
            }
        }

        public Trace Trace { get; }

        public List<int> Roots { get; } = [];

        public List<int> Below(List<int> rows) => [.. rows.SelectMany(row => _children[row] ?? []).OrderBy(row => Trace.Rows[row].OffsetMicros)];

        public CallSet? SetOf(List<int> rows, long nearMicros)
        {
            if (rows.Count == 0) return null;
            List<int> calls = [.. rows.Where(row => !CallKey.IsPrepare(Trace.Rows[row]))];
            if (calls.Count == 0) calls = rows;
            return new CallSet(
                calls[0],
                calls.Sum(row => (long)Trace.Rows[row].CallCount),
                rows.Sum(row => Trace.Rows[row].CallSumMicros > 0 ? Trace.Rows[row].CallSumMicros : Trace.Rows[row].DurationMicros),
                rows.Sum(row => Trace.Rows[row].SelfMicros),
                rows.Exists(row => Trace.Rows[row].IsFailed),
                SegmentsOf(rows, nearMicros));
        }

        private List<CallSegment> SegmentsOf(List<int> rows, long nearMicros)
        {
            var segments = new List<CallSegment>();
            foreach (int row in rows.OrderBy(row => Trace.Rows[row].OffsetMicros))
            {
                long from = Trace.Rows[row].OffsetMicros, to = from + Trace.Rows[row].DurationMicros;
                if (segments.Count > 0 && from <= segments[^1].ToMicros + nearMicros)
                    segments[^1] = segments[^1] with { ToMicros = Math.Max(segments[^1].ToMicros, to) };
                else segments.Add(new CallSegment(from, to));
            }
            return segments;
        }
    }
}
