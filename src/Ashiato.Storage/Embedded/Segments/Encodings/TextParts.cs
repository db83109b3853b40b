using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Texts that stand in another text of the same row, such as the path in a URL.</summary>
/// <remarks>Layout: for each text how many bytes of the other stand before it; for each how many stand behind it (both <see cref="IntSequence"/>).</remarks>
internal static class TextParts
{
    /// <summary>Writes where texts stand in others.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="wholes">The other text of each.</param>
    /// <param name="output">Where to.</param>
    /// <returns><see langword="false"/> when one does not stand in its other; nothing is written then.</returns>
    public static bool TryWrite(Utf8Pool texts, Func<int, ReadOnlyMemory<byte>?> wholes, BlockWriter output)
    {
        using var before = new Pooled<long>(texts.Count);
        using var behind = new Pooled<long>(texts.Count);
        for (int i = 0; i < texts.Count; i++)
        {
            if (wholes(i) is not { } whole) return false;
            // From the end: a path may also look like the host before it.
            int at = whole.Span.LastIndexOf(texts[i]);
            if (at < 0) return false;
            before.Span[i] = at;
            behind.Span[i] = whole.Length - at - texts[i].Length;
        }
        IntSequence.Write(before.Span, output);
        IntSequence.Write(behind.Span, output);
        return true;
    }

    /// <param name="input">The bytes.</param>
    /// <param name="wholes">The column that has the other texts.</param>
    /// <param name="rows">A row of each text.</param>
    /// <param name="wanted">For each text whether it is looked at, the others being left empty; empty for all.</param>
    /// <exception cref="InvalidDataException">The bytes are not such places.</exception>
    public static Utf8Pool Read(ref ByteReader input, StringColumn wholes, ReadOnlySpan<int> rows, ReadOnlySpan<bool> wanted)
    {
        var before = IntSequence.Read(ref input, rows.Length);
        var behind = IntSequence.Read(ref input, rows.Length);
        var texts = new TextAssembler();
        var ends = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            ends[i] = texts.Length;
            if (!wanted.IsEmpty && !wanted[i]) continue;
            int entry = wholes.FirstEntry(rows[i]);
            if (entry < 0) throw new InvalidDataException("a text is part of one that is not there");
            var whole = wholes.Pool[wholes.Codes[entry]];
            if (before[i] < 0 || before[i] > whole.Length || behind[i] < 0 || behind[i] > whole.Length - before[i]) throw new InvalidDataException("a text is part of a shorter one");
            texts.Add(whole[(int)before[i]..^(int)behind[i]]);
            ends[i] = texts.Length;
        }
        return new Utf8Pool(texts.ToArray(), ends);
    }
}
