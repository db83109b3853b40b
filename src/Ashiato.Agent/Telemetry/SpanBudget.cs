using System.Diagnostics;

namespace Ashiato.Agent.Telemetry;

/// <summary>How many spans of a transaction have been recorded, and how many were left out.</summary>
internal sealed class SpanBudget
{
    private static readonly SpanBudget s_none = new();
    private int _taken;
    private int _dropped;

    /// <summary>How many were left out.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    /// <summary>The budget of the transaction that an activity belongs to.</summary>
    public static SpanBudget Of(Activity activity)
    {
        var transaction = Transactions.Of(activity);
        if (transaction.GetCustomProperty(nameof(SpanBudget)) is SpanBudget known) return known;
        var budget = new SpanBudget();
        transaction.SetCustomProperty(nameof(SpanBudget), budget);
        return budget;
    }

    /// <summary>The budget of a transaction that has ended; an empty one when it had no spans.</summary>
    public static SpanBudget Ended(Activity transaction) => transaction.GetCustomProperty(nameof(SpanBudget)) as SpanBudget ?? s_none;

    /// <summary>Takes one span out of it.</summary>
    /// <returns><see langword="false"/> when none is left.</returns>
    public bool TryTake(int most)
    {
        if (Interlocked.Increment(ref _taken) <= most) return true;
        Interlocked.Increment(ref _dropped);
        return false;
    }
}
