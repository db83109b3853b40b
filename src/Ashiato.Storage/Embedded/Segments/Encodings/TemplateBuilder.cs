using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>The templates of one column while its row groups are written.</summary>
internal sealed class TemplateBuilder : IDisposable
{
    /// <summary>Beyond so many, texts become one literal each.</summary>
    public const int MostTemplates = 4_096;

    // As long as quoted texts leave this few templates they stay in them: that compresses best and is what people search for.
    private const int FewTemplates = 1_024;

    private readonly TextSplitter _splitter = new();
    private readonly Utf8Interner _texts = new();
    private readonly List<TextTemplate> _parsed = [];
    private bool _splitsQuotes;

    /// <summary>The texts of one row group, split.</summary>
    /// <param name="Templates">The template of each.</param>
    /// <param name="Numbers">The literals that are numbers, in order.</param>
    /// <param name="Lengths">The lengths of those that are texts.</param>
    /// <param name="Bytes">Hex digits and UUIDs.</param>
    /// <param name="Texts">The bytes of those that are texts.</param>
    internal sealed record Parts(int[] Templates, List<long> Numbers, List<long> Lengths, PooledBuffer Bytes, PooledBuffer Texts);

    private readonly Parts _parts = new([], [], [], new PooledBuffer(), new PooledBuffer());

    /// <summary>The templates so far.</summary>
    public IReadOnlyList<TextTemplate> Parsed => _parsed;

    /// <summary>How many slots for numbers they have together.</summary>
    public int NumberSlots { get; private set; }

    /// <summary>The templates as texts.</summary>
    public Utf8Pool ToPool() => _texts.ToPool();

    /// <summary>Splits texts. What it gives is gone with the next call.</summary>
    public Parts Split(Utf8Pool texts)
    {
        var parts = _parts with { Templates = new int[texts.Count] };
        parts.Numbers.Clear();
        parts.Lengths.Clear();
        parts.Bytes.Clear();
        parts.Texts.Clear();
        for (int i = 0; i < texts.Count; i++)
        {
            var text = texts[i];
            _splitter.Split(text, _splitsQuotes);
            parts.Templates[i] = NumberOf(text);
            foreach (var literal in _splitter.Literals) Keep(literal, text, parts);
        }
        return parts;
    }

    public void Dispose()
    {
        _splitter.Dispose();
        _texts.Dispose();
        _parts.Bytes.Dispose();
        _parts.Texts.Dispose();
    }

    private int NumberOf(ReadOnlySpan<byte> text)
    {
        if (_texts.Count >= FewTemplates) _splitsQuotes = true;
        if (_texts.Count >= MostTemplates) _splitter.Whole(text);
        int number = _texts.Intern(_splitter.Template);
        if (number < _parsed.Count) return number;
        var parsed = TextTemplate.Parse(_splitter.Template, NumberSlots);
        _parsed.Add(parsed);
        NumberSlots += parsed.NumberCount;
        return number;
    }

    private static void Keep(TextSplitter.Literal literal, ReadOnlySpan<byte> text, Parts parts)
    {
        var utf8 = text.Slice(literal.Start, literal.Length);
        switch (literal.Kind)
        {
            case LiteralKind.Text:
                parts.Lengths.Add(utf8.Length);
                utf8.CopyTo(parts.Texts.GetSpan(utf8.Length));
                parts.Texts.Advance(utf8.Length);
                break;
            case LiteralKind.Hex or LiteralKind.Uuid:
                var bytes = parts.Bytes.GetSpan(utf8.Length);
                int written = 0;
                for (int i = 0; i + 1 < utf8.Length; i += 2)
                {
                    if (utf8[i] == '-') i++;
                    bytes[written++] = (byte)((Digit(utf8[i]) << 4) | Digit(utf8[i + 1]));
                }
                parts.Bytes.Advance(written);
                break;
            default:
                parts.Numbers.Add(literal.Value);
                break;
        }
    }

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : hex - 'a' + 10;
}
