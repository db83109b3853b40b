using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>The numbers of one field in the rows that a query looks at, side by side with their groups. Read once, used by all measures of the field.</summary>
internal sealed class FieldValues(Field field)
{
    private int[] _groups = [];
    private double[] _values = [];
    private int _count;

    /// <summary>The group of each value.</summary>
    public ReadOnlySpan<int> Groups => _groups.AsSpan(0, _count);

    /// <summary>The values.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _count);

    /// <summary>Takes the values of some rows of a row group in place of those before.</summary>
    public void Read(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
    {
        _count = 0;
        if (group.Read(field) is not { } column) return;
        int most = column.IsDense ? rows.Length : column.EntryCount;
        if (_values.Length < most)
        {
            _groups = new int[most];
            _values = new double[most];
        }
        if (column is Int64Column whole) Take(column, rows, groups, whole.Values);
        else if (column is DoubleColumn numbers) Take(column, rows, groups, numbers.Values);
    }

    private void Take<T>(Column column, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, ReadOnlySpan<T> values) where T : unmanaged, System.Numerics.INumberBase<T>
    {
        if (column.IsDense)
        {
            groups.CopyTo(_groups);
            for (int i = 0; i < rows.Length; i++) _values[i] = double.CreateTruncating(values[rows[i]]);
            _count = rows.Length;
            return;
        }
        var walk = new EntryWalk(column);
        for (int i = 0; i < rows.Length; i++)
        {
            int entry = walk.First(rows[i]);
            if (entry < 0) continue;
            for (int end = walk.End(rows[i], entry); entry < end; entry++)
            {
                _groups[_count] = groups[i];
                _values[_count++] = double.CreateTruncating(values[entry]);
            }
        }
    }
}
