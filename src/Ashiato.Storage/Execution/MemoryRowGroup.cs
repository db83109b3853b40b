using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>A batch in memory as queries see it.</summary>
internal sealed class MemoryRowGroup(EventBatch batch, long sequence) : RowGroup
{
    /// <summary>The batch.</summary>
    public EventBatch Batch => batch;

    public override int RowCount => batch.RowCount;

    public override TimeRange Time { get; } = TimeOf(batch);

    public override IEnumerable<Field> Fields => batch.Columns.Select(static column => column.Field);

    public override bool Has(Field field) => batch.Find(field) is not null;

    public override int? CountOf(Field field)
    {
        if (batch.Find(field) is not { } column) return 0;
        return column.IsDense ? batch.RowCount : CountDistinct(column.Rows);
    }

    public override (double Min, double Max)? RangeOf(Field field) =>
        // A group without moments has a time too: none, at the beginning of all.
        field.Equals(Model.Fields.Timestamp) && Has(field) ? (Time.FromMicros, Time.ToMicros) : null;

    public override long Sequence => sequence;

    public override Column? Read(Field field) => batch.Find(field);

    private static int CountDistinct(ReadOnlySpan<int> ascending)
    {
        int count = 0, last = -1;
        foreach (int row in ascending)
        {
            if (row != last) count++;
            last = row;
        }
        return count;
    }

    private static TimeRange TimeOf(EventBatch batch)
    {
        if (batch.Find(Model.Fields.Timestamp) is not Int64Column { EntryCount: > 0 } moments) return default;
        long from = long.MaxValue;
        long last = long.MinValue;
        foreach (long micros in moments.Values)
        {
            from = Math.Min(from, micros);
            last = Math.Max(last, micros);
        }
        return new TimeRange(from, last == long.MaxValue ? last : last + 1);
    }
}
