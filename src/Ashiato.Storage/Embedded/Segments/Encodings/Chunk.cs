using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Bytes inside a block that may be compressed on their own.</summary>
/// <remarks>
/// Layout: plain length; byte codec (<see cref="IBlockCodec.Id"/>); unless that is 0, stored length; the stored bytes. Lengths are LEB128.
/// A chunk is at most 2,048 times as long as it is stored.
/// </remarks>
internal readonly ref struct Chunk
{
    private static readonly IBlockCodec[] s_codecs = [new PlainCodec(), BrotliCodec.Fast];

    private readonly byte[]? _rented;

    private Chunk(ReadOnlySpan<byte> span, byte[]? rented)
    {
        Span = span;
        _rented = rented;
    }

    /// <summary>The plain bytes, until the chunk is disposed of.</summary>
    public ReadOnlySpan<byte> Span { get; }

    /// <exception cref="InvalidDataException">There is no chunk of so many bytes at most.</exception>
    public static Chunk Read(ref ByteReader input, int mostBytes = int.MaxValue)
    {
        int length = input.Count(mostBytes);
        byte codec = input.Byte();
        if (codec == PlainCodec.PlainId) return new Chunk(input.Bytes(length), null);
        int stored = input.Count(input.Left);
        if (codec >= s_codecs.Length) throw new InvalidDataException($"a chunk is stored with codec {codec}, which this program does not know");
        if (length / BlockWriter.MaxShrink > stored) throw new InvalidDataException($"a chunk of {stored} bytes claims to hold {length}");
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        if (s_codecs[codec].TryDecompress(input.Bytes(stored), bytes.AsSpan(0, length))) return new Chunk(bytes.AsSpan(0, length), bytes);
        ArrayPool<byte>.Shared.Return(bytes);
        throw new InvalidDataException("a chunk cannot be decompressed");
    }

    /// <summary>Leaves a chunk unread.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static void Skip(ref ByteReader input)
    {
        int length = input.Count(int.MaxValue);
        input.Bytes(input.Byte() == PlainCodec.PlainId ? length : input.Count(input.Left));
    }

    /// <summary>Reads what <see cref="BlockWriter.Texts"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It did not.</exception>
    public static Utf8Pool ReadTexts(ref ByteReader input, int most)
    {
        int count = input.Count(most);
        var lengths = IntSequence.Read(ref input, count);
        using var bytes = Read(ref input);
        var ends = new int[count];
        long end = 0;
        for (int i = 0; i < count; i++)
        {
            if (lengths[i] < 0 || (end += lengths[i]) > bytes.Span.Length) throw new InvalidDataException("texts are longer than their bytes");
            ends[i] = (int)end;
        }
        return end == bytes.Span.Length ? new Utf8Pool(bytes.Span.ToArray(), ends) : throw new InvalidDataException("texts are shorter than their bytes");
    }

    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }
}
