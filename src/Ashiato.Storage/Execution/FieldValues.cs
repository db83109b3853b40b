using System.Numerics;
using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>The numbers of one field in the rows that a query looks at, side by side with their groups. Read once, used by all measures of the field.</summary>
internal sealed class FieldValues(Field field)
{
    private readonly HistogramReader? _histogram = field.Type == FieldType.Histogram ? new HistogramReader() : null;
    private int[] _groups = [];
    private double[] _values = [];
    private long[] _counts = [];
    private int _length;

    /// <summary>The group of each value.</summary>
    public ReadOnlySpan<int> Groups => _groups.AsSpan(0, _length);

    /// <summary>The values.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _length);

    /// <summary>How often each value occurs, when that is said (by histograms); else empty, and each stands for itself.</summary>
    public ReadOnlySpan<long> Counts => _histogram is null ? default : _counts.AsSpan(0, _length);

    /// <summary>Takes the values of some rows of a row group in place of those before.</summary>
    public void Read(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
    {
        _length = 0;
        bool areFew = rows.Length * RowGroup.FewRowsOf <= group.RowCount;
        switch (areFew ? group.ReadAt(field, rows.ToArray()) : group.Read(field))
        {
            case Int64Column numbers:
                Take(group, numbers, rows, groups, numbers.Values);
                break;
            case DoubleColumn numbers:
                Take(group, numbers, rows, groups, numbers.Values);
                break;
            case StringColumn histograms when _histogram is not null:
                Take(histograms, rows, groups, _histogram);
                break;
        }
    }

    private void Take<T>(RowGroup group, Column column, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, ReadOnlySpan<T> values) where T : unmanaged, INumberBase<T>
    {
        MakeRoom(column.IsDense ? rows.Length : column.EntryCount);
        if (RowEntries.AreAll(column, rows))
        {
            groups.CopyTo(_groups);
            for (int i = 0; i < values.Length; i++) _values[i] = double.CreateTruncating(values[i]);
            _length = values.Length;
        }
        else if (column.IsDense)
        {
            groups.CopyTo(_groups);
            for (int i = 0; i < rows.Length; i++) _values[i] = double.CreateTruncating(values[rows[i]]);
            _length = rows.Length;
        }
        else if (rows.Length == group.RowCount)
        {
            var rowOfEntry = column.Rows;
            for (int entry = 0; entry < values.Length; entry++)
            {
                _groups[entry] = groups[rowOfEntry[entry]];
                _values[entry] = double.CreateTruncating(values[entry]);
            }
            _length = values.Length;
        }
        else
        {
            Search(column, rows, groups, values);
        }
    }

    private void Search<T>(Column column, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, ReadOnlySpan<T> values) where T : unmanaged, INumberBase<T>
    {
        var walk = new EntryWalk(column);
        for (int i = 0; i < rows.Length; i++)
        {
            int entry = walk.First(rows[i]);
            if (entry < 0) continue;
            for (int end = walk.End(rows[i], entry); entry < end; entry++)
            {
                _groups[_length] = groups[i];
                _values[_length++] = double.CreateTruncating(values[entry]);
            }
        }
    }

    private void Take(StringColumn column, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, HistogramReader histogram)
    {
        var walk = new EntryWalk(column);
        for (int i = 0; i < rows.Length; i++)
        {
            int entry = walk.First(rows[i]);
            if (entry < 0) continue;
            for (int end = walk.End(rows[i], entry); entry < end; entry++)
            {
                histogram.Read(column.Pool[column.Codes[entry]]);
                MakeRoom(_length + histogram.Length);
                for (int at = 0; at < histogram.Length; at++)
                {
                    _groups[_length] = groups[i];
                    (_values[_length], _counts[_length]) = histogram[at];
                    _length++;
                }
            }
        }
    }

    private void MakeRoom(int length)
    {
        if (_values.Length >= length) return;
        length = Math.Max(length, _values.Length * 2);
        Array.Resize(ref _groups, length);
        Array.Resize(ref _values, length);
        if (_histogram is not null) Array.Resize(ref _counts, length);
    }
}
