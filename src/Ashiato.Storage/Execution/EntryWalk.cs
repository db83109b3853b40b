using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>Finds the entries of ascending rows in one go over a column.</summary>
internal ref struct EntryWalk(Column column)
{
    private readonly ReadOnlySpan<int> _rows = column.Rows;
    private readonly bool _isDense = column.IsDense;
    private int _at;

    /// <summary>The first entry of a row, or −1. Rows must be asked for in ascending order.</summary>
    public int First(int row)
    {
        if (_isDense) return row;
        if (_at < _rows.Length && _rows[_at] < row) Advance(row);
        return _at < _rows.Length && _rows[_at] == row ? _at : -1;
    }

    /// <summary>The entry behind the last one of a row whose first entry is known.</summary>
    public readonly int End(int row, int first)
    {
        int end = first + 1;
        if (_isDense) return end;
        while (end < _rows.Length && _rows[end] == row) end++;
        return end;
    }

    private void Advance(int row)
    {
        // Steps that double: one step when rows follow each other, a search when few rows are asked for.
        int step = 1;
        int low = _at;
        while (low + step < _rows.Length && _rows[low + step] < row)
        {
            low += step;
            step *= 2;
        }
        int high = Math.Min(low + step, _rows.Length);
        while (low + 1 < high)
        {
            int middle = (low + high) >>> 1;
            if (_rows[middle] < row) low = middle;
            else high = middle;
        }
        _at = high;
    }
}
