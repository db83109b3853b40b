using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>What is known of traces: which wait, which are decided, and which roots came in this interval. Not thread-safe.</summary>
internal sealed class SamplingState(PolicySet policies)
{
    private readonly Dictionary<EventId, DateTimeOffset> _kept = [];
    private readonly Dictionary<EventId, HeldTrace> _held = [];
    private HashSet<EventId> _dropped = [];
    private HashSet<EventId> _droppedBefore = [];
    private List<SampledRoot> _roots = [];

    /// <summary>Traces whose events wait.</summary>
    public IReadOnlyDictionary<EventId, HeldTrace> Held => _held;

    /// <summary>Roots that are not decided.</summary>
    public int RootCount => _roots.Count;

    public bool IsKept(EventId trace) => _kept.ContainsKey(trace);

    public bool IsDropped(EventId trace) => _dropped.Contains(trace) || _droppedBefore.Contains(trace);

    /// <summary>A trace is kept, until a time.</summary>
    public void Keep(EventId trace, DateTimeOffset until) => _kept[trace] = until;

    /// <summary>A trace is not kept. Remembered for one or two intervals; what comes later waits in vain.</summary>
    public void Drop(EventId trace) => _dropped.Add(trace);

    /// <summary>An event of a trace waits in a record.</summary>
    /// <returns>True when it is the first of its trace in that record.</returns>
    public bool Hold(EventId trace, EventRow row, long record, ulong met)
    {
        if (!_held.TryGetValue(trace, out var held)) _held.Add(trace, held = new HeldTrace());
        held.Met |= met;
        held.Events.Add(row);
        if (held.Records.Count > 0 && held.Records[^1] == record) return false;
        held.Records.Add(record);
        return true;
    }

    /// <summary>A trace does not wait any more.</summary>
    /// <returns>What was known of it; <see langword="null"/> when it did not wait.</returns>
    public HeldTrace? Release(EventId trace) => _held.Remove(trace, out var held) ? held : null;

    /// <summary>A root came.</summary>
    public void AddRoot(in SampledRoot root) => _roots.Add(root);

    /// <summary>Decides about the roots that came, and begins the next interval.</summary>
    /// <returns>The traces that are kept, and those that are not.</returns>
    public (List<EventId> Kept, List<EventId> Dropped) Decide(Random random)
    {
        var round = new SamplingRound(policies, random);
        // A trace of which a part found no room is not kept without it.
        foreach (var root in _roots.Where(root => !IsDropped(root.Trace))) round.Add(root, _held.GetValueOrDefault(root.Trace)?.Met ?? 0);
        var kept = round.Kept().Distinct().ToList();
        var isKept = kept.ToHashSet();
        var dropped = _roots.Select(root => root.Trace).Where(trace => !isKept.Contains(trace) && !IsKept(trace)).Distinct().ToList();
        _roots = [];
        (_droppedBefore, _dropped) = (_dropped, _droppedBefore);
        _dropped.Clear();
        return (kept, dropped);
    }

    /// <summary>Forgets decisions whose time is over.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var trace in _kept.Where(pair => pair.Value < now).Select(pair => pair.Key).ToList()) _kept.Remove(trace);
    }

    /// <summary>Forgets what waits in records below a number.</summary>
    /// <returns>The traces that do not wait any more.</returns>
    public IReadOnlyList<HeldTrace> Expire(long endSequence)
    {
        var expired = new List<HeldTrace>();
        foreach (var (trace, held) in _held.ToList())
        {
            held.Records.RemoveAll(record => record < endSequence);
            if (held.Records.Count > 0) continue;
            _held.Remove(trace);
            expired.Add(held);
        }
        return expired;
    }
}
