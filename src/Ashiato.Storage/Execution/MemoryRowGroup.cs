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

    public override long Sequence => sequence;

    public override Column? Read(Field field) => batch.Find(field);

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
