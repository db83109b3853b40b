using Ashiato.Intake.Elastic;

namespace Ashiato.Intake.Aggregation;

/// <summary>Keys of groups: texts, each behind its length as an unsigned LEB128 number. A text that is absent counts as empty.</summary>
internal static class KeyWriter
{
    /// <summary>Adds a text.</summary>
    public static void Add(ReadOnlySpan<byte> text, ByteBuffer key)
    {
        uint length = (uint)text.Length;
        for (; length >= 0x80; length >>= 7) key.Add((byte)(length | 0x80));
        key.Add((byte)length);
        key.Add(text);
    }

    /// <summary>Takes the first text off a key.</summary>
    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> key)
    {
        int length = 0, at = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = key[at++];
            length |= (part & 0x7F) << shift;
            if (part < 0x80) break;
        }
        var text = key.Slice(at, length);
        key = key[(at + length)..];
        return text;
    }
}
