using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments.Version1;

/// <summary>One row group of a segment of format version 1; its columns are read when first asked for.</summary>
internal sealed class SegmentRowGroup(SegmentFile file, SegmentFooter footer, int at, ColumnCache cache) : RowGroup
{
    private readonly SegmentFooter.Group _group = footer.Groups[at];

    public override int RowCount => _group.RowCount;

    public override TimeRange Time => _group.Time;

    public override IEnumerable<Field> Fields => footer.Columns.Where(column => !column.Value[at].IsNone).Select(column => column.Key);

    public override bool Has(Field field) => footer.Columns.TryGetValue(field, out var blocks) && !blocks[at].IsNone;

    public override long Sequence => Segment.SequenceOf(footer.Number, at);

    public override Column? Read(Field field)
    {
        if (!footer.Columns.TryGetValue(field, out var blocks) || blocks[at].IsNone) return null;
        var key = new ColumnCache.Key(footer.Number, at, field);
        if (cache.TryGet<Column>(key, out var cached)) return cached;

        int rowCount = RowCount;
        var column = file.Decode(blocks[at], bytes => EventBatchFormat.ReadColumn(bytes, rowCount));
        cache.Add(key, column, ColumnSize.Of(column));
        return column;
    }

    public override int[]? RowsOfTrace(EventId traceId)
    {
        if (_group.TraceIndex.IsNone) return [];
        var key = new ColumnCache.Key(footer.Number, at, typeof(TraceIndex));
        if (!cache.TryGet<TraceIndex>(key, out var index))
        {
            int rowCount = RowCount;
            index = file.Decode(_group.TraceIndex, bytes => TraceIndex.Read(bytes, rowCount));
            cache.Add(key, index, index.EstimatedBytes);
        }
        return index.RowsOf(TraceKey.Of(traceId));
    }
}
