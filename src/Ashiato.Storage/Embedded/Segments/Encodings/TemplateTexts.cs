using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Texts as templates with literals of their own types.</summary>
/// <remarks>
/// Layout: the number of each text's template (<see cref="IntSequence"/>); a chunk with a symbol for each number among the literals
/// (<see cref="RecentNumbers"/>), sorted by template and slot, inside a slot in the order of the texts; the bits that new numbers leave open,
/// packed, in the order of the texts; hex digits and UUIDs as bytes; the lengths of text literals (<see cref="IntSequence"/>), and a chunk with
/// their bytes. Each part but the first begins with its length or count.
/// </remarks>
internal static class TemplateTexts
{
    /// <summary>Splits texts, numbers their templates, and writes them.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="templates">The templates of the column so far, and what else its row groups share.</param>
    /// <param name="output">Where to.</param>
    /// <returns>The template of each text.</returns>
    public static int[] Write(Utf8Pool texts, TemplateBuilder templates, BlockWriter output)
    {
        var split = templates.Split(texts);
        var templateOf = split.Templates;
        IntSequence.Write(templateOf, output);

        using var symbols = new Pooled<byte>(split.Numbers.Count);
        using var cursors = new Pooled<int>(templates.NumberSlots);
        int total = Cursors(templateOf, templates.Parsed, cursors.Span);
        using var recent = new Pooled<long>(RecentNumbers.Capacity);
        using var last = new Pooled<long>(templates.NumberSlots);
        recent.Span.Fill(-1);
        last.Span.Fill(-1);
        var numbers = new RecentNumbers(recent.Span, last.Span);
        using var bits = new PooledBuffer();
        var open = new BitWriter(bits);
        int next = 0;
        foreach (int template in templateOf)
        {
            var parsed = templates.Parsed[template];
            for (int i = 0; i < parsed.NumberCount; i++)
            {
                int slot = parsed.FirstNumber + i;
                long value = split.Numbers[next++];
                byte symbol = numbers.Next(slot, value);
                symbols.Span[cursors.Span[slot]++] = symbol;
                int length = symbol - RecentNumbers.FirstNew;
                if (length > 1) open.Write((ulong)value & ((1UL << (length - 1)) - 1), length - 1);
            }
        }
        open.End();
        output.Chunk(symbols.Span[..total]);
        output.Number(bits.Length);
        output.Bytes(bits.Span);
        output.Number(split.Bytes.Length);
        output.Bytes(split.Bytes.Span);
        output.Number(split.Lengths.Count);
        IntSequence.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(split.Lengths), output);
        output.Chunk(split.Texts.Span);
        return templateOf;
    }

    /// <summary>Reads texts.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="templates">The column's templates.</param>
    /// <param name="templateOf">The template of each text.</param>
    /// <exception cref="InvalidDataException">The bytes are not such texts.</exception>
    public static Utf8Pool Read(ref ByteReader input, int count, TextTemplate[] templates, out int[] templateOf)
    {
        templateOf = ReadNumbers(ref input, count, templates);
        return Read(ref input, templateOf, templates, wanted: default);
    }

    /// <summary>Reads the template of each text, and leaves the texts unread.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such numbers.</exception>
    public static int[] ReadNumbers(ref ByteReader input, int count, TextTemplate[] templates) => IntSequence.ReadCodes(ref input, count, templates.Length);

    /// <summary>Reads the texts of some templates; those of others are left empty.</summary>
    /// <returns><see langword="null"/> when there are none, and then the rest of the bytes is not read.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such texts.</exception>
    public static Utf8Pool? ReadOf(ref ByteReader input, int count, TextTemplate[] templates, ReadOnlySpan<bool> wantedTemplates)
    {
        var templateOf = ReadNumbers(ref input, count, templates);
        var wanted = new bool[count];
        for (int i = 0; i < count; i++) wanted[i] = wantedTemplates[templateOf[i]];
        return wanted.AsSpan().Contains(true) ? Read(ref input, templateOf, templates, wanted) : null;
    }

    /// <summary>Reads some texts; the others are left empty.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such texts.</exception>
    public static Utf8Pool ReadSome(ref ByteReader input, int count, TextTemplate[] templates, ReadOnlySpan<bool> wanted) =>
        Read(ref input, ReadNumbers(ref input, count, templates), templates, wanted);

    private static Utf8Pool Read(ref ByteReader input, ReadOnlySpan<int> templateOf, TextTemplate[] templates, ReadOnlySpan<bool> wanted)
    {
        int count = templateOf.Length;
        int slotCount = templates.Length == 0 ? 0 : templates[^1].FirstNumber + templates[^1].NumberCount;
        using var cursors = new Pooled<int>(slotCount);
        int total = Cursors(templateOf, templates, cursors.Span);
        using var symbols = Chunk.Read(ref input, total);
        if (symbols.Span.Length != total) throw new InvalidDataException("literals of another count than templates ask for");
        var open = new BitReader(input.Bytes(input.Count(input.Left)));
        var bytes = new ByteReader(input.Bytes(input.Count(input.Left)));
        int textCount = input.Count(TextSlots(templateOf, templates));
        var lengths = IntSequence.Read(ref input, textCount);
        using var textBytes = Chunk.Read(ref input);

        using var recent = new Pooled<long>(RecentNumbers.Capacity);
        using var last = new Pooled<long>(slotCount);
        recent.Span.Fill(-1);
        last.Span.Fill(-1);
        var literals = new TemplateLiterals(symbols.Span, cursors.Span, new RecentNumbers(recent.Span, last.Span), open, bytes, lengths, new ByteReader(textBytes.Span));
        var output = new TextAssembler();
        var ends = new int[count];
        for (int i = 0; i < count; i++)
        {
            if (wanted.IsEmpty || wanted[i]) literals.Assemble(templates[templateOf[i]], ref output);
            else literals.Skip(templates[templateOf[i]]);
            ends[i] = output.Length;
        }
        return new Utf8Pool(output.ToArray(), ends);
    }

    /// <summary>For each slot that holds numbers, where its symbols begin.</summary>
    /// <returns>How many symbols there are.</returns>
    private static int Cursors(ReadOnlySpan<int> templateOf, IReadOnlyList<TextTemplate> templates, Span<int> cursors)
    {
        cursors.Clear();
        foreach (int template in templateOf)
        {
            var parsed = templates[template];
            for (int i = 0; i < parsed.NumberCount; i++) cursors[parsed.FirstNumber + i]++;
        }
        int total = 0;
        foreach (ref int cursor in cursors) (cursor, total) = (total, total + cursor);
        return total;
    }

    private static int TextSlots(ReadOnlySpan<int> templateOf, TextTemplate[] templates)
    {
        int count = 0;
        foreach (int template in templateOf)
            foreach (var slot in templates[template].Slots) count += slot.Kind == LiteralKind.Text ? 1 : 0;
        return count;
    }
}
