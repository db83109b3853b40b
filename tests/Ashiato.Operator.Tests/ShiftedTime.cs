namespace Ashiato.Operator.Tests;

/// <summary>The machine's clock, put forward: what is due later is due now, while all that waits for a moment goes on by itself.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan _ahead;
    private long _stalled;

    /// <summary>Puts it forward.</summary>
    public void Pass(TimeSpan time) => _ahead += time;

    /// <summary>Everybody finds that a while has gone by in which they did nothing, as after a machine stood still.</summary>
    public void Stall(TimeSpan time) => Interlocked.Add(ref _stalled, (long)(time.TotalSeconds * TimestampFrequency));

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _stalled);
}
