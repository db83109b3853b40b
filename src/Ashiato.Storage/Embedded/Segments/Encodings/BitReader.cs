using System.Buffers.Binary;
using System.Numerics;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Reads what <see cref="BitWriter"/> packed.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;
    private long _at;

    // A number of so many bits lies in eight bytes, wherever in a byte it begins.
    private const int MostAtOnce = 57;

    /// <summary>Bytes that so many numbers of so many bits take.</summary>
    public static long BytesOf(long count, int bits) => ((count * bits) + 7) / 8;

    /// <summary>Reads many numbers of the same length.</summary>
    /// <param name="values">Takes them.</param>
    /// <param name="bits">From 0 to 64.</param>
    /// <param name="least">What is added to each.</param>
    /// <exception cref="InvalidDataException">There are not so many bits left.</exception>
    public void Read<T>(Span<T> values, int bits, long least) where T : unmanaged, INumberBase<T>
    {
        int at = 0;
        if (bits <= MostAtOnce)
        {
            ulong mask = (1UL << bits) - 1;
            long position = _at;
            // Eight bytes from where a number begins hold all of it, as long as there are eight.
            long last = (_input.Length - 8) * 8L;
            for (; at < values.Length && position <= last; at++, position += bits)
            {
                ulong word = BinaryPrimitives.ReadUInt64LittleEndian(_input[(int)(position >> 3)..]);
                values[at] = T.CreateTruncating(unchecked(least + (long)((word >> (int)(position & 7)) & mask)));
            }
            _at = position;
        }
        for (; at < values.Length; at++) values[at] = T.CreateTruncating(unchecked(least + (long)Read(bits)));
    }

    /// <summary>Leaves bits unread, whether there are so many or not.</summary>
    public void Skip(int bits) => _at += bits;

    /// <param name="bits">From 0 to 64.</param>
    /// <exception cref="InvalidDataException">There are not so many bits left.</exception>
    public ulong Read(int bits)
    {
        if (bits == 0) return 0;
        int first = (int)(_at >> 3);
        int shift = (int)(_at & 7);
        _at += bits;
        if (bits <= MostAtOnce && first + 8 <= _input.Length)
            return (BinaryPrimitives.ReadUInt64LittleEndian(_input[first..]) >> shift) & ((1UL << bits) - 1);
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
