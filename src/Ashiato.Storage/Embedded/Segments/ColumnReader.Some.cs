using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

// As much of a column as somebody looks at: its values without their rows, some of its texts, the numbers of its templates, or its ids.
internal readonly partial struct ColumnReader
{
    /// <summary>A reader of values alone, as if each had a row of its own.</summary>
    private ColumnReader(SegmentRowGroup group, int number, int valueCount)
    {
        (_group, _number, _rows, _isDense) = (group, number, SharedArrays.Rows(valueCount), true);
        _field = group.Parts.Footer.Fields[number];
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
        if ((ColumnForm)input.Byte() != ColumnForm.Templates || group.Parts.Footer.Fields[number].Kind != ColumnKind.String) return StoredValues.Others;
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
        if (form is not (ColumnForm.Templates or ColumnForm.Parts) || group.Parts.Footer.Fields[number].Kind != ColumnKind.String) return false;
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
        if (form is not (ColumnForm.Ids8 or ColumnForm.References) || group.Parts.Footer.Fields[number].Kind != ColumnKind.Id) return false;
        var reader = Begin(group, number, ref input);
        using var values = new Pooled<ulong>(reader._valueRows.Length);
        if (form == ColumnForm.Ids8) FixedIds.Read8(ref input, values.Span);
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

    /// <returns><see langword="null"/> when none of the rows has a text.</returns>
    private StringColumn? ReadPartsAt(ref ByteReader input, int[] rows)
    {
        var codes = DistinctTexts.ReadCodes(ref input, _valueRows.Length, out int count);
        int whole = input.Count(_number - 1);
        var firstRows = FirstRows(codes, count);
        bool[] wanted = TextsAt(rows, codes, count);
        if (!wanted.Contains(true))
        {
            input.Bytes(input.Left);
            return null;
        }
        int[] wholeRows = [.. firstRows.Where((_, text) => wanted[text])];
        return _group.ReadAt(_group.Parts.Footer.Fields[whole], wholeRows) is StringColumn wholes
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
}
