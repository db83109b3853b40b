using System.Buffers;

namespace Ashiato.Model;

/// <summary>Finds the first entry of many rows of one column, in any order.</summary>
/// <remarks>
/// For a few rows it searches the column. For many it lays the entries out by row once, since a search for each row of each column is
/// what sorting a segment would otherwise spend its time on.
/// </remarks>
internal readonly struct EntryIndex : IDisposable
{
    private readonly Column _column;
    private readonly int[]? _firstByRow;
    private readonly int _rowEnd;

    public EntryIndex(Column column, int rowsWanted)
    {
        _column = column;
        if (column.IsDense || column.EntryCount == 0) return;
        _rowEnd = column.Rows[^1] + 1;
        // Laying out touches every row up to the last entry; a search costs some ten steps a row.
        if (rowsWanted < _rowEnd / 8) return;

        _firstByRow = ArrayPool<int>.Shared.Rent(_rowEnd);
        _firstByRow.AsSpan(0, _rowEnd).Fill(-1);
        var rows = column.Rows;
        for (int entry = rows.Length - 1; entry >= 0; entry--) _firstByRow[rows[entry]] = entry;
    }

    /// <summary>The first entry of a row, or −1.</summary>
    public int First(int row)
    {
        if (_firstByRow is null) return _column.FirstEntry(row);
        return row < _rowEnd ? _firstByRow[row] : -1;
    }

    public void Dispose()
    {
        if (_firstByRow is not null) ArrayPool<int>.Shared.Return(_firstByRow);
    }
}
