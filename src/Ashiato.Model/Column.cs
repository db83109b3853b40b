namespace Ashiato.Model;

/// <summary>The values of one field in a set of rows. Immutable.</summary>
/// <remarks>
/// A column is a list of entries, ordered by row. A row without an entry has no value; a row with several has a list.
/// When every row has exactly one entry the column is dense: entry <i>i</i> belongs to row <i>i</i> and no row numbers are kept.
/// </remarks>
public abstract class Column
{
    private readonly ReadOnlyMemory<int> _rows;

    private protected Column(Field field, int entryCount, ReadOnlyMemory<int> rows, bool isDense)
    {
        if (!isDense && rows.Length != entryCount) throw new ArgumentException($"Column '{field}' has {entryCount} entries but {rows.Length} row numbers.", nameof(rows));
        Field = field;
        EntryCount = entryCount;
        IsDense = isDense;
        _rows = rows;
    }

    /// <summary>The field whose values these are.</summary>
    public Field Field { get; }

    /// <summary>How many entries there are.</summary>
    public int EntryCount { get; }

    /// <summary>True when entry <i>i</i> belongs to row <i>i</i>.</summary>
    public bool IsDense { get; }

    /// <summary>The row of each entry, ascending; empty when the column is dense.</summary>
    public ReadOnlySpan<int> Rows => _rows.Span;

    /// <summary>The row of an entry.</summary>
    public int RowOf(int entry) => IsDense ? entry : _rows.Span[entry];

    /// <summary>The first entry of a row, or −1. Further entries of the row, if any, follow it.</summary>
    public int FirstEntry(int row)
    {
        if (IsDense) return row;
        var rows = _rows.Span;
        int at = rows.BinarySearch(row);
        if (at < 0) return -1;
        while (at > 0 && rows[at - 1] == row) at--;
        return at;
    }

    /// <summary>How many entries a row has.</summary>
    public int CountOf(int row)
    {
        if (IsDense) return 1;
        int first = FirstEntry(row);
        if (first < 0) return 0;
        var rows = _rows.Span;
        int next = first + 1;
        while (next < rows.Length && rows[next] == row) next++;
        return next - first;
    }
}
