namespace Ashiato.Query.Traces;

/// <summary>Finds how far the clocks of the hosts in a trace must be shifted so that calls between them make sense.</summary>
/// <remarks>
/// A call cannot begin before its caller, and if the caller waited for it, cannot end after it. All calls between two hosts
/// bound the difference of their clocks together. Clocks that already fit are left alone; otherwise the shift is the middle of what fits.
/// Calls that contradict each other are decided by their starts alone. The rules and their reasons: decision 0005.
/// </remarks>
internal sealed class ClockShift
{
    private readonly Dictionary<(int Low, int High), Bounds> _pairs = [];
    private readonly List<int>[] _neighbours;

    private ClockShift(int hostCount)
    {
        _neighbours = new List<int>[hostCount];
        for (int i = 0; i < hostCount; i++) _neighbours[i] = [];
    }

    /// <summary>Shifts the starts of the nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="parents">The index of each node's parent, −1 for roots.</param>
    /// <param name="order">All indexes, parents before children. The first host met keeps its clock.</param>
    /// <returns>How far each host was shifted, in microseconds; by <see cref="TraceNode.Host"/>.</returns>
    public static long[] Apply(List<TraceNode> nodes, int[] parents, int[] order)
    {
        int hostCount = nodes.Count == 0 ? 0 : nodes.Max(node => node.Host) + 1;
        if (hostCount < 2) return new long[hostCount];

        var clocks = new ClockShift(hostCount);
        for (int i = 0; i < nodes.Count; i++)
            if (parents[i] >= 0) clocks.Observe(nodes[parents[i]], nodes[i]);
        if (clocks._pairs.Count == 0) return new long[hostCount];

        long[] shifts = clocks.Place(order.Select(index => nodes[index].Host).Where(host => host >= 0));
        foreach (var node in nodes)
            if (node.Host >= 0) node.StartMicros += shifts[node.Host];
        return shifts;
    }

    private void Observe(TraceNode caller, TraceNode called)
    {
        if (caller.Host < 0 || called.Host < 0 || caller.Host == called.Host) return;
        var key = caller.Host < called.Host ? (caller.Host, called.Host) : (called.Host, caller.Host);
        if (!_pairs.TryGetValue(key, out var bounds))
        {
            bounds = Bounds.None;
            _neighbours[caller.Host].Add(called.Host);
            _neighbours[called.Host].Add(caller.Host);
        }

        long earliest = caller.StartMicros - called.StartMicros;
        bool isWithin = !caller.IsAsync && called.DurationMicros <= caller.DurationMicros;
        long? latest = isWithin ? caller.EndMicros - called.EndMicros : null;
        _pairs[key] = caller.Host < called.Host ? bounds.With(earliest, latest) : bounds.WithReversed(earliest, latest);
    }

    /// <summary>Places one host after another, each so that it fits those that call it or are called by it.</summary>
    private long[] Place(IEnumerable<int> hostsInOrder)
    {
        long[] shifts = new long[_neighbours.Length];
        bool[] isPlaced = new bool[_neighbours.Length];
        var waiting = new Queue<int>();
        foreach (int first in hostsInOrder)
        {
            if (isPlaced[first]) continue;
            isPlaced[first] = true;
            waiting.Enqueue(first);
            while (waiting.TryDequeue(out int host))
            {
                foreach (int next in _neighbours[host])
                {
                    if (isPlaced[next]) continue;
                    shifts[next] = BoundsOf(next, shifts, isPlaced).Choose();
                    isPlaced[next] = true;
                    waiting.Enqueue(next);
                }
            }
        }
        return shifts;
    }

    private Bounds BoundsOf(int host, long[] shifts, bool[] isPlaced)
    {
        var all = Bounds.None;
        foreach (int other in _neighbours[host])
        {
            if (!isPlaced[other]) continue;
            var pair = other < host ? _pairs[(other, host)] : _pairs[(host, other)].Reversed();
            all = all.Intersect(pair.MovedBy(shifts[other]));
        }
        return all;
    }

    /// <summary>What calls say of one clock: bounds from their starts, which always hold, and from their ends, which nearly always do.</summary>
    private readonly record struct Bounds(long StartMin, long StartMax, long EndMin, long EndMax)
    {
        // Far beyond any clock, and far enough from the ends of a long to add to.
        private const long Far = long.MaxValue / 4;

        public static Bounds None { get; } = new(-Far, Far, -Far, Far);

        public Bounds With(long earliest, long? latest) =>
            this with { StartMin = Math.Max(StartMin, earliest), EndMax = Math.Min(EndMax, latest ?? Far) };

        public Bounds WithReversed(long earliest, long? latest) =>
            this with { StartMax = Math.Min(StartMax, -earliest), EndMin = Math.Max(EndMin, -(latest ?? Far)) };

        public Bounds Reversed() => new(-StartMax, -StartMin, -EndMax, -EndMin);

        public Bounds Intersect(Bounds other) => new(
            Math.Max(StartMin, other.StartMin), Math.Min(StartMax, other.StartMax), Math.Max(EndMin, other.EndMin), Math.Min(EndMax, other.EndMax));

        public Bounds MovedBy(long shift) => new(Moved(StartMin, shift), Moved(StartMax, shift), Moved(EndMin, shift), Moved(EndMax, shift));

        /// <summary>The shift that fits.</summary>
        public long Choose()
        {
            long min = Math.Max(StartMin, EndMin), max = Math.Min(StartMax, EndMax);
            if (min > max) return StartMin > StartMax ? 0 : Math.Clamp(0, StartMin, StartMax);
            if (min <= 0 && max >= 0) return 0;
            if (min == -Far) return max;
            return max == Far ? min : min + ((max - min) / 2);
        }

        private static long Moved(long bound, long shift) => Math.Abs(bound) == Far ? bound : bound + shift;
    }
}
