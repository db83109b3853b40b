using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Ashiato.Agent.Otlp;

/// <summary>Writes protocol buffers, one field after the other.</summary>
/// <remarks>
/// How long a message is gets known at its end, so room for its length is kept at its beginning: as many bytes as its longest form needs, which a varint may use though fewer would do.
/// Source: Protocol Buffers, "Encoding".
/// </remarks>
internal sealed class ProtoWriter
{
    /// <summary>Two bytes hold 14 bits of a length, four hold 28.</summary>
    private const int OneByteHolds = (1 << 7) - 1;
    private const int TwoBytesHold = (1 << 14) - 1;
    private const int MostBytesOfVarint = 10;

    /// <summary>UTF-8 takes up to three bytes for a char.</summary>
    private const int BytesPerChar = 3;
    private const int FirstBytes = 4_096;

    private byte[] _bytes = new byte[FirstBytes];

    /// <summary>How much has been written.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written, until more is.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>What has been written, until more is.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Begins anew.</summary>
    /// <param name="keepBytes">What was longer than this gives its memory back.</param>
    public void Clear(int keepBytes = int.MaxValue)
    {
        Length = 0;
        if (_bytes.Length > keepBytes) _bytes = new byte[FirstBytes];
    }

    /// <summary>A number without a field: a length, or one behind a tag.</summary>
    public void Varint(ulong value)
    {
        Reserve(MostBytesOfVarint);
        while (value > OneByteHolds)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _bytes[Length++] = (byte)value;
    }

    /// <summary>A field that holds a number of variable length.</summary>
    public void Varint(byte tag, ulong value)
    {
        Tag(tag);
        Varint(value);
    }

    /// <summary>A field that holds eight bytes.</summary>
    public void Fixed64(byte tag, ulong value)
    {
        Reserve(1 + sizeof(ulong));
        _bytes[Length] = tag;
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length + 1), value);
        Length += 1 + sizeof(ulong);
    }

    /// <summary>Four bytes without a field.</summary>
    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);
    }

    /// <summary>A tag alone.</summary>
    public void Tag(byte tag)
    {
        Reserve(1);
        _bytes[Length++] = tag;
    }

    /// <summary>A field of bytes, to be filled by the caller.</summary>
    /// <param name="tag">The field.</param>
    /// <param name="length">Below 128.</param>
    public Span<byte> Bytes(byte tag, int length)
    {
        Reserve(2 + length);
        _bytes[Length++] = tag;
        _bytes[Length++] = (byte)length;
        return Take(length);
    }

    /// <summary>A field of text.</summary>
    public void Text(byte tag, ReadOnlySpan<char> text)
    {
        if (text.Length <= OneByteHolds && TryAscii(text, out int written, before: 2))
        {
            _bytes[Length] = tag;
            _bytes[Length + 1] = (byte)written;
            Length += 2 + written;
            return;
        }
        Reserve(1 + sizeof(int) + (text.Length * BytesPerChar));
        var field = Begin(tag, text.Length * BytesPerChar);
        Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
        End(field);
    }

    /// <summary>A field that holds a short name and a short text, the way most attributes are: nothing about its lengths has to be found out.</summary>
    /// <returns><see langword="false"/>, and nothing is written, when that is not so.</returns>
    public bool TryShortPair(byte tag, byte nameTag, ReadOnlySpan<char> name, byte valueTag, byte textTag, ReadOnlySpan<char> text)
    {
        const int Heads = 6;
        int length = name.Length + text.Length + Heads;
        if (length > OneByteHolds || !TryAscii(name, out _, before: 4) || !TryAscii(text, out _, before: 8 + name.Length)) return false;
        var field = _bytes.AsSpan(Length, 2 + length);
        (field[0], field[1], field[2], field[3]) = (tag, (byte)length, nameTag, (byte)name.Length);
        var value = field[(4 + name.Length)..];
        (value[0], value[1], value[2], value[3]) = (valueTag, (byte)(2 + text.Length), textTag, (byte)text.Length);
        Length += field.Length;
        return true;
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Room for bytes, to be filled by the caller.</summary>
    public Span<byte> Take(int length)
    {
        Reserve(length);
        Length += length;
        return _bytes.AsSpan(Length - length, length);
    }

    /// <summary>Begins a field that holds a message.</summary>
    /// <param name="tag">The field.</param>
    /// <param name="atMost">How long it can be at most.</param>
    public Field Begin(byte tag, int atMost = int.MaxValue)
    {
        Reserve(1 + sizeof(int));
        _bytes[Length] = tag;
        int width = atMost <= OneByteHolds ? 1 : atMost <= TwoBytesHold ? 2 : sizeof(int);
        Length += 1 + width;
        return new Field(Length, width);
    }

    /// <summary>Ends it.</summary>
    public void End(Field field)
    {
        uint length = (uint)(Length - field.Start);
        int at = field.Start - field.Width;
        for (int last = field.Start - 1; at < last; at++)
        {
            _bytes[at] = (byte)(length | 0x80);
            length >>= 7;
        }
        _bytes[at] = (byte)length;
    }

    /// <summary>How many bytes texts take at most.</summary>
    public static int AtMost(int chars) => chars * BytesPerChar;

    /// <summary>How many bytes a length takes in its shortest form.</summary>
    public static int LengthOf(int length)
    {
        int bytes = 1;
        for (uint rest = (uint)length >> 7; rest > 0; rest >>= 7) bytes++;
        return bytes;
    }

    /// <summary>Writes text behind what is written already, some bytes further, if each char is one byte.</summary>
    private bool TryAscii(ReadOnlySpan<char> text, out int written, int before)
    {
        Reserve(before + text.Length);
        return Ascii.FromUtf16(text, _bytes.AsSpan(Length + before), out written) == OperationStatus.Done;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Length < more) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Length + more)));
    }

    /// <summary>A field that has begun.</summary>
    /// <param name="Start">Where what it holds begins.</param>
    /// <param name="Width">How many bytes before that are kept for its length.</param>
    internal readonly record struct Field(int Start, int Width);
}
