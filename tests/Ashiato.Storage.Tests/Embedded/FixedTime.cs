namespace Ashiato.Storage.Tests.Embedded;

/// <summary>A clock that stands until it is set. Its timers never fire: tests flush and maintain by themselves.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        // Waits for company while batches are gathered are short and must end; ticks must not come.
        period == Timeout.InfiniteTimeSpan ? base.CreateTimer(callback, state, dueTime, period) : base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
