namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What an attribute's value is.</summary>
internal enum AttributeKind : byte
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A whole number.</summary>
    Int,

    /// <summary>A number of IEEE 754.</summary>
    Double,

    /// <summary>A list of values.</summary>
    Array,

    /// <summary>Named values.</summary>
    Map,

    /// <summary>Bytes that are no text.</summary>
    Binary,
}

/// <summary>The value of an attribute (AnyValue), in the message that it came with.</summary>
internal readonly ref struct AttributeValue
{
    private readonly long _number;

    private AttributeValue(AttributeKind kind, ReadOnlySpan<byte> bytes, long number)
    {
        Kind = kind;
        Bytes = bytes;
        _number = number;
    }

    /// <summary>What it is.</summary>
    public AttributeKind Kind { get; }

    /// <summary>The text, as valid UTF-8, or the bytes; of a list or map, the message that holds it.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The whole number; 0 for anything else.</summary>
    public long Int => Kind == AttributeKind.Int ? _number : 0;

    /// <summary>True only for the truth value true.</summary>
    public bool IsTrue => Kind == AttributeKind.Bool && _number != 0;

    /// <summary>The number, whole or not; 0 for anything else.</summary>
    public double Number => Kind switch
    {
        AttributeKind.Int => _number,
        AttributeKind.Double => BitConverter.Int64BitsToDouble(_number),
        _ => 0,
    };

    /// <summary>Reads a value. Of several, the last counts.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    public static AttributeValue Read(ReadOnlySpan<byte> message)
    {
        var value = default(AttributeValue);
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Tags.AnyValue.Text:
                    value = new AttributeValue(AttributeKind.Text, Utf8Text.Valid(reader.ReadBytes()), 0);
                    break;
                case Tags.AnyValue.Bool:
                    value = new AttributeValue(AttributeKind.Bool, default, reader.ReadVarint() == 0 ? 0 : 1);
                    break;
                case Tags.AnyValue.Int:
                    value = new AttributeValue(AttributeKind.Int, default, (long)reader.ReadVarint());
                    break;
                case Tags.AnyValue.Double:
                    value = new AttributeValue(AttributeKind.Double, default, (long)reader.ReadFixed64());
                    break;
                case Tags.AnyValue.Array:
                    value = new AttributeValue(AttributeKind.Array, reader.ReadBytes(), 0);
                    break;
                case Tags.AnyValue.Map:
                    value = new AttributeValue(AttributeKind.Map, reader.ReadBytes(), 0);
                    break;
                case Tags.AnyValue.Binary:
                    value = new AttributeValue(AttributeKind.Binary, reader.ReadBytes(), 0);
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return value;
    }

    /// <summary>Reads a key and its value.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    public static AttributeValue ReadPair(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> key)
    {
        key = default;
        var value = default(AttributeValue);
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == Tags.KeyValue.Key) key = reader.ReadBytes();
            else if (tag == Tags.KeyValue.Value) value = Read(reader.ReadBytes());
            else reader.Skip(tag);
        }
        return value;
    }
}
