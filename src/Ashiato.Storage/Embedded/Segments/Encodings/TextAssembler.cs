using System.Buffers.Text;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Puts texts together from parts and literals.</summary>
internal struct TextAssembler()
{
    /// <summary>What a UUID takes without its text form.</summary>
    public const int UuidBytes = 16;

    private const int MostDigits = 19;

    // A few bytes of a damaged block could repeat a long template without end.
    private const int MostBytes = 256 << 20;

    private byte[] _bytes = new byte[1_024];

    public int Length { get; private set; }

    public readonly byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    /// <exception cref="InvalidDataException">The texts are longer than texts of one block can be.</exception>
    public void Add(scoped ReadOnlySpan<byte> part)
    {
        part.CopyTo(Room(part.Length));
        Length += part.Length;
    }

    /// <param name="kind">How to write it.</param>
    /// <param name="more">The second byte of the mark.</param>
    /// <param name="value">The number; not negative.</param>
    /// <exception cref="InvalidDataException">It does not fit what the mark says.</exception>
    public void AddNumber(LiteralKind kind, byte more, long value)
    {
        switch (kind)
        {
            case LiteralKind.Number:
                Utf8Formatter.TryFormat(value, Room(MostDigits), out int written);
                Length += written;
                break;
            case LiteralKind.Padded:
                AddDigits(value, more);
                break;
            default:
                if (value > DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond) throw new InvalidDataException($"a moment of {value} seconds");
                AddMoment(new DateTime(value * TimeSpan.TicksPerSecond, DateTimeKind.Utc), more);
                break;
        }
    }

    public void AddHex(scoped ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, Room(bytes.Length * 2), out int written);
        Length += written;
    }

    public void AddUuid(scoped ReadOnlySpan<byte> bytes)
    {
        AddHex(bytes[..4]);
        foreach (int start in (ReadOnlySpan<int>)[4, 6, 8])
        {
            Add("-"u8);
            AddHex(bytes.Slice(start, 2));
        }
        Add("-"u8);
        AddHex(bytes[10..]);
    }

    private void AddMoment(DateTime moment, byte separator)
    {
        AddDigits(moment.Year, 4);
        Add("-"u8);
        AddDigits(moment.Month, 2);
        Add("-"u8);
        AddDigits(moment.Day, 2);
        Add([separator]);
        AddDigits(moment.Hour, 2);
        Add(":"u8);
        AddDigits(moment.Minute, 2);
        Add(":"u8);
        AddDigits(moment.Second, 2);
    }

    private void AddDigits(long value, int count)
    {
        var room = Room(count);
        for (int i = count - 1; i >= 0; i--)
        {
            room[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
        if (value != 0) throw new InvalidDataException($"a number of more than {count} digits");
        Length += count;
    }

    private Span<byte> Room(int count)
    {
        if (Length + count > MostBytes) throw new InvalidDataException($"texts of more than {MostBytes} bytes");
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        return _bytes.AsSpan(Length);
    }
}
