using System.Buffers.Binary;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Writes rows as a segment, one column at a time, so that no more than one column is in memory twice.</summary>
internal static class SegmentWriter
{
    /// <summary>The most rows of a row group: showing one trace decodes all columns of its row group, so it must not be large.</summary>
    public const int MaxGroupRows = 16_384;

    private static readonly BrotliCodec s_brotli = new();
    private static readonly PlainCodec s_plain = new();

    /// <summary>Writes a segment and makes it durable.</summary>
    /// <param name="path">Its file; there only when the segment is whole.</param>
    /// <param name="number">Its number.</param>
    /// <param name="sources">Row groups that have the rows.</param>
    /// <param name="order">Which rows, in which order.</param>
    /// <exception cref="IOException">The disk did not take it; nothing is left of it.</exception>
    public static void Write(string path, long number, IReadOnlyList<RowGroup> sources, SegmentOrder order)
    {
        string temporary = path + ".tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 256 << 10))
            {
                file.Write(Segment.FileMark);
                var footer = new SegmentFooter { Number = number, Groups = WriteIndexes(file, order), Columns = WriteColumns(file, sources, order) };
                WriteEnd(file, footer);
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

    private static List<SegmentFooter.Group> WriteIndexes(FileStream file, SegmentOrder order)
    {
        var groups = new List<SegmentFooter.Group>();
        using var bytes = new PooledBuffer();
        foreach (var (start, count) in GroupsOf(order.Rows.Length))
        {
            bytes.Clear();
            TraceIndex.Write(order.Keys.AsSpan(start, count), bytes);
            var time = Times.Around(order.Timestamps.AsSpan(start, count));
            groups.Add(new SegmentFooter.Group(count, time, bytes.Length == 0 ? default : WriteBlock(file, bytes.Span)));
        }
        return groups;
    }

    private static Dictionary<Field, Block[]> WriteColumns(FileStream file, IReadOnlyList<RowGroup> sources, SegmentOrder order)
    {
        var groups = GroupsOf(order.Rows.Length).ToArray();
        var columns = new Dictionary<Field, Block[]>();
        using var bytes = new PooledBuffer();
        foreach (var field in sources.SelectMany(source => source.Fields).Distinct().ToArray())
        {
            using var whole = new ColumnGatherer(field, sources);
            var blocks = new Block[groups.Length];
            for (int i = 0; i < groups.Length; i++)
            {
                if (whole.Take(order.Rows.AsSpan(groups[i].Start, groups[i].Count)) is not { } column) continue;
                bytes.Clear();
                EventBatchFormat.WriteColumn(column, bytes);
                blocks[i] = WriteBlock(file, bytes.Span);
            }
            columns.Add(field, blocks);
        }
        return columns;
    }

    private static IEnumerable<(int Start, int Count)> GroupsOf(int rowCount)
    {
        for (int start = 0; start < rowCount; start += MaxGroupRows) yield return (start, Math.Min(MaxGroupRows, rowCount - start));
    }

    private static Block WriteBlock(FileStream file, ReadOnlySpan<byte> plain)
    {
        using var stored = new PooledBuffer(plain.Length + 1_024);
        IBlockCodec codec = s_brotli;
        codec.Compress(plain, stored);
        if (stored.Length >= plain.Length)
        {
            stored.Clear();
            codec = s_plain;
            codec.Compress(plain, stored);
        }
        var block = new Block(file.Position, stored.Length, plain.Length, Crc32C.Of(stored.Span), codec.Id);
        file.Write(stored.Span);
        return block;
    }

    private static void WriteEnd(FileStream file, SegmentFooter footer)
    {
        using var bytes = new MemoryStream();
        footer.Write(bytes);
        var content = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        file.Write(content);
        Span<byte> tail = stackalloc byte[Segment.TailBytes];
        BinaryPrimitives.WriteInt32LittleEndian(tail, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[4..], Crc32C.Of(content));
        Segment.EndMark.CopyTo(tail[8..]);
        file.Write(tail);
    }
}
