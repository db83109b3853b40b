using System.Buffers.Binary;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Writes rows as a segment, one column at a time, so that no more than one column is in memory twice.</summary>
internal static class SegmentWriter
{
    // What others refer to comes first.
    private static readonly Field[] s_first = [Fields.SpanId, Fields.TransactionId, Fields.TraceId, Fields.ParentId];

    /// <summary>Writes a segment and makes it durable.</summary>
    /// <param name="path">Its file; there only when the segment is whole.</param>
    /// <param name="number">Its number.</param>
    /// <param name="sources">Row groups that have the rows.</param>
    /// <param name="order">Which rows, in which order.</param>
    /// <param name="codec">What it is compressed with.</param>
    /// <param name="buffers">Room for a field's values, which is used again for the next segment; <see langword="null"/> for room of its own.</param>
    /// <exception cref="IOException">The disk did not take it; nothing is left of it.</exception>
    public static void Write(string path, long number, IReadOnlyList<RowGroup> sources, SegmentOrder order, IBlockCodec codec, GatherBuffers? buffers = null)
    {
        string temporary = path + ".tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 256 << 10))
            {
                file.Write(Segment.FileMark);
                using var own = buffers is null ? new GatherBuffers() : null;
                Write(file, number, sources, order, codec, buffers ?? own!);
                file.Flush(flushToDisk: true);
            }
            DurableFile.Rename(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Write(FileStream file, long number, IReadOnlyList<RowGroup> sources, SegmentOrder order, IBlockCodec codec, GatherBuffers buffers)
    {
        var fields = InOrder(sources);
        using var build = new SegmentBuild(file, order, RowShapes.Of(sources, order.Rows), fields.Count, codec);
        // Whether a field has a dictionary, or follows from another, shows in the whole of it.
        using var positions = new Pooled<int>(sources.Sum(source => source.RowCount));
        PlaceRows(order, positions.Span);
        buffers.Begin(order.Rows.Length);
        foreach (var field in fields)
        {
            buffers.Clear();
            if (new ColumnGatherer(field, sources, order.Rows, positions.Span, buffers).Gather() is { } column) ColumnWriter.Write(build, column);
        }
        var groups = WriteDirectories(build);
        Block shapes = default, traces = default;
        if (build.Fields.Count > 0)
        {
            ShapeTable.Write(build.Shapes, build.Output);
            shapes = build.EndBlock();
        }
        if (TraceTable.TryWrite(build.Traces, groups.Count, build.Output)) traces = build.EndBlock();
        var footer = new SegmentFooter
        {
            Number = number,
            LargestColumnBytes = build.LargestColumnBytes,
            Shapes = shapes,
            Traces = traces,
            Groups = groups,
            Fields = SegmentFields.Of([.. build.Fields]),
            Dictionaries = build.Dictionaries,
        };
        footer.Write(build.Output);
        WriteEnd(file, build.Output.Span);
    }

    /// <summary>Ids first; then texts, those with the most distinct ones first, since others follow from them; then numbers, which follow from texts.</summary>
    private static List<Field> InOrder(IReadOnlyList<RowGroup> sources)
    {
        var weights = new Dictionary<Field, long>();
        foreach (var source in sources)
        {
            foreach (var field in source.Fields)
            {
                long texts = field.Kind != ColumnKind.String ? 0
                    : source is SegmentRowGroup stored ? stored.TextsOf(field)
                    : source.Read(field) is StringColumn column ? column.Pool.Count : 0;
                weights[field] = Math.Max(weights.GetValueOrDefault(field), texts);
            }
        }
        return [.. weights.Keys
            .OrderBy(field => Array.IndexOf(s_first, field) is >= 0 and var first ? first : s_first.Length)
            .ThenBy(field => field.Kind == ColumnKind.String ? 0 : 1)
            .ThenByDescending(field => weights[field])
            .ThenBy(field => field.Name, StringComparer.Ordinal)];
    }

    /// <summary>For each row of the sources its number in the segment, or −1.</summary>
    private static void PlaceRows(SegmentOrder order, Span<int> positionOf)
    {
        if (order.Rows.Length < positionOf.Length) positionOf.Fill(-1);
        for (int row = 0; row < order.Rows.Length; row++) positionOf[order.Rows[row]] = row;
    }

    private static List<SegmentFooter.Group> WriteDirectories(SegmentBuild build)
    {
        var groups = new List<SegmentFooter.Group>(build.Groups.Count);
        foreach (var group in build.Groups)
        {
            Block shapes = default;
            if (build.HasShapes[group.Number])
            {
                IntSequence.Write(build.Shapes.OfRow.AsSpan(group.Start, group.Count), build.Output);
                shapes = build.EndBlock();
            }
            GroupDirectory.Write(RunLengths(build, group), shapes, build.EntriesOf(group.Number).AsSpan(0, build.Fields.Count), build.Output);
            groups.Add(new SegmentFooter.Group(group.Count, Times.Around(build.Order.Timestamps.AsSpan(group.Start, group.Count)), build.EndBlock()));
        }
        return groups;
    }

    private static int[] RunLengths(SegmentBuild build, RowLayout.Group group)
    {
        var lengths = new List<int>();
        for (int row = group.Start; row < group.End; row++)
        {
            if (row == group.Start || build.TraceOfRow[row] != build.TraceOfRow[row - 1]) lengths.Add(0);
            lengths[^1]++;
        }
        return [.. lengths];
    }

    private static void WriteEnd(FileStream file, ReadOnlySpan<byte> footer)
    {
        file.Write(footer);
        Span<byte> tail = stackalloc byte[Segment.TailBytes];
        BinaryPrimitives.WriteInt32LittleEndian(tail, footer.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[4..], Crc32C.Of(footer));
        Segment.EndMark.CopyTo(tail[8..]);
        file.Write(tail);
    }
}
