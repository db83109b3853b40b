using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>The moment of an event is inside a stretch of time. Events without one are outside.</summary>
internal sealed class TimeCondition(TimeRange time) : Condition
{
    public override int Cost => 1;

    public override Outlook Foresee(RowGroup group)
    {
        bool isOutside = group.Time.FromMicros >= time.ToMicros || group.Time.ToMicros <= time.FromMicros;
        return isOutside || !group.Has(Fields.Timestamp) ? Outlook.None : Outlook.Some;
    }

    public override RowSet Match(RowGroup group)
    {
        if (group.Read(Fields.Timestamp) is not Int64Column moments) return RowSet.None(group.RowCount);
        bool isWhole = moments.IsDense && group.Time.FromMicros >= time.FromMicros && group.Time.ToMicros <= time.ToMicros;
        return isWhole ? RowSet.All(group.RowCount) : Collect(moments, group.RowCount, new MomentTest(moments.Values, time));
    }

    private readonly ref struct MomentTest(ReadOnlySpan<long> values, TimeRange time) : IEntryTest
    {
        private readonly ReadOnlySpan<long> _values = values;

        public bool Passes(int entry) => time.Contains(_values[entry]);
    }
}
