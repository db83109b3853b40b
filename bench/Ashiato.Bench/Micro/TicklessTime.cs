namespace Ashiato.Bench.Micro;

/// <summary>The system's time, but timers of a second or more never fire: what a store does on its own by the clock is then done when it is asked to.</summary>
internal sealed class TicklessTime : TimeProvider
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(100);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        // A group of batches waits for its millisecond all the same.
        dueTime >= TimeSpan.Zero && dueTime <= s_longest && period == Timeout.InfiniteTimeSpan
            ? base.CreateTimer(callback, state, dueTime, period)
            : base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
