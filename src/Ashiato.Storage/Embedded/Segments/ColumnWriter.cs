using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Writes the columns of one field, row group by row group. What each kind of values does is left to those derived from it.</summary>
internal abstract class ColumnWriter(SegmentBuild build, Column column)
{
    private readonly bool _isRegular = build.Shapes.TryAdd(column);

    /// <summary>The segment.</summary>
    protected SegmentBuild Build => build;

    /// <summary>Where the block goes.</summary>
    protected BlockWriter Output => build.Output;

    /// <summary>The row of each entry, counted through the segment.</summary>
    protected ReadOnlySpan<int> Rows => column.IsDense ? build.AllRows : column.Rows;

    /// <summary>Whether no row has several values.</summary>
    protected bool IsRegular => _isRegular;

    /// <summary>Writes the field.</summary>
    public static void Write(SegmentBuild build, Column column)
    {
        ColumnWriter writer = column switch
        {
            StringColumn texts => new TextColumnWriter(build, texts),
            IdColumn ids => new IdColumnWriter(build, ids),
            _ => new NumberColumnWriter(build, column),
        };
        writer.Write();
    }

    /// <summary>Writes the values of a row group, after <see cref="Begin"/>; or nothing.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="start">Its first entry.</param>
    /// <param name="count">How many entries it has.</param>
    /// <returns><see langword="false"/> to have them written plainly.</returns>
    protected abstract bool TryWriteValues(RowLayout.Group group, int start, int count);

    /// <summary>What the row groups share, once all are written.</summary>
    protected virtual FieldDictionary EndField() => FieldDictionary.None;

    /// <summary>A part of the column, its rows counted from the first of a row group.</summary>
    protected abstract Column Slice(int start, int count, ReadOnlyMemory<int> rows);

    /// <summary>Between which numbers entries lie.</summary>
    protected virtual (double Min, double Max)? RangeOf(int start, int count) => null;

    /// <summary>Writes what stands before the values.</summary>
    /// <param name="form">How they are kept.</param>
    /// <param name="group">The row group.</param>
    /// <param name="start">Its first entry.</param>
    /// <param name="count">How many entries it has.</param>
    /// <param name="key">What values are written for.</param>
    protected void Begin(ColumnForm form, RowLayout.Group group, int start, int count, ValueKey key)
    {
        var presence = count == group.Count ? Presence.Dense : _isRegular && build.HasShapes[group.Number] ? Presence.ByShape : Presence.Listed;
        Output.Byte((byte)form);
        Output.Byte((byte)((int)presence | ((int)key << 4)));
        if (presence != Presence.Listed) return;
        var rows = Rows;
        using var distances = new Pooled<long>(count);
        for (int i = 0; i < count; i++) distances.Span[i] = rows[start + i] - (i == 0 ? group.Start : rows[start + i - 1]);
        Output.Number(count);
        IntSequence.Write(distances.Span, Output);
    }

    /// <summary>Which entries to write, when values are the same for all rows of a trace or transaction.</summary>
    /// <returns>Entries counted from <paramref name="start"/>; <see langword="null"/> for each.</returns>
    protected int[]? Reduce<T>(ReadOnlySpan<T> values, int start, out ValueKey key) where T : IEquatable<T>
    {
        var rows = Rows.Slice(start, values.Length);
        key = ValueKey.Trace;
        // One value for all is short enough.
        if (values.IndexOfAnyExcept(values[0]) < 0)
        {
            key = ValueKey.Row;
            return null;
        }
        if (KeyedRows.TryReduce(values, rows, build.TraceOfRow, build.FirstOfKey) is { } byTrace) return byTrace;
        key = ValueKey.Transaction;
        if (build.TransactionOfRow is { } transactions && KeyedRows.TryReduce(values, rows, transactions, build.FirstOfKey) is { } byTransaction) return byTransaction;
        key = ValueKey.Row;
        return null;
    }

    /// <summary>The values that are to be written.</summary>
    protected static ReadOnlySpan<T> Gather<T>(ReadOnlySpan<T> values, int[]? entries)
    {
        if (entries is null) return values;
        var gathered = new T[entries.Length];
        for (int i = 0; i < entries.Length; i++) gathered[i] = values[entries[i]];
        return gathered;
    }

    /// <summary>For each row of the segment a code, or −1. It is there as long as the build.</summary>
    protected int[] ByRow(ReadOnlySpan<int> codes)
    {
        int[] codeOfRow = build.RoomByRow<int>();
        Array.Fill(codeOfRow, -1);
        var rows = Rows;
        for (int entry = 0; entry < codes.Length; entry++) codeOfRow[rows[entry]] = codes[entry];
        return codeOfRow;
    }

    private void Write()
    {
        build.LargestColumnBytes = Math.Max(build.LargestColumnBytes, ColumnSize.Of(column));
        int start = 0;
        foreach (var group in build.Groups)
        {
            int end = EndOf(group, start, out bool isOnePerRow);
            int count = end - start;
            if (count == 0) continue;
            if (!isOnePerRow || !TryWriteValues(group, start, count)) WritePlain(group, start, count);
            build.EndColumn(group.Number, RangeOf(start, count));
            start = end;
        }
        build.EndField(column.Field, EndField());
    }

    /// <summary>Where the entries of a row group end.</summary>
    private int EndOf(RowLayout.Group group, int start, out bool isOnePerRow)
    {
        isOnePerRow = true;
        if (column.IsDense) return group.End;
        var rows = Rows;
        if (_isRegular)
        {
            // No row stands there twice.
            int found = rows[start..].BinarySearch(group.End);
            return start + (found < 0 ? ~found : found);
        }
        int end = start;
        for (; end < rows.Length && rows[end] < group.End; end++) isOnePerRow &= end == start || rows[end] != rows[end - 1];
        return end;
    }

    private void WritePlain(RowLayout.Group group, int start, int count)
    {
        Output.Clear();
        var rows = new int[count];
        for (int i = 0; i < count; i++) rows[i] = Rows[start + i] - group.Start;
        using var plain = new PooledBuffer();
        EventBatchFormat.WriteColumn(Slice(start, count, rows), plain);
        Output.Byte((byte)ColumnForm.Plain);
        Output.Chunk(plain.Span);
    }
}
