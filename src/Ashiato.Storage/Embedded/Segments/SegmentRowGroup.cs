using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>One row group of a segment; its columns are read when first asked for.</summary>
internal sealed class SegmentRowGroup(SegmentParts parts, int at) : RowGroup
{
    private static readonly object s_traces = new(), s_transactions = new();

    private readonly SegmentFooter.Group _group = parts.Footer.Groups[at];
    private ColumnCache.Entry? _directory; // where the cache has it: what is looked at first, and most often

    /// <summary>A column, and where there are templates the template of each entry.</summary>
    internal sealed record StoredColumn(Column Column, int[]? Templates)
    {
        public long EstimatedBytes => ColumnSize.Of(Column) + (4L * (Templates?.Length ?? 0));
    }

    public override int RowCount => _group.RowCount;

    public override TimeRange Time => _group.Time;

    public override IEnumerable<Field> Fields
    {
        get
        {
            var directory = Directory;
            return parts.Footer.Fields.All.Where((_, number) => !directory.IsNone(number));
        }
    }

    public override bool Has(Field field) => parts.Footer.NumberOf(field) is >= 0 and var number && !Directory.IsNone(number);

    public override int? CountOf(Field field)
    {
        int number = parts.Footer.NumberOf(field);
        var directory = Directory;
        if (number < 0 || directory.IsNone(number)) return 0;
        return !directory.Shapes.IsNone && parts.Shapes.IsInAll(number) ? RowCount : null;
    }

    public override long Sequence => Segment.SequenceOf(parts.Footer.Number, at);

    /// <summary>Which columns there are, and where.</summary>
    public GroupDirectory Directory => parts.FromCache(at, typeof(GroupDirectory), ref _directory) as GroupDirectory ?? ReadDirectory();

    private GroupDirectory ReadDirectory() => parts.Cached(at, typeof(GroupDirectory),
        () => parts.File.Decode(_group.Directory, bytes => GroupDirectory.Read(bytes, RowCount, parts.Footer.Fields)), static directory => directory.EstimatedBytes);

    /// <summary>What all row groups of the segment share.</summary>
    public SegmentParts Parts => parts;

    /// <summary>The shape of each row; <see langword="null"/> when there are rows without one.</summary>
    public int[]? Shapes
    {
        get
        {
            var block = Directory.Shapes;
            return block.IsNone ? null : parts.Cached(at, typeof(RowShapes), () => ReadShapes(block, parts.Shapes.ShapeCount), static shapes => shapes.Length * 4L);
        }
    }

    /// <summary>The rows of the shapes that have a field. Fields of the same shapes share the array.</summary>
    /// <exception cref="InvalidDataException">Rows have no shapes.</exception>
    public int[] RowsOfShapes(int field)
    {
        if (Directory.Shapes.IsNone) throw new InvalidDataException("a column has its rows by shape, but rows have none");
        int first = parts.Shapes.SameAs(field);
        return parts.Cached(at, SegmentParts.PartOf(SegmentParts.Part.RowsOfShapes, first), () => RowsWith(first).ToArray(), static rows => rows.Length * 4L);
    }

    /// <summary>The code or template that each row has in a field of texts, or −1; for the fields that follow from it.</summary>
    /// <exception cref="InvalidDataException">There is no such field.</exception>
    public int[] CodeOfRow(int field) => parts.Cached(at, SegmentParts.PartOf(SegmentParts.Part.Codes, field), () =>
    {
        var codeOfRow = new int[RowCount];
        Array.Fill(codeOfRow, -1);
        // Where no row has the field, all values of those that follow from it stand by themselves.
        if (Directory[field] is not { IsNone: false } entry) return codeOfRow;
        // Texts are not put together for this.
        if (Decode(entry, bytes => ColumnReader.TryReadTemplateNumbers(this, field, bytes, codeOfRow))) return codeOfRow;
        if (ReadStored(field, isPassing: true)?.Column is not StringColumn column) throw new InvalidDataException("a column follows from one that is not there");
        var codes = column.Codes;
        if (column.IsDense) return codes.ToArray();
        var rows = column.Rows;
        for (int i = 0; i < codes.Length; i++) codeOfRow[rows[i]] = codes[i];
        return codeOfRow;
    }, static codes => codes.Length * 4L);

    /// <summary>The number of each row's trace, counted through the row group.</summary>
    public int[] TraceOfRow() => parts.Cached(at, s_traces, () =>
    {
        var traceOfRow = new int[RowCount];
        int start = 0, number = 0;
        foreach (int length in Directory.RunLengths)
        {
            traceOfRow.AsSpan(start, length).Fill(number++);
            start += length;
        }
        return traceOfRow;
    }, static rows => rows.Length * 4L);

    /// <summary>The number of each row's transaction id, in the order of their first rows; −1 for rows without one.</summary>
    /// <param name="before">Only columns before this field can be referred to.</param>
    public int[] TransactionOfRow(int before) => parts.Cached(at, s_transactions, () =>
    {
        int field = parts.Footer.NumberOf(Model.Fields.TransactionId);
        if (field < 0 || field >= before || Directory[field].IsNone) throw new InvalidDataException("a column is kept by transaction, but there are none");
        using var ids = new Pooled<ulong>(RowCount);
        // Mostly 8 bytes each, as they stand there.
        if (TryCopyIds(field, ids.Array)) return TransactionNumbers.Of(ids.Span);
        return ReadStored(field, isPassing: true)?.Column is IdColumn column ? TransactionNumbers.Of(column, RowCount) : throw new InvalidDataException("a column is kept by transaction, but they have no ids");
    }, static rows => rows.Length * 4L);

    /// <summary>Copies the 8-byte ids of a field by row; 0 for rows without one.</summary>
    /// <param name="field">The field.</param>
    /// <param name="before">Only columns before this field can be referred to.</param>
    /// <param name="ids">Takes them; at least as long as there are rows.</param>
    public void CopyIds(Field field, int before, ulong[] ids)
    {
        int number = parts.Footer.NumberOf(field);
        if (number >= 0 && number < before && TryCopyIds(number, ids)) return;
        ids.AsSpan(0, RowCount).Clear();
        if (number < 0 || number >= before || ReadStored(number)?.Column is not IdColumn column) return;
        for (int entry = 0; entry < column.EntryCount; entry++)
            if (column.Shapes[entry] == EventId.Form.Hex8) ids[column.RowOf(entry)] = (ulong)column.Values[entry];
    }

    private bool TryCopyIds(int field, ulong[] ids)
    {
        ids.AsSpan(0, RowCount).Clear();
        if (Directory[field] is not { IsNone: false } entry || parts.IsCached(at, parts.Footer.Fields[field])) return false;
        return Decode(entry, bytes => ColumnReader.TryReadIds(this, field, bytes, ids));
    }

    public override Column? Read(Field field)
    {
        int number = parts.Footer.NumberOf(field);
        return number < 0 ? null : ReadStored(number)?.Column;
    }

    /// <summary>The column of a field by its number.</summary>
    /// <param name="field">The number.</param>
    /// <param name="isPassing">True when it will hardly be asked for again.</param>
    public StoredColumn? ReadStored(int field, bool isPassing = false)
    {
        var entry = Directory[field];
        if (entry.IsNone) return null;
        return parts.FromCache(at, parts.Footer.Fields[field]) as StoredColumn ?? ReadStored(field, entry, isPassing);
    }

    private StoredColumn ReadStored(int field, GroupDirectory.Entry entry, bool isPassing) =>
        parts.Cached(at, parts.Footer.Fields[field], () => Decode(field, entry), static column => column.EstimatedBytes, isPassing);

    public override RowSet Match(object condition, Func<RowGroup, RowSet> find) => Remembered(condition, find).Copy();

    public override void Narrow(object condition, Func<RowGroup, RowSet> find, RowSet rows) => rows.And(Remembered(condition, find));

    private RowSet Remembered(object condition, Func<RowGroup, RowSet> find) => parts.FromCache(at, condition) as RowSet ?? Find(condition, find);

    private RowSet Find(object condition, Func<RowGroup, RowSet> find) => parts.Cached(at, condition, () => find(this), static found => found.EstimatedBytes);

    public override RowSet RowsWith(Field field)
    {
        int number = parts.Footer.NumberOf(field);
        return number >= 0 && IsOfShapes(number) ? RowsWith(number).Copy() : base.RowsWith(field);
    }

    public override RowSet Judge(Field field, Func<Column, int, RowSet> judge)
    {
        int number = parts.Footer.NumberOf(field);
        if (number < 0 || Directory[number] is not { IsNone: false } entry) return RowSet.None(RowCount);
        if (parts.FromCache(at, field) is StoredColumn known) return judge(known.Column, RowCount);
        var values = ValuesOf(number, entry);
        if (!values.AreOfOthers) return values.Judge(this, number, judge);
        return ReadStored(number, isPassing: true) is { } stored ? judge(stored.Column, RowCount) : RowSet.None(RowCount);
    }

    public override RowSet Judge(Field field, ITextTest test, Func<Column, int, RowSet> judge)
    {
        int number = parts.Footer.NumberOf(field);
        if (number < 0 || Directory[number] is not { IsNone: false } entry) return RowSet.None(RowCount);
        var templates = parts.DictionaryOf(number);
        if (templates.Templates.Length == 0 || parts.IsCached(at, field)) return Judge(field, judge);
        var values = Decode(entry, bytes => ColumnReader.ReadTemplates(this, number, bytes, templates.WantedBy(test)));
        return values.AreOfOthers ? Judge(field, judge) : values.Judge(this, number, judge);
    }

    /// <summary>The values of a field as they are kept, one for each row or trace.</summary>
    private StoredValues ValuesOf(int number, GroupDirectory.Entry entry) => parts.FromCache(at, SegmentParts.PartOf(SegmentParts.Part.Values, number)) as StoredValues ?? ReadValues(number, entry);

    private StoredValues ReadValues(int number, GroupDirectory.Entry entry) => parts.Cached(at, SegmentParts.PartOf(SegmentParts.Part.Values, number),
        () => Decode(entry, bytes => ColumnReader.ReadValues(this, number, bytes)), static values => values.EstimatedBytes, isPassing: true);

    /// <summary>True when the rows that have a field are those of some shapes.</summary>
    public bool IsOfShapes(int number) => !Directory.Shapes.IsNone && parts.Shapes.ShapesOf(number).Contains(true);

    /// <summary>The rows of the shapes that have a field; nobody may change them. Fields of the same shapes share the set.</summary>
    /// <exception cref="InvalidDataException">Rows have no shapes.</exception>
    public RowSet RowsWith(int number)
    {
        int first = parts.Shapes.SameAs(number);
        return parts.FromCache(at, SegmentParts.PartOf(SegmentParts.Part.Rows, first)) as RowSet ?? FindRowsWith(first);
    }

    /// <summary>The first in each trace of the rows of the shapes that have a field; nobody may change them.</summary>
    /// <exception cref="InvalidDataException">Rows have no shapes.</exception>
    public RowSet FirstRowsWith(int number)
    {
        int first = parts.Shapes.SameAs(number);
        return parts.FromCache(at, SegmentParts.PartOf(SegmentParts.Part.FirstRows, first)) as RowSet ?? FindFirstRowsWith(first);
    }

    private RowSet FindFirstRowsWith(int number) => parts.Cached(at, SegmentParts.PartOf(SegmentParts.Part.FirstRows, number), () =>
    {
        var rows = RowsWith(number);
        var first = RowSet.None(RowCount);
        int start = 0;
        foreach (int length in Directory.RunLengths)
        {
            if (rows.First(start, start + length) is >= 0 and var row) first.Add(row);
            start += length;
        }
        return first;
    }, static rows => rows.EstimatedBytes);

    private RowSet FindRowsWith(int first)
    {
        return parts.Cached(at, SegmentParts.PartOf(SegmentParts.Part.Rows, first), () =>
        {
            if (parts.Shapes.IsInAll(first)) return RowSet.All(RowCount);
            if (Shapes is not { } shapes) throw new InvalidDataException("a column has its rows by shape, but rows have none");
            var has = parts.Shapes.ShapesOf(first);
            var rows = RowSet.None(RowCount);
            for (int row = 0; row < shapes.Length; row++) rows.Words[row >> 6] |= (has[shapes[row]] ? 1UL : 0) << (row & 63);
            return rows;
        }, static rows => rows.EstimatedBytes);
    }

    public override Column? ReadAt(Field field, int[] rows)
    {
        int number = parts.Footer.NumberOf(field);
        if (number < 0 || Directory[number] is not { IsNone: false } entry) return null;
        if (rows.Length * FewRowsOf > RowCount) return Read(field);
        var values = parts.FromCache(at, SegmentParts.PartOf(SegmentParts.Part.Values, number)) as StoredValues;
        if (values is not { AreOfOthers: false } && parts.FromCache(at, field) is StoredColumn { Column: var known })
            return IsOfShapes(number) ? new FewRows(this, rows).Of(number, new StoredValues(known, ValueKey.Row)) : known;
        values ??= ReadValues(number, entry);
        return values.AreOfOthers ? ReadAt(number, entry, rows, values) : new FewRows(this, rows).Of(number, values);
    }

    /// <summary>The column of a field whose values are not kept one by one.</summary>
    private Column? ReadAt(int number, GroupDirectory.Entry entry, int[] rows, StoredValues values)
    {
        var field = parts.Footer.Fields[number];
        if (ReferenceEquals(values, StoredValues.Determined)) return new FewRows(this, rows).OfDetermined(number) is (var few, true) ? few : Read(field);
        if (field.Kind == ColumnKind.String && Decode(entry, bytes => ColumnReader.TryReadAt(this, number, bytes, rows, out var column) ? new Searched(column) : null) is { } searched) return searched.Column;
        return Read(field);
    }

    /// <summary>The template of each entry of a field that is kept as templates, and the templates; <see langword="null"/> when it is not.</summary>
    public (int[] Templates, Utf8Pool Texts)? TemplatesOf(Field field)
    {
        int number = parts.Footer.NumberOf(field);
        return number >= 0 && ReadStored(number)?.Templates is { } templates ? (templates, parts.DictionaryOf(number).TemplateTexts) : null;
    }

    /// <summary>About how many distinct texts a field has, without reading its column: of fields without a dictionary more than of others, in the order that they have here.</summary>
    public int TextsOf(Field field)
    {
        int number = parts.Footer.NumberOf(field);
        if (number < 0) return 0;
        int texts = parts.DictionaryOf(number).Texts.Count;
        return texts > 0 ? texts : int.MaxValue - number;
    }

    public override (double Min, double Max)? RangeOf(Field field)
    {
        int number = parts.Footer.NumberOf(field);
        return number < 0 ? null : Directory[number].Range;
    }

    public override bool MayHave(Field field, string value)
    {
        int number = parts.Footer.NumberOf(field);
        if (number < 0 || Directory.IsNone(number)) return false;
        if (field.Equals(Model.Fields.TraceId)) return MayHaveTrace(EventId.Parse(value));
        // Every text of a field that has a dictionary stands in it.
        var dictionary = parts.DictionaryOf(number);
        return dictionary.Texts.Count == 0 || dictionary.Has(value);
    }

    public override bool MayHaveTrace(EventId traceId) => parts.Traces is not { } traces || traces.MayHave(TraceKey.Of(traceId), at);

    public override int[]? RowsOfTrace(EventId traceId)
    {
        if (!MayHaveTrace(traceId)) return [];
        return Judge(Model.Fields.TraceId, (column, rowCount) =>
        {
            var rows = RowSet.None(rowCount);
            if (column is not IdColumn ids) return rows;
            for (int entry = 0; entry < ids.EntryCount; entry++)
            {
                if (ids.Values[entry] != traceId.Value && traceId.Shape != EventId.Form.Text) continue;
                if (ids.IdAt(entry) == traceId) rows.Add(ids.RowOf(entry));
            }
            return rows;
        }).ToArray();
    }

    /// <summary>Mixes the fields that rows have values in into their signatures: see <see cref="RowShapes"/>.</summary>
    public void AddSignatures(Span<ulong> signatures)
    {
        if (Shapes is not { } shapes)
        {
            RowShapes.AddSignatures(this, Fields, signatures);
            return;
        }
        var table = parts.Shapes;
        var directory = Directory;
        var ofShape = new ulong[table.ShapeCount];
        var apart = new List<Field>();
        for (int field = 0; field < parts.Footer.Fields.Count; field++)
        {
            var column = parts.Footer.Fields[field];
            var has = table.ShapesOf(field);
            if (has.Contains(true))
            {
                ulong mark = RowShapes.MarkOf(column);
                for (int shape = 0; shape < ofShape.Length; shape++)
                    if (has[shape]) ofShape[shape] ^= mark;
            }
            else if (!directory.IsNone(field)) apart.Add(column);
        }
        for (int row = 0; row < shapes.Length; row++) signatures[row] ^= ofShape[shapes[row]];
        RowShapes.AddSignatures(this, apart, signatures);
    }

    private int[] ReadShapes(Block block, int shapeCount) => parts.File.Decode(block, bytes =>
    {
        var input = new ByteReader(bytes);
        var shapes = IntSequence.ReadCodes(ref input, RowCount, shapeCount);
        input.RequireEnd();
        return shapes;
    });

    private StoredColumn Decode(int field, GroupDirectory.Entry entry) => Decode(entry, bytes => ColumnReader.Read(this, field, bytes));

    private T Decode<T>(GroupDirectory.Entry entry, SegmentFile.Decoder<T> decode) => entry.Bytes is { } inline
        ? parts.File.Decode(_group.Directory, inline, decode)
        : parts.File.Decode(entry.Block, decode);

    private sealed record Searched(StringColumn? Column);
}
