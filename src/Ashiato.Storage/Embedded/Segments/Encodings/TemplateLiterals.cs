namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>The literals of a block's texts, taken out one text after the other.</summary>
/// <param name="symbols">A symbol for each number, sorted by slot.</param>
/// <param name="cursors">For each slot that holds numbers, where its next symbol stands.</param>
/// <param name="numbers">The numbers that came last.</param>
/// <param name="open">The bits that symbols of new numbers leave open.</param>
/// <param name="bytes">Hex digits and UUIDs.</param>
/// <param name="lengths">The lengths of the literals that are texts.</param>
/// <param name="texts">Their bytes.</param>
internal ref struct TemplateLiterals(ReadOnlySpan<byte> symbols, Span<int> cursors, RecentNumbers numbers, BitReader open, ByteReader bytes, ReadOnlySpan<long> lengths, ByteReader texts)
{
    private readonly ReadOnlySpan<byte> _symbols = symbols;
    private readonly Span<int> _cursors = cursors;
    private readonly ReadOnlySpan<long> _lengths = lengths;
    private readonly RecentNumbers _numbers = numbers;
    private BitReader _open = open;
    private ByteReader _bytes = bytes;
    private ByteReader _texts = texts;
    private int _nextText;

    /// <summary>Puts the next text together.</summary>
    /// <exception cref="InvalidDataException">A literal is missing.</exception>
    public void Assemble(TextTemplate template, scoped ref TextAssembler output)
    {
        int slot = template.FirstNumber;
        for (int part = 0; part < template.Slots.Length; part++)
        {
            output.Add(template.Parts[part]);
            var (kind, more) = template.Slots[part];
            switch (kind)
            {
                case LiteralKind.Hex:
                    output.AddHex(_bytes.Bytes(more / 2));
                    break;
                case LiteralKind.Uuid:
                    output.AddUuid(_bytes.Bytes(TextAssembler.UuidBytes));
                    break;
                case LiteralKind.Text:
                    output.Add(NextText());
                    break;
                default:
                    output.AddNumber(kind, more, NextNumber(slot++));
                    break;
            }
        }
        output.Add(template.Parts[^1]);
    }

    /// <summary>Leaves the next text out. Its numbers count all the same: later ones may be the same as these.</summary>
    /// <exception cref="InvalidDataException">A literal is missing.</exception>
    public void Skip(TextTemplate template)
    {
        int slot = template.FirstNumber;
        foreach (var (kind, more) in template.Slots)
        {
            switch (kind)
            {
                case LiteralKind.Hex:
                    _bytes.Bytes(more / 2);
                    break;
                case LiteralKind.Uuid:
                    _bytes.Bytes(TextAssembler.UuidBytes);
                    break;
                case LiteralKind.Text:
                    NextText();
                    break;
                default:
                    NextNumber(slot++);
                    break;
            }
        }
    }

    private ReadOnlySpan<byte> NextText()
    {
        if (_nextText == _lengths.Length || _lengths[_nextText] is < 0 or > int.MaxValue) throw new InvalidDataException("a text literal is missing");
        return _texts.Bytes((int)_lengths[_nextText++]);
    }

    private long NextNumber(int slot)
    {
        byte symbol = _symbols[_cursors[slot]++];
        if (symbol < RecentNumbers.FirstNew)
        {
            long known = _numbers.Known(slot, symbol);
            return known >= 0 ? known : throw new InvalidDataException("a literal refers to one that was not there");
        }
        long value = RecentNumbers.ReadNew(symbol, ref _open);
        _numbers.New(slot, value);
        return value;
    }
}
