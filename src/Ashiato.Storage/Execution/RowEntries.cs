using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>Where the values of some rows stand in a column: the first entry of each.</summary>
internal readonly ref struct RowEntries
{
    private readonly ReadOnlySpan<int> _entries;

    private RowEntries(bool areAligned, ReadOnlySpan<int> entries)
    {
        AreAligned = areAligned;
        _entries = entries;
    }

    /// <summary>True when each row has exactly one entry, and they are all the entries there are: entry <i>i</i> belongs to the row at <i>i</i>.</summary>
    public bool AreAligned { get; }

    /// <summary>The first entry of the row at a place, or −1. Not to be asked of aligned ones.</summary>
    public int this[int at] => _entries[at];

    /// <summary>Finds the entries.</summary>
    /// <param name="column">The column.</param>
    /// <param name="rowCount">How many rows the row group has.</param>
    /// <param name="rows">The rows, ascending.</param>
    /// <param name="buffer">Kept by the caller from one row group to the next.</param>
    public static RowEntries Of(Column column, int rowCount, ReadOnlySpan<int> rows, ref int[] buffer)
    {
        if (AreAll(column, rows)) return new RowEntries(true, default);
        if (column.IsDense) return new RowEntries(false, rows);

        if (buffer.Length < rows.Length) buffer = new int[rows.Length];
        var entries = buffer.AsSpan(0, rows.Length);
        if (rows.Length == rowCount) LayOut(column.Rows, entries);
        else Search(column, rows, entries);
        return new RowEntries(false, entries);
    }

    /// <summary>True when each row has exactly one entry, and they are all the entries there are.</summary>
    public static bool AreAll(Column column, ReadOnlySpan<int> rows)
    {
        if (column.EntryCount != rows.Length) return false;
        // The rows that a filter finds are often just those that have the field, such as all transactions.
        return column.IsDense || column.Rows.SequenceEqual(rows);
    }

    private static void LayOut(ReadOnlySpan<int> rowOfEntry, Span<int> entries)
    {
        entries.Fill(-1);
        // Backwards, so that the first of several entries of a row is what stays.
        for (int entry = rowOfEntry.Length - 1; entry >= 0; entry--) entries[rowOfEntry[entry]] = entry;
    }

    private static void Search(Column column, ReadOnlySpan<int> rows, Span<int> entries)
    {
        var walk = new EntryWalk(column);
        for (int i = 0; i < rows.Length; i++) entries[i] = walk.First(rows[i]);
    }
}
