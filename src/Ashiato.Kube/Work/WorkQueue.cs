namespace Ashiato.Kube.Work;

/// <summary>Keys that wait for work: each at most once, and never twice in work at the same time.</summary>
/// <remarks>A key that is added while it is in work waits again afterwards, so no change is lost. Failures wait longer each time.</remarks>
/// <typeparam name="TKey">What identifies a piece of work.</typeparam>
public sealed class WorkQueue<TKey>(WorkQueueOptions options, TimeProvider time) where TKey : notnull
{
    // A timer cannot wait for longer than 49 days, and some work is due in a year.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, DateTimeOffset> _due = [];
    private readonly PriorityQueue<TKey, DateTimeOffset> _order = new();
    private readonly HashSet<TKey> _inWork = [];
    private readonly Dictionary<TKey, DateTimeOffset> _parked = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many wait or are in work.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _due.Count + _inWork.Count;
        }
    }

    /// <summary>True when something is in work or would be at once.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock) return _inWork.Count > 0 || _due.Values.Any(due => due <= time.GetUtcNow());
        }
    }

    /// <summary>Adds a key that is to be worked on at once.</summary>
    public void Add(TKey key) => Add(key, TimeSpan.Zero);

    /// <summary>Adds a key whose failures say nothing any more, since what they were about has changed.</summary>
    public void AddAnew(TKey key)
    {
        lock (_lock) _failures.Remove(key);
        Add(key);
    }

    /// <summary>Adds a key, for later; the earlier of two times counts.</summary>
    public void Add(TKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var due = now + delay;
            if (_due.TryGetValue(key, out var known) && known <= due)
            {
                // The clock may have been put forward since somebody began to wait for that moment.
                if (known <= now) Wake();
                return;
            }
            _due[key] = due;
            _order.Enqueue(key, due);
            Wake();
        }
    }

    /// <summary>Takes the next key; it is in work until <see cref="Done"/>.</summary>
    public async Task<TKey> TakeAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                if (TryTake(out var key, out wait)) return key;
                changed = _changed.Task;
            }
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(changed, Task.Delay(wait, time, timer.Token));
            await timer.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends the work on a key that went well.</summary>
    /// <param name="key">The key.</param>
    /// <param name="again">When to work on it again, or <see langword="null"/>.</param>
    public void Done(TKey key, TimeSpan? again = null)
    {
        lock (_lock)
        {
            _failures.Remove(key);
            Release(key);
        }
        if (again is { } delay) Add(key, delay);
    }

    /// <summary>Ends the work on a key that failed; it waits twice as long each time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="atLeast">The least to wait, as a server may ask.</param>
    /// <returns>How often in a row it has failed.</returns>
    public int Failed(TKey key, TimeSpan? atLeast = null)
    {
        int failures;
        lock (_lock)
        {
            failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            Release(key);
        }
        double millis = Math.Min(options.MaxBackOff.TotalMilliseconds, options.MinBackOff.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 40)));
        var delay = TimeSpan.FromMilliseconds(millis * (1 + (Random.Shared.NextDouble() / 10)));
        Add(key, atLeast > delay ? atLeast.Value : delay);
        return failures;
    }

    private bool TryTake(out TKey taken, out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        var now = time.GetUtcNow();
        var inWork = new List<(TKey, DateTimeOffset)>();
        taken = default!;
        bool isTaken = false;
        while (_order.TryPeek(out var key, out var due))
        {
            if (due > now)
            {
                wait = due - now < s_longestWait ? due - now : s_longestWait;
                break;
            }
            _order.Dequeue();
            // An entry that was replaced by an earlier one, or taken already.
            if (!_due.TryGetValue(key, out var wanted) || wanted != due) continue;
            if (_inWork.Contains(key))
            {
                inWork.Add((key, due));
                continue;
            }
            _due.Remove(key);
            _inWork.Add(key);
            taken = key;
            isTaken = true;
            break;
        }
        // Those in work come back when they are done; until then they only wait.
        foreach (var (key, due) in inWork) _parked[key] = due;
        return isTaken;
    }

    private void Release(TKey key)
    {
        _inWork.Remove(key);
        if (_parked.Remove(key, out var due) && _due.TryGetValue(key, out var wanted) && wanted == due) _order.Enqueue(key, due);
        Wake();
    }

    private void Wake()
    {
        var woken = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        woken.TrySetResult();
    }
}
