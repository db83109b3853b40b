using System.Buffers.Binary;
using Ashiato.Storage.Queries;
using Microsoft.Win32.SafeHandles;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>An immutable file of blocks, open for queries.</summary>
/// <remarks>
/// <para>Layout: "ASHISEG" and the format version as a digit; blocks; the footer; then 4 bytes footer length, 4 bytes CRC-32C of the footer
/// (little-endian), "ASHIFOOT". All of it stands in docs/storage-format.md.</para>
/// <para>Queries hold a segment with <see cref="Acquire"/>; a retired one is closed when the last of them lets go.</para>
/// </remarks>
internal sealed class Segment
{
    internal const int TailBytes = 16;
    internal static ReadOnlySpan<byte> FileMark => "ASHISEG2"u8;
    internal static ReadOnlySpan<byte> EndMark => "ASHIFOOT"u8;

    private static ReadOnlySpan<byte> FileMark1 => "ASHISEG1"u8;

    private readonly SegmentFile _file;
    private readonly ColumnCache _cache;
    private readonly Func<ColumnCache, RowGroup[]> _groups;
    private readonly SegmentParts? _parts; // none of earlier formats
    private int _holders = 1;

    private Segment(string name, long number, long sizeBytes, SegmentFile file, ColumnCache cache, Func<ColumnCache, RowGroup[]> groups, SegmentParts? parts)
    {
        Name = name;
        Number = number;
        SizeBytes = sizeBytes;
        _file = file;
        _cache = cache;
        _groups = groups;
        _parts = parts;
        Groups = parts is null ? groups(cache) : GroupsOf(parts);
        RowCount = Groups.Sum(static group => (long)group.RowCount);
        Time = TimeRange.Around(Groups, static group => group.Time);
    }

    /// <summary>The partition and file name, such as <c>2026-11-22/17.segment</c>.</summary>
    public string Name { get; }

    /// <summary>Later segments have higher ones.</summary>
    public long Number { get; }

    public long SizeBytes { get; }

    public long RowCount { get; }

    /// <summary>The most bytes that the values of one field take in memory, about: what merging it needs room for.</summary>
    public required long LargestColumnBytes { get; init; }

    public IReadOnlyList<RowGroup> Groups { get; }

    /// <summary>A stretch that contains the moment of every row; <see langword="default"/> when none has one.</summary>
    public TimeRange Time { get; }

    /// <summary>Which traces there may be, read when first asked for; <see langword="null"/> when that is not known without reading the rows.</summary>
    /// <exception cref="SegmentDamagedException">It is not what was written.</exception>
    public TraceTable? Traces => _parts?.Traces;

    /// <summary>What is stored, by field and form; <see langword="null"/> for segments of earlier formats.</summary>
    public SegmentFooter? Footer => _parts?.Footer;

    /// <summary>False only when it is certain that no row is of a stretch of time and of one of some traces. There may be ten thousands of row groups, so segments are asked first.</summary>
    /// <param name="time">The stretch.</param>
    /// <param name="traces">The traces; <see langword="null"/> for any.</param>
    public bool MayHave(TimeRange time, IReadOnlyList<TraceKey>? traces)
    {
        if (time != TimeRange.All && !Time.Overlaps(time)) return false;
        if (traces is null || Traces is not { } table) return true;
        foreach (var trace in traces)
            if (table.MayHave(trace)) return true;
        return false;
    }

    /// <summary>The same row groups, reading into another cache: merging must not push out what queries need.</summary>
    public IReadOnlyList<RowGroup> GroupsThrough(ColumnCache cache) => _groups(cache);

    /// <summary>The order of a row group among all: see <see cref="RowGroup.Sequence"/>.</summary>
    // A segment has far fewer than 2^16 row groups.
    public static long SequenceOf(long number, int at) => (number << 16) | (long)at;

    /// <exception cref="SegmentDamagedException">The file is missing, cannot be read, or its footer is not what was written.</exception>
    public static Segment Open(string name, string path, ColumnCache cache)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
            return Open(name, handle, cache);
        }
        catch (Exception wrong)
        {
            handle?.Dispose();
            // What has no length is no file.
            if (wrong is SegmentDamagedException || wrong is not (IOException or UnauthorizedAccessException or NotSupportedException)) throw;
            throw new SegmentDamagedException(name, 0, $"it cannot be opened ({wrong.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Holds the segment, for whoever knows that it is held already: by the store while its rows are live.</summary>
    public void Acquire() => Interlocked.Increment(ref _holders);

    /// <summary>Holds the segment unless it is closed: one that was live a moment ago may have been found damaged, and set aside, meanwhile.</summary>
    public bool TryAcquire()
    {
        int holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            int before = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (before == holders) return true;
            holders = before;
        }
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        _file.Dispose();
        _cache.Drop(Number);
    }

    private static Segment Open(string name, SafeFileHandle handle, ColumnCache cache)
    {
        long size = RandomAccess.GetLength(handle);
        Span<byte> mark = stackalloc byte[FileMark.Length];
        if (RandomAccess.Read(handle, mark, 0) < mark.Length) throw new SegmentDamagedException(name, 0, $"a file of {size} bytes is too short");
        bool isVersion1 = mark.SequenceEqual(FileMark1);
        if (!isVersion1 && !mark.SequenceEqual(FileMark)) throw new SegmentDamagedException(name, 0, "it does not begin like a segment that this program knows");

        byte[] bytes = ReadFooter(name, handle, size, out long at);
        var file = new SegmentFile(name, handle, size);
        try
        {
            return isVersion1 ? OpenVersion1(name, size, file, cache, bytes) : OpenVersion2(name, size, file, cache, bytes);
        }
        catch (InvalidDataException wrong)
        {
            throw new SegmentDamagedException(name, at, wrong.Message);
        }
    }

    private static Segment OpenVersion1(string name, long size, SegmentFile file, ColumnCache cache, byte[] bytes)
    {
        var footer = Version1.SegmentFooter.Read(bytes);
        return new Segment(name, footer.Number, size, file, cache,
            through => [.. footer.Groups.Select((_, at) => new Version1.SegmentRowGroup(file, footer, at, through))], parts: null)
        {
            LargestColumnBytes = footer.Columns.Count == 0 ? 0 : footer.Columns.Values.Max(blocks => blocks.Sum(block => (long)block.PlainBytes)),
        };
    }

    private static Segment OpenVersion2(string name, long size, SegmentFile file, ColumnCache cache, byte[] bytes)
    {
        var footer = SegmentFooter.Read(bytes);
        return new Segment(name, footer.Number, size, file, cache, through => GroupsOf(new SegmentParts(file, footer, through)), new SegmentParts(file, footer, cache))
        {
            LargestColumnBytes = footer.LargestColumnBytes,
        };
    }

    private static RowGroup[] GroupsOf(SegmentParts parts)
    {
        var groups = new RowGroup[parts.Footer.Groups.Count];
        for (int at = 0; at < groups.Length; at++) groups[at] = new SegmentRowGroup(parts, at);
        return groups;
    }

    private static byte[] ReadFooter(string name, SafeFileHandle handle, long size, out long at)
    {
        Span<byte> tail = stackalloc byte[TailBytes];
        long tailAt = size - TailBytes;
        if (tailAt < FileMark.Length || RandomAccess.Read(handle, tail, tailAt) < TailBytes) throw new SegmentDamagedException(name, 0, $"a file of {size} bytes is too short");
        if (!tail[8..].SequenceEqual(EndMark)) throw new SegmentDamagedException(name, tailAt, "it does not end like a segment");

        int length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > tailAt - FileMark.Length) throw new SegmentDamagedException(name, tailAt, $"a footer of {length} bytes does not fit");
        var bytes = new byte[length];
        at = tailAt - length;
        if (RandomAccess.Read(handle, bytes, at) < length || Crc32C.Of(bytes) != BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]))
            throw new SegmentDamagedException(name, at, "its footer does not have the checksum it was written with");
        return bytes;
    }
}
