using System.Buffers.Binary;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Reads what <see cref="BitWriter"/> packed.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;
    private long _at;

    /// <summary>Bytes that so many numbers of so many bits take.</summary>
    public static long BytesOf(long count, int bits) => ((count * bits) + 7) / 8;

    /// <param name="bits">From 0 to 64.</param>
    /// <exception cref="InvalidDataException">There are not so many bits left.</exception>
    public ulong Read(int bits)
    {
        if (bits == 0) return 0;
        int first = (int)(_at >> 3);
        int shift = (int)(_at & 7);
        _at += bits;
        ulong value;
        if (first + 9 <= _input.Length)
        {
            value = BinaryPrimitives.ReadUInt64LittleEndian(_input[first..]) >> shift;
            if (shift + bits > 64) value |= (ulong)_input[first + 8] << (64 - shift);
        }
        else
        {
            if (_at > _input.Length * 8L) throw new InvalidDataException("packed numbers end early");
            UInt128 tail = 0;
            for (int i = _input.Length - 1; i >= first; i--) tail = (tail << 8) | _input[i];
            value = (ulong)(tail >> shift);
        }
        return bits == 64 ? value : value & ((1UL << bits) - 1);
    }
}
