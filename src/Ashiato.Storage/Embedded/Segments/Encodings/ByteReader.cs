namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Walks stored bytes, trusting none of them.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    /// <summary>Bytes still to read.</summary>
    public readonly int Left => _rest.Length;

    /// <exception cref="InvalidDataException">There is none left.</exception>
    public byte Byte() => Bytes(1)[0];

    /// <summary>The next byte, left to be read; there must be one.</summary>
    public readonly byte Peek() => _rest[0];

    /// <exception cref="InvalidDataException">There are not so many left.</exception>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new InvalidDataException($"a block ends {(uint)count - (uint)_rest.Length} bytes early");
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    /// <summary>An unsigned LEB128 number of at most 64 bits.</summary>
    /// <exception cref="InvalidDataException">It is longer, or cut off.</exception>
    public ulong Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw new InvalidDataException("a number in a block is longer than 64 bits");
    }

    /// <summary>A signed number in zigzag form.</summary>
    public long Signed() => ZigZag.Decode(Number());

    /// <summary>A number of something of which there can be at most <paramref name="most"/>.</summary>
    /// <exception cref="InvalidDataException">There are more.</exception>
    public int Count(int most)
    {
        ulong count = Number();
        return count <= (ulong)Math.Max(most, 0) ? (int)count : throw new InvalidDataException($"a block claims {count} of something of which there can be {most} at most");
    }

    /// <exception cref="InvalidDataException">Something follows.</exception>
    public readonly void RequireEnd()
    {
        if (Left > 0) throw new InvalidDataException($"{Left} bytes follow the end of a block");
    }
}
