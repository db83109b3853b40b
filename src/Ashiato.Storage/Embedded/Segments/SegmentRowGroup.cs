using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>One row group of a segment; its columns are read when first asked for.</summary>
internal sealed class SegmentRowGroup(SegmentParts parts, int at, TraceTable? traces) : RowGroup
{
    // When at most one row in so many is looked at, the texts of the others are not put together.
    private const int FewRows = 8;

    private readonly SegmentFooter.Group _group = parts.Footer.Groups[at];

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
            return parts.Footer.Columns.Where((_, number) => !directory[number].IsNone).Select(column => column.Field);
        }
    }

    public override bool Has(Field field) => parts.Footer.NumberOf(field) is >= 0 and var number && !Directory[number].IsNone;

    public override long Sequence => Segment.SequenceOf(parts.Footer.Number, at);

    /// <summary>Which columns there are, and where.</summary>
    public GroupDirectory Directory => parts.Cached(at, typeof(GroupDirectory),
        () => parts.File.Decode(_group.Directory, bytes => GroupDirectory.Read(bytes, RowCount, parts.Footer.Columns)), static directory => directory.EstimatedBytes);

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
        if (Shapes is not { } shapes) throw new InvalidDataException("a column has its rows by shape, but rows have none");
        int first = parts.Shapes.SameAs(field);
        return parts.Cached(at, (typeof(RowShapes), first), () =>
        {
            var has = parts.Shapes.ShapesOf(first);
            var rows = new List<int>(shapes.Length);
            for (int row = 0; row < shapes.Length; row++)
                if (has[shapes[row]]) rows.Add(row);
            return rows.ToArray();
        }, static rows => rows.Length * 4L);
    }

    /// <summary>The code or template that each row has in a field of texts, or −1; for the fields that follow from it.</summary>
    /// <exception cref="InvalidDataException">There is no such field.</exception>
    public int[] CodeOfRow(int field) => parts.Cached(at, (typeof(FieldDictionary), field), () =>
    {
        var codeOfRow = new int[RowCount];
        Array.Fill(codeOfRow, -1);
        // Texts are not put together for this.
        if (Directory[field] is { IsNone: false } entry && Decode(entry, bytes => ColumnReader.TryReadTemplateNumbers(this, field, bytes, codeOfRow))) return codeOfRow;
        if (ReadStored(field)?.Column is not StringColumn column) throw new InvalidDataException("a column follows from one that is not there");
        var codes = column.Codes;
        for (int i = 0; i < codes.Length; i++) codeOfRow[column.RowOf(i)] = codes[i];
        return codeOfRow;
    }, static codes => codes.Length * 4L);

    /// <summary>The number of each row's trace, counted through the row group.</summary>
    public int[] TraceOfRow() => parts.Cached(at, (typeof(ValueKey), ValueKey.Trace), () =>
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
    public int[] TransactionOfRow(int before) => parts.Cached(at, (typeof(ValueKey), ValueKey.Transaction), () =>
    {
        int field = parts.Footer.NumberOf(Model.Fields.TransactionId);
        if (field < 0 || field >= before || ReadStored(field)?.Column is not IdColumn ids) throw new InvalidDataException("a column is kept by transaction, but there are none");
        var numbers = new Dictionary<EventId, int>();
        var transactionOfRow = new int[RowCount];
        Array.Fill(transactionOfRow, -1);
        int number = -1;
        for (int entry = 0; entry < ids.EntryCount; entry++)
        {
            // Rows of a transaction mostly stand together.
            bool isSame = entry > 0 && ids.Values[entry] == ids.Values[entry - 1] && ids.Shapes[entry] == ids.Shapes[entry - 1];
            if (!isSame && !numbers.TryGetValue(ids.IdAt(entry), out number)) numbers.Add(ids.IdAt(entry), number = numbers.Count);
            transactionOfRow[ids.RowOf(entry)] = number;
        }
        return transactionOfRow;
    }, static rows => rows.Length * 4L);

    public override Column? Read(Field field)
    {
        int number = parts.Footer.NumberOf(field);
        return number < 0 ? null : ReadStored(number)?.Column;
    }

    /// <summary>The column of a field by its number.</summary>
    public StoredColumn? ReadStored(int field)
    {
        var entry = Directory[field];
        if (entry.IsNone) return null;
        return parts.Cached(at, parts.Footer.Columns[field].Field, () => Decode(field, entry), static column => column.EstimatedBytes);
    }

    public override Column? ReadFor(Field field, ITextTest test)
    {
        int number = parts.Footer.NumberOf(field);
        if (number < 0 || Directory[number] is not { IsNone: false } entry) return null;
        var templates = parts.DictionaryOf(number);
        if (templates.Templates.Length == 0 || parts.IsCached(at, field)) return Read(field);
        var wanted = templates.WantedBy(test);
        return Decode(entry, bytes => ColumnReader.TryReadTemplates(this, number, bytes, wanted, out var column) ? new Searched(column) : null) is { } searched
            ? searched.Column
            : Read(field);
    }

    public override Column? ReadAt(Field field, int[] rows)
    {
        int number = parts.Footer.NumberOf(field);
        if (number < 0 || Directory[number] is not { IsNone: false } entry) return null;
        // What numbers and texts of a dictionary cost does not depend on how many of them are looked at.
        bool isWorthIt = field.Kind == ColumnKind.String && rows.Length * FewRows <= RowCount;
        if (!isWorthIt || parts.IsCached(at, field)) return Read(field);
        return Decode(entry, bytes => ColumnReader.TryReadAt(this, number, bytes, rows, out var column) ? new Searched(column) : null) is { } searched
            ? searched.Column
            : Read(field);
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
        if (number < 0 || Directory[number].IsNone) return false;
        if (field.Equals(Model.Fields.TraceId)) return MayHaveTrace(EventId.Parse(value));
        // Every text of a field that has a dictionary stands in it.
        var texts = parts.DictionaryOf(number).Texts;
        return texts.Count == 0 || texts.IndexOf(Encoding.UTF8.GetBytes(value)) >= 0;
    }

    public override bool MayHaveTrace(EventId traceId) => traces is null || traces.MayHave(TraceKey.Of(traceId), at);

    public override int[]? RowsOfTrace(EventId traceId)
    {
        if (!MayHaveTrace(traceId)) return [];
        if (Read(Model.Fields.TraceId) is not IdColumn ids) return [];
        var rows = new List<int>();
        for (int entry = 0; entry < ids.EntryCount; entry++)
        {
            if (ids.Values[entry] != traceId.Value && traceId.Shape != EventId.Form.Text) continue;
            if (ids.IdAt(entry) == traceId && (rows.Count == 0 || rows[^1] != ids.RowOf(entry))) rows.Add(ids.RowOf(entry));
        }
        return [.. rows];
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
        for (int field = 0; field < parts.Footer.Columns.Count; field++)
        {
            var column = parts.Footer.Columns[field].Field;
            var has = table.ShapesOf(field);
            if (has.Contains(true))
            {
                ulong mark = RowShapes.MarkOf(column);
                for (int shape = 0; shape < ofShape.Length; shape++)
                    if (has[shape]) ofShape[shape] ^= mark;
            }
            else if (!directory[field].IsNone) apart.Add(column);
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
