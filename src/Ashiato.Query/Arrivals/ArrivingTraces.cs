using System.Diagnostics.CodeAnalysis;
using Ashiato.Query.Traces;

namespace Ashiato.Query.Arrivals;

/// <summary>Transactions as they arrive, made into traces that are each told once: by the one that nothing called, or when none comes, by the earliest.</summary>
internal sealed class ArrivingTraces(TimeProvider time)
{
    /// <summary>How many traces wait at most, and how many that were told are remembered. In a flood, some are left out anyway.</summary>
    private const int Most = 1_000;

    private readonly Queue<RecentTrace> _ready = [];
    private readonly Dictionary<string, RecentTrace> _waiting = [];
    private readonly Queue<(string TraceId, long Since)> _waitingInOrder = [];
    private readonly HashSet<string> _told = [];
    private readonly Queue<string> _toldInOrder = [];

    /// <summary>How long until the next trace has waited long enough; <see langword="null"/> when none waits.</summary>
    public TimeSpan? NextDue => _waitingInOrder.TryPeek(out var first) ? NewTracesQuestion.Patience - time.GetElapsedTime(first.Since) : null;

    public void Add(RecentTrace trace, bool hasParent)
    {
        if (_told.Contains(trace.TraceId)) return;
        if (!hasParent) Tell(trace);
        else if (_waiting.TryGetValue(trace.TraceId, out var other)) _waiting[trace.TraceId] = other.TimestampMicros <= trace.TimestampMicros ? other : trace;
        else if (_waiting.Count < Most) Wait(trace);
    }

    /// <summary>The next trace to tell, if there is one now.</summary>
    public bool TryTake([NotNullWhen(true)] out RecentTrace? trace)
    {
        while (NextDue <= TimeSpan.Zero)
        {
            if (_waiting.TryGetValue(_waitingInOrder.Dequeue().TraceId, out var due)) Tell(due);
        }
        return _ready.TryDequeue(out trace);
    }

    private void Wait(RecentTrace trace)
    {
        _waiting.Add(trace.TraceId, trace);
        _waitingInOrder.Enqueue((trace.TraceId, time.GetTimestamp()));
    }

    private void Tell(RecentTrace trace)
    {
        _waiting.Remove(trace.TraceId);
        _ready.Enqueue(trace);
        _told.Add(trace.TraceId);
        _toldInOrder.Enqueue(trace.TraceId);
        if (_toldInOrder.Count > Most) _told.Remove(_toldInOrder.Dequeue());
    }
}
