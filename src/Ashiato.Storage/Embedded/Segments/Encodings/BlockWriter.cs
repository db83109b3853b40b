using System.Buffers.Binary;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>A block while it is written: bytes, and the compression that chunks of it may use.</summary>
internal sealed class BlockWriter(IBlockCodec codec) : IDisposable
{
    // A chunk that shrinks more is kept plain: what is read allocates by what it claims, so a claim must be in proportion to the bytes behind it.
    internal const int MaxShrink = 2_048;
    private const int WorthCompressing = 24;

    private readonly PooledBuffer _bytes = new();
    private readonly PooledBuffer _compressed = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Span => _bytes.Span;

    /// <summary>For what writes to buffers.</summary>
    public PooledBuffer Buffer => _bytes;

    public void Clear() => _bytes.Clear();

    public void Dispose()
    {
        _bytes.Dispose();
        _compressed.Dispose();
    }

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.GetSpan(bytes.Length));
        _bytes.Advance(bytes.Length);
    }

    /// <summary>An unsigned LEB128 number.</summary>
    public void Number(ulong value)
    {
        var span = _bytes.GetSpan(10);
        int length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    public void Number(int value) => Number((ulong)value);

    /// <summary>A signed number in zigzag form.</summary>
    public void Signed(long value) => Number(ZigZag.Encode(value));

    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    /// <summary>Bytes with their length, compressed when that makes them shorter: see <see cref="Chunk"/>.</summary>
    public void Chunk(ReadOnlySpan<byte> plain)
    {
        Number(plain.Length);
        _compressed.Clear();
        if (plain.Length >= WorthCompressing) codec.Compress(plain, _compressed);
        bool isSmaller = _compressed.Length > 0 && _compressed.Length < plain.Length - plain.Length / 32 && plain.Length / MaxShrink <= _compressed.Length;
        if (isSmaller)
        {
            Byte(codec.Id);
            Number(_compressed.Length);
            Bytes(_compressed.Span);
        }
        else PlainChunk(plain);

        void PlainChunk(ReadOnlySpan<byte> bytes)
        {
            Byte(PlainCodec.PlainId);
            Bytes(bytes);
        }
    }

    /// <summary>Texts: how many, the length of each, their bytes as a chunk.</summary>
    public void Texts(Utf8Pool pool)
    {
        Number(pool.Count);
        var lengths = new long[pool.Count];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = pool[i].Length;
        IntSequence.Write(lengths, this);
        Chunk(pool.Bytes);
    }
}
