using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Text;

namespace Ashiato.Model;

/// <summary>The identity of a trace, transaction, span or error.</summary>
/// <remarks>
/// Nearly always 16 or 32 lower-case hex digits (W3C Trace Context), kept as a number. Agents may send any text of up to 1,024
/// characters, and get it back as they sent it: such an id keeps its text.
/// </remarks>
public readonly record struct EventId
{
    /// <summary>The forms an id can have.</summary>
    public enum Form : byte
    {
        /// <summary>No id.</summary>
        None = 0,

        /// <summary>16 hex digits: <see cref="EventId.Value"/> below 2⁶⁴.</summary>
        Hex8 = 8,

        /// <summary>32 hex digits.</summary>
        Hex16 = 16,

        /// <summary>Any other text.</summary>
        Text = 255,
    }

    private readonly string? _text;

    private EventId(UInt128 value, Form shape, string? text)
    {
        Value = value;
        Shape = shape;
        _text = text;
    }

    /// <summary>The number that the hex digits stand for; 0 for a text.</summary>
    public UInt128 Value { get; }

    /// <summary>Which form the id has.</summary>
    public Form Shape { get; }

    /// <summary>True when there is no id.</summary>
    public bool IsNone => Shape == Form.None;

    /// <summary>An id of 16 hex digits.</summary>
    public static EventId FromUInt64(ulong value) => new(value, Form.Hex8, null);

    /// <summary>An id of 32 hex digits.</summary>
    public static EventId FromUInt128(UInt128 value) => new(value, Form.Hex16, null);

    /// <summary>Reads any id. An empty text is no id.</summary>
    public static EventId Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return default;
        return TryParseHex(utf8, out var value, out var shape) ? new EventId(value, shape, null) : FromText(Encoding.UTF8.GetString(utf8));
    }

    /// <summary>Reads any id. An empty text is no id.</summary>
    public static EventId Parse(string text)
    {
        if (text.Length == 0) return default;
        if (text.Length is not (16 or 32)) return FromText(text);
        Span<byte> utf8 = stackalloc byte[96];
        return Parse(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    internal static EventId FromText(string text) => new(0, Form.Text, text);

    internal static EventId FromParts(UInt128 value, Form shape) => new(value, shape, null);

    /// <summary>Reads the two usual forms, lower-case only, so that the text form is always what was sent.</summary>
    internal static bool TryParseHex(ReadOnlySpan<byte> utf8, out UInt128 value, out Form shape)
    {
        value = default;
        shape = utf8.Length switch { 16 => Form.Hex8, 32 => Form.Hex16, _ => Form.None };
        if (shape == Form.None) return false;

        if (!TryParseDigits(utf8[..16], out ulong upper)) return false;
        value = upper;
        if (utf8.Length == 16) return true;
        if (!TryParseDigits(utf8[16..], out ulong lower)) return false;
        value = new UInt128(upper, lower);
        return true;
    }

    /// <summary>Reads 16 lower-case hex digits, all at one time.</summary>
    private static bool TryParseDigits(ReadOnlySpan<byte> digits, out ulong value)
    {
        var text = Vector128.Create(digits);
        var decimals = text - Vector128.Create((byte)'0');
        var letters = text - Vector128.Create((byte)'a');
        var isDecimal = Vector128.LessThan(decimals, Vector128.Create((byte)10));
        var isLetter = Vector128.LessThan(letters, Vector128.Create((byte)6));
        var nibbles = Vector128.ConditionalSelect(isDecimal, decimals, letters + Vector128.Create((byte)10));
        // Two nibbles are one byte; the upper one stands first.
        var pairs = nibbles.AsUInt16();
        var bytes = ((pairs << 4) | (pairs >> 8)) & Vector128.Create((ushort)0xFF);
        value = BinaryPrimitives.ReverseEndianness(Vector128.Narrow(bytes, bytes).AsUInt64()[0]);
        return (isDecimal | isLetter) == Vector128<byte>.AllBitsSet;
    }

    /// <summary>The text form: hex digits, or the text as it was sent; empty for no id.</summary>
    public override string ToString() => Shape switch
    {
        Form.Hex8 or Form.Hex16 => ToHex(),
        Form.Text => _text!,
        _ => "",
    };

    // A trace has thousands: all digits at one time, as they are read.
    private string ToHex()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Convert.ToHexStringLower(Shape == Form.Hex8 ? bytes[8..] : bytes);
    }
}
