namespace Ashiato.Intake.Elastic;

/// <summary>Bytes that are written, read and forgotten again, without giving the memory back each time.</summary>
internal sealed class ByteBuffer
{
    // An unusually large event must not hold its memory for as long as the connection lives.
    private const int KeptBytes = 64 * 1024;

    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public ReadOnlySpan<byte> this[Range range] => Written[range];

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes) _bytes = new byte[KeptBytes];
    }

    /// <summary>Forgets everything from a position on.</summary>
    public void Truncate(int length) => Length = length;

    public void Add(byte value)
    {
        if (Length == _bytes.Length) Array.Resize(ref _bytes, Length * 2);
        _bytes[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> values)
    {
        values.CopyTo(Reserve(values.Length));
        Length += values.Length;
    }

    public void Add(long number)
    {
        number.TryFormat(Reserve(20), out int written, default, System.Globalization.CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>At least so many bytes behind what is written; <see cref="Advance"/> makes them part of it.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    /// <summary>Writes a length, as a protobuf number of exactly so many bytes, at a place that was left for it.</summary>
    public void PatchLength(int at, int value, int width)
    {
        for (int i = 0; i < width; i++, value >>= 7) _bytes[at + i] = (byte)((value & 0x7F) | (i < width - 1 ? 0x80 : 0));
    }
}
