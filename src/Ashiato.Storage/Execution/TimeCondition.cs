using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>The moment of an event is inside a stretch of time. Events without one are outside.</summary>
internal sealed class TimeCondition(TimeRange time) : Condition
{
    public override int Cost => 1;

    protected override object Key { get; } = (typeof(TimeCondition), time);

    public override Outlook Foresee(RowGroup group)
    {
        if (!group.Time.Overlaps(time)) return Outlook.None;
        // Asked first: mostly it says all that there is to know.
        if (time.Holds(group.Time) && group.CountOf(Fields.Timestamp) == group.RowCount) return Outlook.All;
        return group.Has(Fields.Timestamp) ? Outlook.Some : Outlook.None;
    }

    protected override RowSet Find(RowGroup group)
    {
        if (group.Read(Fields.Timestamp) is not Int64Column moments) return RowSet.None(group.RowCount);
        if (moments.IsDense && time.Holds(group.Time)) return RowSet.All(group.RowCount);
        // No moment comes before the first of all.
        return time.ToMicros == long.MinValue ? RowSet.None(group.RowCount) : Between(moments, moments.Values, group.RowCount, time.FromMicros, time.ToMicros - 1);
    }
}
