namespace Ashiato.Operator.Tests;

/// <summary>The machine's clock, put forward: what is due later is due now, while all that waits for a moment goes on by itself.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan _ahead;

    /// <summary>Puts it forward.</summary>
    public void Pass(TimeSpan time) => _ahead += time;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
