using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Walks the fields of one protobuf message without allocating. Every length is checked against what is there.</summary>
/// <remarks>
/// A tag is the field's number and its wire type in one number; <see cref="Tags"/> holds those that matter, everything else is
/// skipped. Groups, which OTLP never had, are malformed. Source: Protocol Buffers, "Encoding".
/// </remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;

    /// <summary>How far the message was read, in bytes.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the next tag.</summary>
    /// <returns><see langword="false"/> at the end of the message.</returns>
    /// <exception cref="InvalidDataException">There is no valid tag.</exception>
    public bool TryReadTag(out uint tag)
    {
        tag = 0;
        if (Position == _message.Length) return false;
        ulong value = ReadVarint();
        if (value > uint.MaxValue || value < 8) ThrowMalformed("a field has no valid number");
        tag = (uint)value;
        return true;
    }

    /// <summary>Reads a number of one to ten bytes.</summary>
    /// <exception cref="InvalidDataException">The message ends, or the number has more than 64 bits.</exception>
    public ulong ReadVarint()
    {
        // Nearly all tags and lengths are one byte.
        if (Position < _message.Length && _message[Position] < 0x80) return _message[Position++];
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (Position == _message.Length) ThrowMalformed("it ends inside a number");
            byte next = _message[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        ThrowMalformed("a number has more than ten bytes");
        return 0;
    }

    /// <summary>Reads eight bytes.</summary>
    /// <exception cref="InvalidDataException">The message ends.</exception>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads eight bytes as a number of IEEE 754.</summary>
    /// <exception cref="InvalidDataException">The message ends.</exception>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed64());

    /// <summary>Reads a whole number in the zigzag form, which is short for small negative numbers too.</summary>
    /// <exception cref="InvalidDataException">The message ends, or the number has more than 64 bits.</exception>
    public long ReadZigzag()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a text, bytes, or a message inside the message.</summary>
    /// <exception cref="InvalidDataException">It is said to be longer than what is left.</exception>
    public ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(_message.Length - Position)) ThrowMalformed($"a field of {length} bytes begins where {_message.Length - Position} are left");
        return Take((int)length);
    }

    /// <summary>Passes over the value of a field that does not matter.</summary>
    /// <exception cref="InvalidDataException">The value does not end inside the message, or is of no known kind.</exception>
    public void Skip(uint tag)
    {
        switch (tag & 7)
        {
            case Tags.Varint:
                ReadVarint();
                break;
            case Tags.Fixed64:
                Take(8);
                break;
            case Tags.Bytes:
                ReadBytes();
                break;
            case Tags.Fixed32:
                Take(4);
                break;
            default:
                ThrowMalformed($"field {tag >> 3} is of wire type {tag & 7}");
                break;
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _message.Length - Position) ThrowMalformed("it ends inside a value");
        var taken = _message.Slice(Position, count);
        Position += count;
        return taken;
    }

    [DoesNotReturn]
    private static void ThrowMalformed(string finding) => throw new InvalidDataException($"This is not the protobuf message that was expected: {finding}.");
}
