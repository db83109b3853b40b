namespace Ashiato.Storage.Tests.Embedded;

/// <summary>A clock that stands until it is set. Its timers never fire: tests flush and maintain by themselves.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    /// <summary>The moment. Setting it lets that much time pass.</summary>
    public DateTimeOffset Now { get; set; } = now;

    /// <summary>By how much the clock is wrong. Setting it lets no time pass.</summary>
    public TimeSpan Error { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now + Error;

    public override long GetTimestamp() => Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        // Waits for company while batches are gathered are short and must end; ticks must not come.
        period == Timeout.InfiniteTimeSpan ? base.CreateTimer(callback, state, dueTime, period) : base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
