using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>One row group of a segment; its columns are read when first asked for.</summary>
/// <param name="segment">The segment.</param>
/// <param name="at">Which of its row groups.</param>
/// <param name="isCached">False to read without the cache: merging reads everything once, and must not drive out what queries need.</param>
internal sealed class SegmentRowGroup(Segment segment, int at, bool isCached = true) : RowGroup
{
    private readonly SegmentFooter.Group _group = segment.Footer.Groups[at];

    public override int RowCount => _group.RowCount;

    public override TimeRange Time => _group.Time;

    public override IEnumerable<Field> Fields => segment.Footer.Columns.Where(column => !column.Value[at].IsNone).Select(column => column.Key);

    public override bool Has(Field field) => segment.Footer.Columns.TryGetValue(field, out var blocks) && !blocks[at].IsNone;

    // A segment has far fewer than 2^16 row groups.
    public override long Sequence => (segment.Footer.Number << 16) | (long)at;

    public override Column? Read(Field field)
    {
        if (!segment.Footer.Columns.TryGetValue(field, out var blocks) || blocks[at].IsNone) return null;
        var key = new ColumnCache.Key(segment.Footer.Number, at, field);
        if (isCached && segment.Cache.TryGet<Column>(key, out var cached)) return cached;

        int rowCount = RowCount;
        var column = segment.Decode(blocks[at], bytes => EventBatchFormat.ReadColumn(bytes, rowCount));
        if (isCached) segment.Cache.Add(key, column, ColumnSize.Of(column));
        return column;
    }

    public override int[]? RowsOfTrace(EventId traceId)
    {
        if (_group.TraceIndex.IsNone) return [];
        var key = new ColumnCache.Key(segment.Footer.Number, at, typeof(TraceIndex));
        if (!segment.Cache.TryGet<TraceIndex>(key, out var index))
        {
            int rowCount = RowCount;
            index = segment.Decode(_group.TraceIndex, bytes => TraceIndex.Read(bytes, rowCount));
            segment.Cache.Add(key, index, index.EstimatedBytes);
        }
        return index.RowsOf(TraceKey.Of(traceId));
    }
}
