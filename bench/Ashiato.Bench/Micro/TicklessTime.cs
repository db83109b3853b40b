namespace Ashiato.Bench.Micro;

/// <summary>The system's time, but timers never fire: what a store does on its own by the clock is then done when it is asked to.</summary>
internal sealed class TicklessTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
