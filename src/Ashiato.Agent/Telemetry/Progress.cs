using System.Diagnostics;

namespace Ashiato.Agent.Telemetry;

/// <summary>How far an activity has come: what of its time others have covered, and for a transaction also what each kind of its spans has done, and how many were recorded.</summary>
/// <remarks>
/// Children that run beside each other count once: own time is when none of them ran. It is its own lock: nobody else sees it, and there
/// is one for each request.
/// </remarks>
internal sealed class Progress
{
    private static readonly object s_creation = new();

    /// <summary>The last one that this thread has looked for: spans of one request follow each other.</summary>
    [ThreadStatic]
    private static (Activity? Activity, Progress? Progress) t_last;

    private int _takenSpans;
    private int _droppedSpans;
    private KindOfWork[] _kinds = [];
    private int _kindCount;
    private int _running;
    private long _since;
    private long _covered;

    /// <summary>That of an activity which has, or is about to have, children.</summary>
    public static Progress Of(Activity activity)
    {
        if (Known(activity) is { } known) return known;
        // Two children may begin at once; what one of them began, the other must end.
        lock (s_creation)
        {
            if (Known(activity) is { } other) return other;
            var made = new Progress();
            activity.SetCustomProperty(nameof(Progress), made);
            return made;
        }
    }

    /// <summary>That of an activity; <see langword="null"/> when it had no children.</summary>
    public static Progress? Known(Activity activity)
    {
        ref var last = ref t_last;
        if (ReferenceEquals(last.Activity, activity)) return last.Progress;
        if (activity.GetCustomProperty(nameof(Progress)) is not Progress known) return null;
        last = (activity, known);
        return known;
    }

    /// <summary>How many spans of a transaction were left out.</summary>
    public int DroppedSpans => Volatile.Read(ref _droppedSpans);

    /// <summary>Takes one span out of those that a transaction may have.</summary>
    /// <returns><see langword="false"/> when none is left.</returns>
    public bool TryTakeSpan(int most)
    {
        if (Interlocked.Increment(ref _takenSpans) <= most) return true;
        Interlocked.Increment(ref _droppedSpans);
        return false;
    }

    /// <summary>A child begins.</summary>
    /// <param name="ticks">When, in ticks of <see cref="DateTime"/> (UTC), as all times here.</param>
    public void BeginChild(long ticks)
    {
        lock (this)
            if (_running++ == 0) _since = ticks;
    }

    /// <summary>A child ends.</summary>
    public void EndChild(long ticks)
    {
        lock (this)
            if (_running > 0 && --_running == 0) _covered += Math.Max(0, ticks - _since);
    }

    /// <summary>How long some child ran until now.</summary>
    public long CoveredUntil(long ticks)
    {
        lock (this) return _running == 0 ? _covered : _covered + Math.Max(0, ticks - _since);
    }

    /// <summary>Adds the own time of a span to its kind.</summary>
    public void Add(string type, string? subtype, long ticks)
    {
        lock (this)
        {
            for (int i = 0; i < _kindCount; i++)
            {
                ref var kind = ref _kinds[i];
                if (kind.Type != type || kind.Subtype != subtype) continue;
                kind = kind with { Ticks = kind.Ticks + ticks };
                return;
            }
            if (_kindCount == _kinds.Length) Array.Resize(ref _kinds, Math.Max(2, _kindCount * 2));
            _kinds[_kindCount++] = new KindOfWork(type, subtype, ticks);
        }
    }

    /// <summary>What the spans have done that have ended so far.</summary>
    public ReadOnlySpan<KindOfWork> Kinds()
    {
        lock (this)
        {
            int count = _kindCount;
            // Later ends change nothing of what was given out.
            _kindCount = 0;
            var kinds = _kinds;
            _kinds = [];
            return kinds.AsSpan(0, count);
        }
    }

    /// <summary>What the spans of one kind have done.</summary>
    /// <param name="Type"><c>span.type</c>.</param>
    /// <param name="Subtype"><c>span.subtype</c>.</param>
    /// <param name="Ticks">Their own time.</param>
    internal readonly record struct KindOfWork(string Type, string? Subtype, long Ticks);
}
