using System.Buffers.Binary;
using Ashiato.Model;
using Microsoft.Win32.SafeHandles;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>An immutable file of blocks, open for queries.</summary>
/// <remarks>
/// <para>Layout: "ASHISEG1"; blocks; the footer; then 4 bytes footer length, 4 bytes CRC-32C of the footer (little-endian), "ASHIFOOT".</para>
/// <para>Queries hold a segment with <see cref="Acquire"/>; a retired one is closed when the last of them lets go.</para>
/// </remarks>
internal sealed class Segment
{
    internal const int TailBytes = 16;
    internal static ReadOnlySpan<byte> FileMark => "ASHISEG1"u8;
    internal static ReadOnlySpan<byte> EndMark => "ASHIFOOT"u8;

    private static readonly IBlockCodec[] s_codecs = [new PlainCodec(), new BrotliCodec()];

    private readonly SafeFileHandle _handle;
    private int _holders = 1;

    private Segment(string name, SafeFileHandle handle, long sizeBytes, SegmentFooter footer, ColumnCache cache)
    {
        Name = name;
        _handle = handle;
        SizeBytes = sizeBytes;
        Footer = footer;
        Cache = cache;
        var groups = new RowGroup[footer.Groups.Count];
        for (int i = 0; i < groups.Length; i++) groups[i] = new SegmentRowGroup(this, i);
        Groups = groups;
    }

    /// <summary>The partition and file name, such as <c>2026-11-22/17.segment</c>.</summary>
    public string Name { get; }

    public long SizeBytes { get; }

    public SegmentFooter Footer { get; }

    public ColumnCache Cache { get; }

    public IReadOnlyList<RowGroup> Groups { get; }

    /// <summary>The row groups, for somebody who reads everything once.</summary>
    public IEnumerable<RowGroup> UncachedGroups => Enumerable.Range(0, Groups.Count).Select(at => new SegmentRowGroup(this, at, isCached: false));

    public long RowCount => Footer.RowCount;

    /// <exception cref="SegmentDamagedException">The file is missing, cannot be read, or its footer is not what was written.</exception>
    public static Segment Open(string name, string path, ColumnCache cache)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
            long size = RandomAccess.GetLength(handle);
            return new Segment(name, handle, size, ReadFooter(name, handle, size), cache);
        }
        catch (Exception wrong)
        {
            handle?.Dispose();
            if (wrong is SegmentDamagedException || wrong is not (IOException or UnauthorizedAccessException)) throw;
            throw new SegmentDamagedException(name, 0, $"it cannot be opened ({wrong.Message.TrimEnd('.')})");
        }
    }

    public void Acquire() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        _handle.Dispose();
        Cache.Drop(Footer.Number);
    }

    /// <summary>Reads what a block holds.</summary>
    /// <exception cref="SegmentDamagedException">The block is not what was written.</exception>
    public T Decode<T>(Block block, Func<ReadOnlySpan<byte>, T> decode)
    {
        var stored = BytePool.Rent(block.StoredBytes);
        var plain = BytePool.Rent(block.PlainBytes);
        try
        {
            var from = stored.AsSpan(0, block.StoredBytes);
            var to = plain.AsSpan(0, block.PlainBytes);
            if (RandomAccess.Read(_handle, from, block.OffsetBytes) < from.Length) throw Damage(block, "the file ends inside a block");
            if (Crc32C.Of(from) != block.Checksum) throw Damage(block, "a block does not have the checksum it was written with");
            if (block.Codec >= s_codecs.Length || !s_codecs[block.Codec].TryDecompress(from, to)) throw Damage(block, "a block cannot be decompressed");
            return decode(to);
        }
        catch (Exception wrong) when (wrong is InvalidDataException || (wrong is IOException && wrong is not SegmentDamagedException))
        {
            throw Damage(block, wrong.Message.TrimEnd('.'));
        }
        finally
        {
            BytePool.Return(stored);
            BytePool.Return(plain);
        }
    }

    private SegmentDamagedException Damage(Block block, string finding) => new(Name, block.OffsetBytes, finding);

    private static SegmentFooter ReadFooter(string name, SafeFileHandle handle, long size)
    {
        Span<byte> tail = stackalloc byte[TailBytes];
        long tailAt = size - TailBytes;
        if (tailAt < FileMark.Length || RandomAccess.Read(handle, tail, tailAt) < TailBytes) throw new SegmentDamagedException(name, 0, $"a file of {size} bytes is too short");
        if (!tail[8..].SequenceEqual(EndMark)) throw new SegmentDamagedException(name, tailAt, "it does not end like a segment");

        int length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > tailAt - FileMark.Length) throw new SegmentDamagedException(name, tailAt, $"a footer of {length} bytes does not fit");
        var bytes = new byte[length];
        long at = tailAt - length;
        if (RandomAccess.Read(handle, bytes, at) < length || Crc32C.Of(bytes) != BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]))
            throw new SegmentDamagedException(name, at, "its footer does not have the checksum it was written with");
        try
        {
            return SegmentFooter.Read(bytes);
        }
        catch (InvalidDataException wrong)
        {
            throw new SegmentDamagedException(name, at, wrong.Message);
        }
    }
}
