using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Ashiato.Intake.Elastic;

/// <summary>Strings of JSON: reading their escapes, and writing them again in the shortest form.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> s_mustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(static control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>The text of the string or name at which the reader stands. It is valid until the buffer is used again.</summary>
    public static ReadOnlySpan<byte> Read(ref JsonCursor reader, ByteBuffer scratch)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        scratch.Clear();
        Unescape(reader.ValueSpan, scratch);
        return scratch.Written;
    }

    /// <summary>The same for another reader.</summary>
    public static ReadOnlySpan<byte> Read(ref Utf8JsonReader reader, ByteBuffer scratch)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        scratch.Clear();
        Unescape(reader.ValueSpan, scratch);
        return scratch.Written;
    }

    /// <summary>Resolves escapes. Half a surrogate pair becomes U+FFFD, so that whatever is kept can be shown.</summary>
    public static void Unescape(ReadOnlySpan<byte> escaped, ByteBuffer target)
    {
        while (true)
        {
            int at = escaped.IndexOf((byte)'\\');
            if (at < 0)
            {
                target.Add(escaped);
                return;
            }
            target.Add(escaped[..at]);
            escaped = escaped[(at + 1)..];
            byte kind = escaped[0];
            escaped = escaped[1..];
            if (kind != (byte)'u')
            {
                target.Add(kind switch { (byte)'n' => (byte)'\n', (byte)'t' => (byte)'\t', (byte)'r' => (byte)'\r', (byte)'b' => (byte)'\b', (byte)'f' => (byte)'\f', _ => kind });
                continue;
            }
            var first = (char)Hex(escaped);
            escaped = escaped[4..];
            var rune = Rune.ReplacementChar;
            if (!Rune.TryCreate(first, out var single))
            {
                bool hasPartner = char.IsHighSurrogate(first) && escaped.Length >= 6 && escaped[0] == (byte)'\\' && escaped[1] == (byte)'u';
                if (hasPartner && Rune.TryCreate(first, (char)Hex(escaped[2..]), out rune)) escaped = escaped[6..];
                else rune = Rune.ReplacementChar;
            }
            else
            {
                rune = single;
            }
            target.Advance(rune.EncodeToUtf8(target.Reserve(4)));
        }
    }

    /// <summary>Writes a text as a JSON string, quotes included.</summary>
    public static void Write(ReadOnlySpan<byte> utf8, ByteBuffer target)
    {
        target.Add((byte)'"');
        while (true)
        {
            int at = utf8.IndexOfAny(s_mustEscape);
            if (at < 0) break;
            target.Add(utf8[..at]);
            WriteEscaped(utf8[at], target);
            utf8 = utf8[(at + 1)..];
        }
        target.Add(utf8);
        target.Add((byte)'"');
    }

    /// <summary>Adds <c>,"name":</c>, without the comma behind an opening bracket. The name needs no escapes.</summary>
    public static void WriteName(ReadOnlySpan<byte> name, ByteBuffer target)
    {
        if (target.Written[^1] is not ((byte)'{' or (byte)'[')) target.Add((byte)',');
        target.Add((byte)'"');
        target.Add(name);
        target.Add("\":"u8);
    }

    private static void WriteEscaped(byte value, ByteBuffer target)
    {
        switch (value)
        {
            case (byte)'"': target.Add("\\\""u8); break;
            case (byte)'\\': target.Add("\\\\"u8); break;
            case (byte)'\n': target.Add("\\n"u8); break;
            case (byte)'\r': target.Add("\\r"u8); break;
            case (byte)'\t': target.Add("\\t"u8); break;
            default:
                target.Add("\\u00"u8);
                target.Add((byte)('0' + (value >> 4)));
                target.Add("0123456789abcdef"u8[value & 15]);
                break;
        }
    }

    // The reader has checked the digits.
    private static int Hex(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        for (int i = 0; i < 4; i++)
        {
            int digit = digits[i] | 0x20;
            value = (value << 4) | (digit >= 'a' ? digit - 'a' + 10 : digits[i] - '0');
        }
        return value;
    }
}
