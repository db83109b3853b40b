namespace Ashiato.Query.Ready;

/// <summary>One question that people ask again and again, with its newest answer.</summary>
internal sealed class ReadyAnswer(Func<Period, Task<object>> ask)
{
    /// <summary>Asks the store.</summary>
    public Func<Period, Task<object>> Ask => ask;

    /// <summary>The newest answer; <see langword="null"/> while there is none.</summary>
    public object? Value { get; set; }

    /// <summary>When the answer was asked for, or was last found to be still true: a timestamp of <see cref="TimeProvider"/>.</summary>
    public long Since { get; set; }

    /// <summary>When the answer was asked for: a timestamp.</summary>
    public long AskedSince { get; set; }

    /// <summary>How long it took to find.</summary>
    public TimeSpan Cost { get; set; }

    /// <summary>Events of the range when the answer was asked for: another number, and it may not be true any more.</summary>
    public long EventCount { get; set; }

    /// <summary>The route rules by which it was answered.</summary>
    public string Rules { get; set; } = "";

    /// <summary>When somebody wanted it last: a timestamp; <see langword="null"/> when nobody ever did.</summary>
    public long? WantedAt { get; set; }

    /// <summary>True for what stays ready when nobody looks any more.</summary>
    public bool IsKept { get; set; }

    /// <summary>The asking that is under way, if one is.</summary>
    public Task<object>? Running { get; set; }

    private (long Count, long At) _counted;

    /// <summary>Remembers how many events there are.</summary>
    /// <param name="count">The events.</param>
    /// <param name="at">A timestamp.</param>
    /// <param name="time">The clock.</param>
    /// <returns>How many came in each second since the last time.</returns>
    public double Count(long count, long at, TimeProvider time)
    {
        var (before, since) = _counted;
        _counted = (count, at);
        return (count - before) / Math.Max(time.GetElapsedTime(since, at).TotalSeconds, 1e-3);
    }
}
