using System.Runtime.CompilerServices;
using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>What the row groups of a segment share about one field.</summary>
/// <remarks>
/// Layout: byte flags; for flag 1 the texts that <see cref="ColumnForm.Codes"/> number; for flag 2 the templates that <see cref="ColumnForm.Templates"/>
/// number; for flag 4 the number of the field that this one follows from, how many codes or templates that has, and the value for each of them
/// (<see cref="IntSequence"/>): a text's number, a whole number, or the bits of a number with fractions.
/// </remarks>
internal sealed class FieldDictionary
{
    private const byte HasTexts = 1;
    private const byte HasTemplates = 2;
    private const byte IsDetermined = 4;

    /// <summary>The texts; empty when the field is kept in another way.</summary>
    public Utf8Pool Texts { get; init; } = Utf8Pool.Empty;

    /// <summary>The templates as texts.</summary>
    public Utf8Pool TemplateTexts { get; init; } = Utf8Pool.Empty;

    /// <summary>The templates; filled when read.</summary>
    public TextTemplate[] Templates { get; private init; } = [];

    // Every row group of a segment is asked the same, by several threads.
    private readonly ConditionalWeakTable<ITextTest, WantedTemplates> _wantedBy = [];

    private sealed record Asked(string Text, bool IsHere);

    private Asked? _asked;

    /// <summary>True when a text is among <see cref="Texts"/>.</summary>
    public bool Has(string text)
    {
        // The row groups of a segment are asked the same, one after the other.
        var asked = _asked;
        if (asked is null || !ReferenceEquals(asked.Text, text)) _asked = asked = new Asked(text, Texts.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
        return asked.IsHere;
    }

    /// <summary>The number of the field that this one follows from, or −1.</summary>
    public int Parent { get; init; } = -1;

    /// <summary>The value for each code or template of the parent.</summary>
    public long[] ValueOf { get; init; } = [];

    /// <summary>Nothing that row groups share.</summary>
    public static FieldDictionary None { get; } = new();

    /// <summary>Bytes in memory, about.</summary>
    public long EstimatedBytes => 200 + Texts.Bytes.Length + (4L * Texts.Count) + (3L * TemplateTexts.Bytes.Length) + (200L * Templates.Length) + (8L * ValueOf.Length);

    /// <summary>The templates whose texts may pass a test.</summary>
    public WantedTemplates WantedBy(ITextTest test) => _wantedBy.GetValue(test, asked => WantedTemplates.Of(Templates, TemplateTexts, asked));

    /// <returns><see langword="false"/> when there is nothing to write.</returns>
    public bool Write(BlockWriter output)
    {
        int flags = (Texts.Count > 0 ? HasTexts : 0) | (TemplateTexts.Count > 0 ? HasTemplates : 0) | (Parent >= 0 ? IsDetermined : 0);
        if (flags == 0) return false;
        output.Byte((byte)flags);
        if (Texts.Count > 0) output.Texts(Texts);
        if (TemplateTexts.Count > 0) output.Texts(TemplateTexts);
        if (Parent < 0) return true;
        output.Number(Parent);
        output.Number(ValueOf.Length);
        IntSequence.Write(ValueOf, output);
        return true;
    }

    /// <param name="bytes">The block.</param>
    /// <param name="number">The field's number; it can only follow from one before it.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a dictionary.</exception>
    public static FieldDictionary Read(ReadOnlySpan<byte> bytes, int number)
    {
        var input = new ByteReader(bytes);
        byte flags = input.Byte();
        var texts = (flags & HasTexts) == 0 ? Utf8Pool.Empty : Chunk.ReadTexts(ref input, MostValues);
        var templates = (flags & HasTemplates) == 0 ? Utf8Pool.Empty : Chunk.ReadTexts(ref input, MostValues);
        int parent = -1;
        long[] values = [];
        if ((flags & IsDetermined) != 0)
        {
            parent = input.Count(number - 1);
            if (number == 0) throw new InvalidDataException("the first field follows from another");
            values = IntSequence.Read(ref input, input.Count(MostValues));
        }
        input.RequireEnd();
        return new FieldDictionary { Texts = texts, TemplateTexts = templates, Templates = Parse(templates), Parent = parent, ValueOf = values };
    }

    private const int MostValues = 1 << 20;

    private static TextTemplate[] Parse(Utf8Pool texts)
    {
        var templates = new TextTemplate[texts.Count];
        int numbers = 0;
        for (int i = 0; i < templates.Length; i++)
        {
            templates[i] = TextTemplate.Parse(texts[i], numbers);
            numbers += templates[i].NumberCount;
        }
        return templates;
    }
}
