using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Turns the block of a column back into the column.</summary>
/// <remarks>
/// Layout: byte <see cref="ColumnForm"/>; unless that is plain, a byte with <see cref="Presence"/> in its low half and <see cref="ValueKey"/> in its high half; the rows,
/// if they are listed; the values by form, one for each row or key. Columns refer to none but those of fields before them, so reading ends.
/// </remarks>
internal readonly struct ColumnReader
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
        _field = group.Parts.Footer.Columns[number].Field;
        _valueRows = rows;
        if (key == ValueKey.Row) return;
        var keyOfRow = key == ValueKey.Trace ? group.TraceOfRow() : group.TransactionOfRow(number);
        _valueOf = KeyedRows.Expand(rows.Span, keyOfRow, out var firsts);
        _valueRows = isDense ? firsts : Gather(rows.Span, firsts);
    }

    /// <summary>A reader of values alone, as if each had a row of its own.</summary>
    private ColumnReader(SegmentRowGroup group, int number, int valueCount)
    {
        (_group, _number, _rows, _isDense) = (group, number, SharedArrays.Rows(valueCount), true);
        _field = group.Parts.Footer.Columns[number].Field;
        _valueRows = _rows;
    }

    /// <summary>Reads the values of a column whose rows are those of some shapes, and leaves the rows alone.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="number">The number of the field.</param>
    /// <param name="bytes">The block.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a column.</exception>
    public static StoredValues ReadValues(SegmentRowGroup group, int number, ReadOnlySpan<byte> bytes)
    {
        var input = new ByteReader(bytes);
        var form = (ColumnForm)input.Byte();
        if (form == ColumnForm.Determined) return TryBeginValues(group, number, input, out _) == ValueKey.Row ? StoredValues.Determined : StoredValues.Others;
        if (form is not (ColumnForm.Codes or ColumnForm.Numbers or ColumnForm.Decimals or ColumnForm.Doubles or ColumnForm.Texts or ColumnForm.Ids8 or ColumnForm.Ids16)) return StoredValues.Others;
        if (TryBeginValues(group, number, input, out var reader) is not { } key) return StoredValues.Others;
        ReadHow(ref input);
        var values = reader.ReadValues(form, ref input);
        input.RequireEnd();
        return new StoredValues(values.Column, key);
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

    /// <summary>Reads a column of templates for somebody who looks at the texts of some of them only.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="number">The number of the field.</param>
    /// <param name="bytes">The block.</param>
    /// <param name="wanted">Whose texts; the others are empty in what comes.</param>
    /// <returns>The texts; <see cref="StoredValues.None"/> when there is none that is wanted, <see cref="StoredValues.Others"/> when the column is kept in another form.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such a column.</exception>
    public static StoredValues ReadTemplates(SegmentRowGroup group, int number, ReadOnlySpan<byte> bytes, WantedTemplates wanted)
    {
        var input = new ByteReader(bytes);
        if ((ColumnForm)input.Byte() != ColumnForm.Templates || group.Parts.Footer.Columns[number].Field.Kind != ColumnKind.String) return StoredValues.Others;
        if (wanted.AreNone) return StoredValues.None;
        if (TryBeginValues(group, number, input, out var values) is { } key)
        {
            ReadHow(ref input);
            return values.ReadTemplates(ref input, wanted) is { } texts ? new StoredValues(texts, key) : StoredValues.None;
        }
        return Begin(group, number, ref input).ReadTemplates(ref input, wanted) is { } column ? new StoredValues(column, null) : StoredValues.None;
    }

    /// <summary>Reads a column of texts for somebody who looks at some of its rows only.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="number">The number of the field.</param>
    /// <param name="bytes">The block.</param>
    /// <param name="rows">The rows that are looked at; texts that none of them has are empty in what comes.</param>
    /// <param name="column">The column.</param>
    /// <returns><see langword="false"/> when the column is kept in a form that is read as a whole.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such a column.</exception>
    public static bool TryReadAt(SegmentRowGroup group, int number, ReadOnlySpan<byte> bytes, int[] rows, out StringColumn? column)
    {
        var input = new ByteReader(bytes);
        column = null;
        var form = (ColumnForm)input.Byte();
        if (form is not (ColumnForm.Templates or ColumnForm.Parts) || group.Parts.Footer.Columns[number].Field.Kind != ColumnKind.String) return false;
        if (form == ColumnForm.Templates && TryBeginValues(group, number, input, out var values) is { } key)
        {
            ReadHow(ref input);
            column = values.ReadTemplatesOf(ref input, new FewRows(group, rows).Find(number, key));
        }
        else
        {
            var reader = Begin(group, number, ref input);
            column = form == ColumnForm.Templates ? reader.ReadTemplatesAt(ref input, rows) : reader.ReadPartsAt(ref input, rows);
        }
        input.RequireEnd();
        return true;
    }

    /// <summary>Reads only which template each value of a column has: all that fields which follow from it need.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="number">The number of the field.</param>
    /// <param name="bytes">The block.</param>
    /// <param name="templateOfRow">Takes the template of each row that has a value.</param>
    /// <returns><see langword="false"/> when the column is kept in another form.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such a column.</exception>
    public static bool TryReadTemplateNumbers(SegmentRowGroup group, int number, ReadOnlySpan<byte> bytes, int[] templateOfRow)
    {
        var input = new ByteReader(bytes);
        if ((ColumnForm)input.Byte() != ColumnForm.Templates) return false;
        var reader = Begin(group, number, ref input);
        var codes = DistinctTexts.ReadCodes(ref input, reader._valueRows.Length, out int count);
        var templates = reader.Expand(Gather<int>(TemplateTexts.ReadNumbers(ref input, count, reader.Dictionary.Templates), codes));
        var rows = reader._rows.Span;
        for (int entry = 0; entry < templates.Length; entry++) templateOfRow[rows[entry]] = templates[entry];
        return true;
    }

    /// <summary>Reads ids of 8 bytes by row, for those that refer to them.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="number">The number of the field.</param>
    /// <param name="bytes">The block.</param>
    /// <param name="idOfRow">Takes the id of each row that has one.</param>
    /// <returns><see langword="false"/> when the column is kept in another form, or has an id that is 0, which stands for none here.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such a column.</exception>
    public static bool TryReadIds(SegmentRowGroup group, int number, ReadOnlySpan<byte> bytes, ulong[] idOfRow)
    {
        var input = new ByteReader(bytes);
        var form = (ColumnForm)input.Byte();
        if (form is not (ColumnForm.Ids8 or ColumnForm.References) || group.Parts.Footer.Columns[number].Field.Kind != ColumnKind.Id) return false;
        var reader = Begin(group, number, ref input);
        using var values = new Pooled<ulong>(reader._valueRows.Length);
        if (form == ColumnForm.Ids8) ReadIds(ref input, values.Span);
        else reader.ReadReferences(ref input, values.Span);
        if (values.Span.Contains(0UL)) return false;
        var rows = reader._rows.Span;
        for (int entry = 0; entry < rows.Length; entry++) idOfRow[rows[entry]] = values.Span[reader._valueOf is { } valueOf ? valueOf[entry] : entry];
        return true;
    }

    /// <summary>Begins to read values alone, if the rows of the column are those of some shapes, and its values those of rows or traces.</summary>
    /// <returns>What there is one value for; <see langword="null"/> when it is not so.</returns>
    private static ValueKey? TryBeginValues(SegmentRowGroup group, int number, ByteReader input, out ColumnReader values)
    {
        values = default;
        var (presence, key) = ReadHow(ref input);
        if (presence == Presence.Listed || key == ValueKey.Transaction || !group.IsOfShapes(number)) return null;
        var rows = group.RowsWith(number);
        if (presence == Presence.Dense && rows.Count < group.RowCount) return null;
        values = new ColumnReader(group, number, StoredValues.Count(key, rows, group.Directory.RunLengths));
        return key;
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
            (ColumnForm.Decimals, ColumnKind.Double) => Doubles(ReadDecimals(ref input, count)),
            (ColumnForm.Doubles, ColumnKind.Double) => Doubles(ReadDoubles(ref input, count)),
            (ColumnForm.Ids8, ColumnKind.Id) => Ids(ReadIds8(ref input, count), EventId.Form.Hex8),
            (ColumnForm.Ids16, ColumnKind.Id) => Ids(ReadIds16(ref input, count), EventId.Form.Hex16),
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
        var field = group.Parts.Footer.Columns[number].Field;
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

    private static double[] ReadDecimals(ref ByteReader input, int count)
    {
        byte places = input.Byte();
        if (!Decimals.IsPlaces(places)) throw new InvalidDataException($"numbers of {places} decimals");
        return Array.ConvertAll(IntSequence.Read(ref input, count), scaled => Decimals.Unscale(scaled, places));
    }

    private static double[] ReadDoubles(ref ByteReader input, int count)
    {
        using var bytes = Chunk.Read(ref input, count * 8);
        if (bytes.Span.Length != count * 8) throw new InvalidDataException("numbers end early");
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span[(i * 8)..]);
        return values;
    }

    private static void ReadIds(ref ByteReader input, Span<ulong> ids)
    {
        var bytes = input.Bytes(ids.Length * sizeof(ulong));
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), ids);
    }

    private static UInt128[] ReadIds8(ref ByteReader input, int count)
    {
        using var ids = new Pooled<ulong>(count);
        ReadIds(ref input, ids.Span);
        return Widen(ids.Span);
    }

    private static UInt128[] ReadIds16(ref ByteReader input, int count)
    {
        var bytes = input.Bytes(count * 16);
        var ids = new UInt128[count];
        for (int i = 0; i < count; i++) ids[i] = BinaryPrimitives.ReadUInt128BigEndian(bytes[(i * 16)..]);
        return ids;
    }

    private UInt128[] ReadReferences(ref ByteReader input, int count)
    {
        using var ids = new Pooled<ulong>(count);
        ReadReferences(ref input, ids.Span);
        return Widen(ids.Span);
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

    private static UInt128[] Widen(ReadOnlySpan<ulong> ids)
    {
        var wide = new UInt128[ids.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = ids[i];
        return wide;
    }

    private StringColumn ReadTemplates(ref ByteReader input, out int[] templates)
    {
        var codes = DistinctTexts.ReadCodes(ref input, _valueRows.Length, out int count);
        var pool = TemplateTexts.Read(ref input, count, Dictionary.Templates, out var templateOf);
        templates = Expand(Gather<int>(templateOf, codes));
        return Texts(pool, codes);
    }

    private StringColumn? ReadTemplates(ref ByteReader input, WantedTemplates wanted)
    {
        // Which value has which text is read when a text is there.
        var codes = input;
        int count = DistinctTexts.SkipCodes(ref input, _valueRows.Length);
        if (TemplateTexts.ReadOf(ref input, count, Dictionary.Templates, wanted.IsWanted, wanted.Number) is not { } pool) return null;
        input.RequireEnd();
        return Texts(pool, DistinctTexts.ReadCodes(ref codes, _valueRows.Length, out _));
    }

    private StringColumn ReadTemplatesAt(ref ByteReader input, int[] rows)
    {
        var codes = DistinctTexts.ReadCodes(ref input, _valueRows.Length, out int count);
        return Texts(TemplateTexts.ReadSome(ref input, count, Dictionary.Templates, TextsAt(rows, codes, count)), codes);
    }

    private StringColumn ReadTemplatesOf(ref ByteReader input, FewRows.Found found)
    {
        var codes = DistinctTexts.ReadCodes(ref input, _valueRows.Length, out int count);
        var codeOf = Array.ConvertAll(found.Values, value => codes[value]);
        var wanted = new bool[count];
        foreach (int code in codeOf) wanted[code] = true;
        return new StringColumn(_field, codeOf, TemplateTexts.ReadSome(ref input, count, Dictionary.Templates, wanted), found.Rows, isDense: false);
    }

    private StringColumn ReadPartsAt(ref ByteReader input, int[] rows)
    {
        var codes = DistinctTexts.ReadCodes(ref input, _valueRows.Length, out int count);
        int whole = input.Count(_number - 1);
        var firstRows = FirstRows(codes, count);
        bool[] wanted = TextsAt(rows, codes, count);
        int[] wholeRows = [.. firstRows.Where((_, text) => wanted[text])];
        return _group.ReadAt(_group.Parts.Footer.Columns[whole].Field, wholeRows) is StringColumn wholes
            ? Texts(TextParts.Read(ref input, wholes, firstRows, wanted), codes)
            : throw new InvalidDataException("a text is part of one that is not there");
    }

    /// <summary>For each text whether one of some rows has it.</summary>
    private bool[] TextsAt(int[] rows, int[] codes, int count)
    {
        var wanted = new bool[count];
        foreach (int row in rows)
        {
            int entry = _isDense ? row : _rows.Span.BinarySearch(row);
            if (entry >= 0) wanted[codes[_valueOf is null ? entry : _valueOf[entry]]] = true;
        }
        return wanted;
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
