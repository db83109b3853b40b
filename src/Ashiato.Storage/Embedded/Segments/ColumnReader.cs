using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Turns the block of a column back into the column.</summary>
/// <remarks>
/// Layout: byte <see cref="ColumnForm"/>; unless that is plain, a byte with <see cref="Presence"/> in its low half and <see cref="ValueKey"/> in its high half; the rows,
/// if they are listed; the values by form, one for each row or key. Columns refer to none but those of fields before them, so reading ends.
/// </remarks>
internal readonly partial struct ColumnReader
{
    private readonly SegmentRowGroup _group;
    private readonly int _number;
    private readonly Field _field;
    private readonly ReadOnlyMemory<int> _rows; // of each entry
    private readonly bool _isDense;
    private readonly int[]? _valueOf; // of each entry; null when each has its own
    private readonly ReadOnlyMemory<int> _valueRows; // of each value

    private ColumnReader(SegmentRowGroup group, int number, ReadOnlyMemory<int> rows, bool isDense, ValueKey key)
    {
        (_group, _number, _rows, _isDense) = (group, number, rows, isDense);
        _field = group.Parts.Footer.Fields[number];
        _valueRows = rows;
        if (key == ValueKey.Row) return;
        var keyOfRow = key == ValueKey.Trace ? group.TraceOfRow() : group.TransactionOfRow(number);
        _valueOf = KeyedRows.Expand(rows.Span, keyOfRow, out var firsts);
        _valueRows = isDense ? firsts : Gather(rows.Span, firsts);
    }

    /// <param name="group">The row group.</param>
    /// <param name="number">The number of the field.</param>
    /// <param name="bytes">The block.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a column.</exception>
    public static SegmentRowGroup.StoredColumn Read(SegmentRowGroup group, int number, ReadOnlySpan<byte> bytes)
    {
        var input = new ByteReader(bytes);
        var form = (ColumnForm)input.Byte();
        if (form == ColumnForm.Plain) return new SegmentRowGroup.StoredColumn(ReadPlain(group, number, ref input), null);

        var column = Begin(group, number, ref input).ReadValues(form, ref input);
        input.RequireEnd();
        return column;
    }

    private static ColumnReader Begin(SegmentRowGroup group, int number, ref ByteReader input)
    {
        var (presence, key) = ReadHow(ref input);
        ReadOnlyMemory<int> rows = presence switch
        {
            Presence.Dense => SharedArrays.Rows(group.RowCount),
            Presence.ByShape => group.RowsOfShapes(number),
            _ => ReadRows(ref input, group.RowCount),
        };
        return new ColumnReader(group, number, rows, isDense: rows.Length == group.RowCount, key);
    }

    private static (Presence, ValueKey) ReadHow(ref ByteReader input)
    {
        byte how = input.Byte();
        var (presence, key) = ((Presence)(how & 15), (ValueKey)(how >> 4));
        return presence > Presence.Listed || key > ValueKey.Transaction ? throw new InvalidDataException($"a column has its rows in an unknown way {how}") : (presence, key);
    }

    private SegmentRowGroup.StoredColumn ReadValues(ColumnForm form, ref ByteReader input)
    {
        int count = _valueRows.Length;
        int[]? templates = null;
        Column column = (form, _field.Kind) switch
        {
            (ColumnForm.Codes, ColumnKind.String) => Texts(Dictionary.Texts, IntSequence.ReadCodes(ref input, count, Dictionary.Texts.Count)),
            (ColumnForm.Numbers, ColumnKind.Int64) => Numbers(IntSequence.Read(ref input, count)),
            (ColumnForm.Moments, ColumnKind.Int64) => Numbers(Moments.Read(ref input, _valueRows.Span, _group.Directory.RunLengths)),
            (ColumnForm.Decimals, ColumnKind.Double) => Doubles(Decimals.Read(ref input, count)),
            (ColumnForm.Doubles, ColumnKind.Double) => Doubles(Decimals.ReadPlain(ref input, count)),
            (ColumnForm.Ids8, ColumnKind.Id) => Ids(FixedIds.Read8(ref input, count), EventId.Form.Hex8),
            (ColumnForm.Ids16, ColumnKind.Id) => Ids(FixedIds.Read16(ref input, count), EventId.Form.Hex16),
            (ColumnForm.References, ColumnKind.Id) => Ids(ReadReferences(ref input, count), EventId.Form.Hex8),
            (ColumnForm.Templates, ColumnKind.String) => ReadTemplates(ref input, out templates),
            (ColumnForm.Texts, ColumnKind.String) => ReadTexts(ref input),
            (ColumnForm.Parts, ColumnKind.String) => ReadParts(ref input),
            (ColumnForm.Determined, ColumnKind.String) => Texts(Dictionary.Texts, ToCodes(ReadDetermined(ref input), Dictionary.Texts.Count)),
            (ColumnForm.Determined, ColumnKind.Int64) => Numbers(ReadDetermined(ref input)),
            (ColumnForm.Determined, ColumnKind.Double) => Doubles(Array.ConvertAll(ReadDetermined(ref input), BitConverter.Int64BitsToDouble)),
            _ => throw new InvalidDataException($"field '{_field}' is kept in the unknown form {(int)form}"),
        };
        return new SegmentRowGroup.StoredColumn(column, templates);
    }

    private FieldDictionary Dictionary => _group.Parts.DictionaryOf(_number);

    private static Column ReadPlain(SegmentRowGroup group, int number, ref ByteReader input)
    {
        using var plain = Chunk.Read(ref input);
        input.RequireEnd();
        var column = EventBatchFormat.ReadColumn(plain.Span, group.RowCount);
        var field = group.Parts.Footer.Fields[number];
        return column.Field.Equals(field) ? column : throw new InvalidDataException($"the column of '{field}' is one of '{column.Field}'");
    }

    private static int[] ReadRows(ref ByteReader input, int rowCount)
    {
        var distances = IntSequence.ReadCodes(ref input, input.Count(rowCount), rowCount);
        long row = 0;
        for (int i = 0; i < distances.Length; i++)
        {
            row += distances[i];
            if (row >= rowCount || (i > 0 && distances[i] == 0)) throw new InvalidDataException($"a column names row {row} of {rowCount}");
            distances[i] = (int)row;
        }
        return distances;
    }

    private StringColumn Texts(Utf8Pool pool, int[] codes) => new(_field, Expand(codes), pool, Rows, _isDense);

    private Int64Column Numbers(long[] values) => new(_field, Expand(values), Rows, _isDense);

    private DoubleColumn Doubles(double[] values) => new(_field, Expand(values), Rows, _isDense);

    private IdColumn Ids(UInt128[] values, EventId.Form form) =>
        new(_field, Expand(values), SharedArrays.Of(form, _rows.Length), Utf8Pool.Empty, Rows, _isDense);

    private ReadOnlyMemory<int> Rows => _isDense ? default : _rows;

    private T[] Expand<T>(T[] values) => _valueOf is null ? values : Gather<T>(values, _valueOf);

    private static T[] Gather<T>(ReadOnlySpan<T> values, int[] at)
    {
        var gathered = new T[at.Length];
        for (int i = 0; i < at.Length; i++) gathered[i] = values[at[i]];
        return gathered;
    }

    private UInt128[] ReadReferences(ref ByteReader input, int count)
    {
        using var ids = new Pooled<ulong>(count);
        ReadReferences(ref input, ids.Span);
        return FixedIds.Widen(ids.Span);
    }

    private void ReadReferences(ref ByteReader input, Span<ulong> ids)
    {
        using var spans = new Pooled<ulong>(_group.RowCount);
        _group.CopyIds(Fields.SpanId, _number, spans.Array);
        var partner = IdReferences.PartnerOf(_field);
        if (partner is null || partner.Equals(Fields.SpanId))
        {
            IdReferences.Read(ref input, _valueRows.Span, partner is null ? default : spans.Span, spans.Span, ids);
            return;
        }
        using var partners = new Pooled<ulong>(_group.RowCount);
        _group.CopyIds(partner, _number, partners.Array);
        IdReferences.Read(ref input, _valueRows.Span, partners.Span, spans.Span, ids);
    }

    private StringColumn ReadTemplates(ref ByteReader input, out int[] templates)
    {
        var codes = DistinctTexts.ReadCodes(ref input, _valueRows.Length, out int count);
        var pool = TemplateTexts.Read(ref input, count, Dictionary.Templates, out var templateOf);
        templates = Expand(Gather<int>(templateOf, codes));
        return Texts(pool, codes);
    }

    private int[] FirstRows(int[] codes, int count)
    {
        var firstRows = new int[count];
        var valueRows = _valueRows.Span;
        for (int i = codes.Length - 1; i >= 0; i--) firstRows[codes[i]] = valueRows[i];
        return firstRows;
    }

    private StringColumn ReadTexts(ref ByteReader input)
    {
        var codes = DistinctTexts.ReadCodes(ref input, _valueRows.Length, out int count);
        var pool = Chunk.ReadTexts(ref input, count);
        return pool.Count == count ? Texts(pool, codes) : throw new InvalidDataException("texts of another count than there are numbers for");
    }

    private StringColumn ReadParts(ref ByteReader input)
    {
        var codes = DistinctTexts.ReadCodes(ref input, _valueRows.Length, out int count);
        int whole = input.Count(_number - 1);
        if (_group.ReadStored(whole)?.Column is not StringColumn wholes) throw new InvalidDataException("a text is part of one that is not there");
        return Texts(TextParts.Read(ref input, wholes, FirstRows(codes, count), wanted: default), codes);
    }

    private long[] ReadDetermined(ref ByteReader input)
    {
        var dictionary = Dictionary;
        if (dictionary.Parent < 0) throw new InvalidDataException("a column follows from one that is not there");
        var codeOfRow = _group.CodeOfRow(dictionary.Parent);
        int others = 0;
        var rows = _valueRows.Span;
        foreach (int row in rows) others += codeOfRow[row] < 0 ? 1 : 0;
        var otherValues = IntSequence.Read(ref input, others);
        var values = new long[rows.Length];
        int next = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int code = codeOfRow[rows[i]];
            if (code >= dictionary.ValueOf.Length) throw new InvalidDataException($"a column follows from code {code}, which has no value");
            values[i] = code < 0 ? otherValues[next++] : dictionary.ValueOf[code];
        }
        return values;
    }

    /// <summary>Numbers of texts.</summary>
    /// <exception cref="InvalidDataException">One is of none of so many.</exception>
    public static int[] ToCodes(long[] values, int limit)
    {
        var codes = new int[values.Length];
        for (int i = 0; i < codes.Length; i++)
            codes[i] = (ulong)values[i] < (ulong)limit ? (int)values[i] : throw new InvalidDataException($"a column refers to text {values[i]} of {limit}");
        return codes;
    }
}
