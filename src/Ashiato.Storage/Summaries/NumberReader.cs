namespace Ashiato.Storage.Summaries;

/// <summary>Reads what <see cref="NumberWriter"/> wrote, trusting none of it.</summary>
internal ref struct NumberReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    /// <summary>Bytes still to read.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>A number of 0 or more.</summary>
    public long Number()
    {
        long value = (long)Bits();
        return value >= 0 ? value : throw new InvalidDataException("a number is out of range");
    }

    /// <summary>A number that was written less 1.</summary>
    public long Positive()
    {
        long value = Number();
        return value < long.MaxValue ? value + 1 : throw new InvalidDataException("a number is out of range");
    }

    /// <summary>Any number.</summary>
    public long Signed()
    {
        ulong zigzag = Bits();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    /// <summary>A number of 0 to <paramref name="most"/>.</summary>
    public int Count(int most)
    {
        ulong count = Bits();
        return most >= 0 && count <= (ulong)most ? (int)count : throw new InvalidDataException($"it counts {count} of something of which there can be {most} at most");
    }

    /// <summary>Bytes as they are.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length) throw new InvalidDataException("it ends early");
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    /// <exception cref="InvalidDataException">There is more.</exception>
    public readonly void RequireEnd()
    {
        if (_rest.Length > 0) throw new InvalidDataException($"{_rest.Length} bytes follow its end");
    }

    private ulong Bits()
    {
        ulong value = 0;
        for (int i = 0; i < _rest.Length && i < 10; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return value;
        }
        throw new InvalidDataException("it ends inside a number");
    }
}
