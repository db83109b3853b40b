using Ashiato.Model;

namespace Ashiato.Intake.Enrichment;

/// <summary>Reads a column by row numbers that only ever grow, without searching.</summary>
/// <param name="column">The column, or <see langword="null"/> for one without values.</param>
internal ref struct ForwardColumn(Column? column)
{
    private readonly ReadOnlySpan<int> _rows = column is null || column.IsDense ? default : column.Rows;
    private int _at;

    /// <summary>The first entry of a row, or −1.</summary>
    public int Entry(int row)
    {
        if (column is null) return -1;
        if (column.IsDense) return row;
        while (_at < _rows.Length && _rows[_at] < row) _at++;
        return _at < _rows.Length && _rows[_at] == row ? _at : -1;
    }

    /// <summary>The number of a row, whole or not; another when it has none.</summary>
    public double Number(int row, double otherwise)
    {
        int entry = Entry(row);
        if (entry < 0) return otherwise;
        return column is DoubleColumn numbers ? numbers.Values[entry] : ((Int64Column)column!).Values[entry];
    }
}
