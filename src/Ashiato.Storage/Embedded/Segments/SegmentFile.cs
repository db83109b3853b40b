using Ashiato.Storage.Embedded.Segments.Encodings;
using Microsoft.Win32.SafeHandles;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>The bytes of a segment, block by block.</summary>
internal sealed class SegmentFile(string name, SafeFileHandle handle, long sizeBytes) : IDisposable
{
    private static readonly IBlockCodec[] s_codecs = [new PlainCodec(), BrotliCodec.Fast];

    // Blocks of format version 1 say how long they are when decompressed; no writer ever made one this long, or this much longer than stored.
    private const int MostPlainBytes = 1 << 29;
    private const long FreePlainBytes = 1 << 20;
    private const long MostExpansion = 4_096;

    /// <summary>Makes something of the bytes of a block.</summary>
    internal delegate T Decoder<T>(ReadOnlySpan<byte> bytes);

    /// <summary>Reads what a block holds.</summary>
    /// <exception cref="SegmentDamagedException">The block is not what was written.</exception>
    public T Decode<T>(Block block, Decoder<T> decode)
    {
        if (block.OffsetBytes > sizeBytes - block.StoredBytes || block.PlainBytes > Math.Min(MostPlainBytes, FreePlainBytes + (block.StoredBytes * MostExpansion))) throw Damage(block, $"a block of {block.StoredBytes} bytes does not fit");
        using var stored = new Pooled<byte>(block.StoredBytes);
        try
        {
            if (RandomAccess.Read(handle, stored.Span, block.OffsetBytes) < block.StoredBytes) throw Damage(block, "the file ends inside a block");
            if (Crc32C.Of(stored.Span) != block.Checksum) throw Damage(block, "a block does not have the checksum it was written with");
            if (block.Codec == PlainCodec.PlainId) return decode(stored.Span);
            using var plain = new Pooled<byte>(block.PlainBytes);
            if (block.Codec >= s_codecs.Length || !s_codecs[block.Codec].TryDecompress(stored.Span, plain.Span)) throw Damage(block, "a block cannot be decompressed");
            return decode(plain.Span);
        }
        catch (Exception wrong) when (wrong is InvalidDataException || (wrong is IOException && wrong is not SegmentDamagedException))
        {
            throw Damage(block, wrong.Message.TrimEnd('.'));
        }
    }

    /// <summary>Makes something of bytes that were read from a block before.</summary>
    /// <exception cref="SegmentDamagedException">They are not what was written.</exception>
    public T Decode<T>(Block block, byte[] bytes, Decoder<T> decode)
    {
        try
        {
            return decode(bytes);
        }
        catch (InvalidDataException wrong)
        {
            throw Damage(block, wrong.Message);
        }
    }

    public void Dispose() => handle.Dispose();

    private SegmentDamagedException Damage(Block block, string finding) => new(name, block.OffsetBytes, finding);
}
