using System.Buffers.Binary;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Writes rows as a segment, one column of one row group at a time, so that its memory does not depend on its length.</summary>
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
            using var plan = new GatherPlan(sources, order.Rows, MaxGroupRows);
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 256 << 10))
            {
                file.Write(Segment.FileMark);
                var footer = new SegmentFooter { Number = number, Groups = WriteIndexes(file, plan, order), Columns = WriteColumns(file, plan) };
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

    private static List<SegmentFooter.Group> WriteIndexes(FileStream file, GatherPlan plan, SegmentOrder order)
    {
        var groups = new List<SegmentFooter.Group>();
        using var bytes = new PooledBuffer();
        for (int group = 0; group < plan.GroupCount; group++)
        {
            var (start, count) = plan.RowsOf(group);
            bytes.Clear();
            TraceIndex.Write(order.Keys.AsSpan(start, count), bytes);
            var time = Times.Around(order.Timestamps.AsSpan(start, count));
            groups.Add(new SegmentFooter.Group(count, time, bytes.Length == 0 ? default : WriteBlock(file, bytes.Span)));
        }
        return groups;
    }

    private static Dictionary<Field, Block[]> WriteColumns(FileStream file, GatherPlan plan)
    {
        var columns = new Dictionary<Field, Block[]>();
        using var bytes = new PooledBuffer();
        foreach (var field in plan.Sources.SelectMany(source => source.Fields).Distinct().ToArray())
        {
            using var gatherer = new ColumnGatherer(field, plan);
            var blocks = new Block[plan.GroupCount];
            for (int group = 0; group < blocks.Length; group++)
            {
                if (gatherer.Take(group) is not { } column) continue;
                bytes.Clear();
                EventBatchFormat.WriteColumn(column, bytes);
                blocks[group] = WriteBlock(file, bytes.Span);
            }
            columns.Add(field, blocks);
        }
        return columns;
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
