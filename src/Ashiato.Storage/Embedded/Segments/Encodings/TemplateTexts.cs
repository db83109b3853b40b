using Ashiato.Model;
using Ashiato.Storage.Execution;

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
    /// <param name="input">The bytes.</param>
    /// <param name="count">How many texts there are.</param>
    /// <param name="templates">The column's templates.</param>
    /// <param name="wantedTemplates">Which of them.</param>
    /// <param name="number">A number without which no text is wanted.</param>
    /// <returns><see langword="null"/> when there are none, and then the rest of the bytes is not read.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such texts.</exception>
    public static Utf8Pool? ReadOf(ref ByteReader input, int count, TextTemplate[] templates, ReadOnlySpan<bool> wantedTemplates, SoughtNumber? number)
    {
        using var templateOf = new Pooled<int>(count);
        IntSequence.ReadCodes(ref input, templateOf.Span, templates.Length);
        var wanted = new bool[count];
        for (int i = 0; i < count; i++) wanted[i] = wantedTemplates[templateOf.Span[i]];
        if (!wanted.AsSpan().Contains(true)) return null;
        if (number is { } needed && !HasNumber(input, templateOf.Span, templates, needed)) return null;
        return Read(ref input, templateOf.Span, templates, wanted);
    }

    /// <summary>Reads some texts; the others are left empty.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such texts.</exception>
    public static Utf8Pool ReadSome(ref ByteReader input, int count, TextTemplate[] templates, ReadOnlySpan<bool> wanted) =>
        Read(ref input, ReadNumbers(ref input, count, templates), templates, wanted);

    private static Utf8Pool Read(ref ByteReader input, ReadOnlySpan<int> templateOf, TextTemplate[] templates, ReadOnlySpan<bool> wanted)
    {
        int count = templateOf.Length;
        int slotCount = SlotCount(templates);
        using var cursors = new Pooled<int>(slotCount);
        using var symbols = ReadSymbols(ref input, templateOf, templates, cursors.Span);
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
        // Behind the last text that is wanted nothing needs to be known.
        int needed = wanted.IsEmpty ? count : wanted.LastIndexOf(true) + 1;
        for (int i = 0; i < needed; i++)
        {
            if (wanted.IsEmpty || wanted[i]) literals.Assemble(templates[templateOf[i]], ref output);
            else literals.Skip(templates[templateOf[i]]);
            ends[i] = output.Length;
        }
        ends.AsSpan(needed).Fill(output.Length);
        return new Utf8Pool(output.ToArray(), ends);
    }

    /// <summary>True when a number is among the literals, or may be inside of one. No text is put together for it.</summary>
    private static bool HasNumber(ByteReader input, ReadOnlySpan<int> templateOf, TextTemplate[] templates, SoughtNumber number)
    {
        using var cursors = new Pooled<int>(SlotCount(templates));
        using var symbols = ReadSymbols(ref input, templateOf, templates, cursors.Span);
        var open = new BitReader(input.Bytes(input.Count(input.Left)));
        if (HasNew(number.Value, symbols.Span, cursors.Span, open, templateOf, templates)) return true;
        input.Bytes(input.Count(input.Left));
        int textCount = input.Count(TextSlots(templateOf, templates));
        IntSequence.Skip(ref input, textCount);
        if (textCount == 0) return false;
        using var texts = Chunk.Read(ref input);
        return texts.Span.IndexOf(number.Digits) >= 0;
    }

    /// <summary>True when a number is among the literals: then it is new once, and numbers that came before need not be looked up.</summary>
    private static bool HasNew(long number, ReadOnlySpan<byte> symbols, Span<int> cursors, BitReader open, ReadOnlySpan<int> templateOf, TextTemplate[] templates)
    {
        byte wanted = (byte)(RecentNumbers.FirstNew + RecentNumbers.BitLength(number));
        if (!symbols.Contains(wanted)) return false;
        foreach (int template in templateOf)
        {
            var parsed = templates[template];
            foreach (ref int next in cursors.Slice(parsed.FirstNumber, parsed.NumberCount))
            {
                byte symbol = symbols[next++];
                if (symbol == wanted && RecentNumbers.ReadNew(symbol, ref open) == number) return true;
                if (symbol != wanted && symbol > RecentNumbers.FirstNew) open.Skip(symbol - RecentNumbers.FirstNew - 1);
            }
        }
        return false;
    }

    private static int SlotCount(TextTemplate[] templates) => templates.Length == 0 ? 0 : templates[^1].FirstNumber + templates[^1].NumberCount;

    private static Chunk ReadSymbols(ref ByteReader input, ReadOnlySpan<int> templateOf, TextTemplate[] templates, Span<int> cursors)
    {
        int total = Cursors(templateOf, templates, cursors);
        var symbols = Chunk.Read(ref input, total);
        if (symbols.Span.Length == total) return symbols;
        symbols.Dispose();
        throw new InvalidDataException("literals of another count than templates ask for");
    }

    /// <summary>For each slot that holds numbers, where its symbols begin.</summary>
    /// <returns>How many symbols there are.</returns>
    private static int Cursors(ReadOnlySpan<int> templateOf, IReadOnlyList<TextTemplate> templates, Span<int> cursors)
    {
        using var counts = new Pooled<int>(templates.Count);
        counts.Span.Clear();
        foreach (int template in templateOf) counts.Span[template]++;
        int total = 0;
        for (int template = 0; template < templates.Count; template++)
        {
            // Slots without a text take no symbols; they all begin where the next one does.
            var parsed = templates[template];
            for (int i = 0; i < parsed.NumberCount; i++, total += counts.Span[template]) cursors[parsed.FirstNumber + i] = total;
        }
        return total;
    }

    private static int TextSlots(ReadOnlySpan<int> templateOf, TextTemplate[] templates)
    {
        int count = 0;
        foreach (int template in templateOf) count += templates[template].TextCount;
        return count;
    }
}
