namespace Ashiato.Bench.Goals;

/// <summary>What an event took in each part of a filling, beside what making its rows took: a store that grew and a machine that slowed down can then be told apart.</summary>
internal sealed class FillCosts
{
    private readonly List<Cost> _parts = [];
    private Cost _before;

    /// <summary>Ends a part.</summary>
    public void Add(StoreFill fill)
    {
        var now = new Cost(fill.EventCount, fill.Appending, fill.Merging, fill.Making);
        _parts.Add(now - _before);
        _before = now;
    }

    /// <summary>Adds how the cost grew, and what it was in each part.</summary>
    public void AddTo(GoalTable table)
    {
        var first = _parts[0];
        var rest = _before - first;
        double made = first.MakingMicros / rest.MakingMicros, taken = first.TakingMicros / rest.TakingMicros;
        table.Add(15, "events/s per core, the last nine tenths against the first", "≥ 0.95 ×", FormattableString.Invariant($"{taken:F2} ×; making the rows, which knows of no store, {made:F2} ×, so {taken / made:F2} × of what the machine did"));
        table.Add(15, "µs of processor time an event of each tenth: appending + merging (making)", "–", string.Join(", ", _parts.Select(static part => part.ToString())));
    }

    private readonly record struct Cost(long EventCount, TimeSpan Appending, TimeSpan Merging, TimeSpan Making)
    {
        public double TakingMicros => (Appending + Merging).TotalMicroseconds / EventCount;

        public double MakingMicros => Making.TotalMicroseconds / EventCount;

        public static Cost operator -(Cost left, Cost right) =>
            new(left.EventCount - right.EventCount, left.Appending - right.Appending, left.Merging - right.Merging, left.Making - right.Making);

        public override string ToString() =>
            FormattableString.Invariant($"{Appending.TotalMicroseconds / EventCount:F2} + {Merging.TotalMicroseconds / EventCount:F2} ({MakingMicros:F2})");
    }
}
