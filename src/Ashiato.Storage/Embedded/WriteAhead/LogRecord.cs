using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.WriteAhead;

/// <summary>The least that the log writes.</summary>
/// <remarks>
/// Layout, little-endian: 4 bytes length of the content; 4 bytes CRC-32C of the length, the kind and the content; 1 byte kind; the content.
/// A length of 0 is where the log ends: files are preallocated with zeros.
/// Kinds: 1 a batch, as <see cref="EventBatchFormat"/> writes it; 2 ids of batches that came before, 16 bytes each, big-endian.
/// </remarks>
internal static class LogRecord
{
    public const int HeadBytes = 9;
    public const byte Batch = 1;
    public const byte BatchIds = 2;

    private const int IdBytes = 16;

    /// <summary>What each file begins with.</summary>
    public static ReadOnlySpan<byte> FileMark => "ASHIWAL1"u8;

    /// <summary>Adds a record with a batch to a buffer.</summary>
    public static void Write(EventBatch batch, PooledBuffer output)
    {
        int start = Begin(output);
        EventBatchFormat.Write(batch, output);
        End(output, start, Batch);
    }

    /// <summary>Adds a record with batch ids to a buffer.</summary>
    public static void Write(IReadOnlyCollection<BatchId> ids, PooledBuffer output)
    {
        if (ids.Count == 0) return;
        int start = Begin(output);
        foreach (var id in ids)
        {
            id.Value.TryWriteBytes(output.GetSpan(IdBytes), bigEndian: true, out _);
            output.Advance(IdBytes);
        }
        End(output, start, BatchIds);
    }

    /// <summary>Reads what the second form of <see cref="Write(IReadOnlyCollection{BatchId}, PooledBuffer)"/> wrote.</summary>
    public static BatchId[] ReadIds(ReadOnlySpan<byte> content)
    {
        var ids = new BatchId[content.Length / IdBytes];
        for (int i = 0; i < ids.Length; i++) ids[i] = new BatchId(new Guid(content.Slice(i * IdBytes, IdBytes), bigEndian: true));
        return ids;
    }

    /// <summary>The checksum of a record.</summary>
    public static uint Checksum(int length, byte kind, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[5];
        BinaryPrimitives.WriteInt32LittleEndian(head, length);
        head[4] = kind;
        return Crc32C.Of(content, Crc32C.Of(head));
    }

    private static int Begin(PooledBuffer output)
    {
        output.GetSpan(HeadBytes)[..HeadBytes].Clear();
        output.Advance(HeadBytes);
        return output.Length - HeadBytes;
    }

    private static void End(PooledBuffer output, int start, byte kind)
    {
        int length = output.Length - start - HeadBytes;
        var head = output.Written(start, HeadBytes);
        BinaryPrimitives.WriteInt32LittleEndian(head, length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Checksum(length, kind, output.Written(start + HeadBytes, length)));
        head[8] = kind;
    }
}
