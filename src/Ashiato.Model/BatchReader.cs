namespace Ashiato.Model;

/// <summary>Walks the bytes of <see cref="EventBatchFormat"/>, trusting none of them.</summary>
internal ref struct BatchReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    /// <summary>Bytes still to read.</summary>
    public readonly int Left => _rest.Length;

    public byte Byte() => Bytes(1)[0];

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length) throw new InvalidDataException($"A batch ends {count - _rest.Length} bytes early.");
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    /// <summary>An unsigned LEB128 number of at most 64 bits.</summary>
    public ulong Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw new InvalidDataException("A number in a batch is longer than 64 bits.");
    }

    /// <summary>A number that counts something of which there can be at most <paramref name="most"/>.</summary>
    public int Count(int most)
    {
        ulong count = Number();
        if (count > (ulong)most) throw new InvalidDataException($"A batch claims {count} of something of which there can be {most} at most.");
        return (int)count;
    }

    /// <summary>The number of a text in a pool.</summary>
    public int Code(int poolCount)
    {
        ulong code = Number();
        if (code >= (ulong)poolCount) throw new InvalidDataException($"A batch refers to text {code} of {poolCount}.");
        return (int)code;
    }
}
