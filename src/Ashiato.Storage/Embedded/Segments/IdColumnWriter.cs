using System.Buffers.Binary;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Writes ids: those of traces once a trace, those that name other rows as references, the others as their bytes.</summary>
internal sealed class IdColumnWriter : ColumnWriter
{
    private readonly IdColumn _column;

    public IdColumnWriter(SegmentBuild build, IdColumn column) : base(build, column)
    {
        _column = column;
        if (column.Field.Equals(Fields.SpanId) || column.Field.Equals(Fields.TransactionId)) KeepByRow();
        if (column.Field.Equals(Fields.TransactionId)) build.TransactionOfRow = NumberByRow();
        if (column.Field.Equals(Fields.TraceId)) AddTraces();
    }

    protected override bool TryWriteValues(RowLayout.Group group, int start, int count)
    {
        var shapes = _column.Shapes.Slice(start, count);
        if (shapes.IndexOfAnyExcept(shapes[0]) >= 0 || shapes[0] == EventId.Form.Text) return false;
        var values = _column.Values.Slice(start, count);
        bool is8 = shapes[0] == EventId.Form.Hex8;
        if (is8 && IdReferences.PartnerOf(_column.Field) is { } partner)
        {
            WriteReferences(group, start, count, values, partner);
            return true;
        }
        var entries = Reduce(values, start, out var key);
        Begin(is8 ? ColumnForm.Ids8 : ColumnForm.Ids16, group, start, count, key);
        foreach (var id in Gather(values, entries))
        {
            var to = Output.Buffer.GetSpan(16);
            if (is8) BinaryPrimitives.WriteUInt64BigEndian(to, (ulong)id);
            else BinaryPrimitives.WriteUInt128BigEndian(to, id);
            Output.Buffer.Advance(is8 ? 8 : 16);
        }
        return true;
    }

    protected override Column Slice(int start, int count, ReadOnlyMemory<int> rows)
    {
        var values = _column.Values.Slice(start, count).ToArray();
        var shapes = _column.Shapes.Slice(start, count).ToArray();
        using var texts = new Utf8Interner();
        for (int i = 0; i < count; i++)
            if (shapes[i] == EventId.Form.Text) values[i] = (UInt128)(uint)texts.Intern(_column.Texts[(int)values[i]]);
        return new IdColumn(_column.Field, values, shapes, texts.ToPool(), rows, isDense: false);
    }

    private void WriteReferences(RowLayout.Group group, int start, int count, ReadOnlySpan<UInt128> values, Field partner)
    {
        using var ids = new Pooled<ulong>(count);
        using var rows = new Pooled<int>(count);
        for (int i = 0; i < count; i++)
        {
            ids.Span[i] = (ulong)values[i];
            rows.Span[i] = Rows[start + i] - group.Start;
        }
        var partners = Build.IdsByRow.GetValueOrDefault(partner);
        FindSpans(group);
        Begin(ColumnForm.References, group, start, count, ValueKey.Row);
        IdReferences.Write(ids.Span, rows.Span, row => partners?[group.Start + row] is > 0 and var id ? id : null, span => Build.RowOfSpan.GetValueOrDefault(span, -1), Output);
    }

    /// <summary>Only spans of the same row group can be referred to.</summary>
    private void FindSpans(RowLayout.Group group)
    {
        Build.RowOfSpan.Clear();
        if (Build.IdsByRow.GetValueOrDefault(Fields.SpanId) is not { } spans) return;
        for (int row = group.Start; row < group.End; row++)
            if (spans[row] != 0) Build.RowOfSpan[spans[row]] = row - group.Start;
    }

    private void KeepByRow()
    {
        // The reader takes the last id of a row with several; so does this.
        ulong[] ids = Build.RoomByRow<ulong>();
        Array.Clear(ids);
        for (int entry = 0; entry < _column.EntryCount; entry++)
            if (_column.Shapes[entry] == EventId.Form.Hex8) ids[Rows[entry]] = (ulong)_column.Values[entry];
        Build.IdsByRow.Add(_column.Field, ids);
    }

    private int[] NumberByRow()
    {
        var numbers = new Dictionary<(EventId.Form, UInt128), int>();
        var codes = new int[_column.EntryCount];
        for (int entry = 0; entry < codes.Length; entry++)
        {
            var id = (_column.Shapes[entry], _column.Values[entry]);
            // Rows of a transaction mostly stand together.
            if (entry > 0 && _column.Values[entry] == _column.Values[entry - 1] && _column.Shapes[entry] == _column.Shapes[entry - 1]) codes[entry] = codes[entry - 1];
            else if (!numbers.TryGetValue(id, out codes[entry])) numbers.Add(id, codes[entry] = numbers.Count);
        }
        return ByRow(codes);
    }

    private void AddTraces()
    {
        // A row may have several: each entry is added, for each is found by a query.
        int entry = 0;
        foreach (var group in Build.Groups)
        {
            int start = entry;
            for (; entry < _column.EntryCount && Rows[entry] < group.End; entry++)
            {
                bool isSame = entry > start && _column.Values[entry] == _column.Values[entry - 1] && _column.Shapes[entry] == _column.Shapes[entry - 1];
                if (!isSame) Build.Traces.Add((TraceKey.Of(_column, entry), group.Number));
            }
        }
    }
}
