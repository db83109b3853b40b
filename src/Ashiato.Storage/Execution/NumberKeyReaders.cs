using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Execution;

/// <summary>Keys that are whole numbers, or are made of a number.</summary>
internal abstract class NumberKeyReader(Field field) : KeyReader
{
    private readonly LongTable _table = new();
    private long _lastValue;
    private int _lastCode = -1;

    public override void Read(RowGroup group, ReadOnlySpan<int> rows, Span<int> codes)
    {
        var column = group.Read(field);
        if (column is null)
        {
            codes.Clear();
            return;
        }
        var entries = new EntryWalk(column);
        for (int i = 0; i < rows.Length; i++)
        {
            int entry = entries.First(rows[i]);
            codes[i] = entry < 0 || !TryKey(column, entry, out long key) ? None : CodeOf(key);
        }
    }

    /// <summary>What stands in the table for an entry.</summary>
    protected abstract bool TryKey(Column column, int entry, out long key);

    protected long this[int at] => _table[at];

    protected override object ValueOf(int at) => _table[at];

    protected override int CompareValues(int x, int y) => _table[x].CompareTo(_table[y]);

    private int CodeOf(long key)
    {
        // Neighbours often share their key: moments of an interval above all.
        if (key == _lastValue && _lastCode >= 0) return _lastCode;
        _lastValue = key;
        return _lastCode = _table.CodeOf(key) + 1;
    }
}

/// <summary>Keys that are whole numbers, moments or truth values.</summary>
internal sealed class Int64KeyReader(Field field) : NumberKeyReader(field)
{
    protected override bool TryKey(Column column, int entry, out long key)
    {
        key = ((Int64Column)column).Values[entry];
        return true;
    }
}

/// <summary>Keys that are numbers with fractions.</summary>
internal sealed class DoubleKeyReader(Field field) : NumberKeyReader(field)
{
    protected override bool TryKey(Column column, int entry, out long key)
    {
        // Adding 0 makes −0 and 0 the same key.
        key = BitConverter.DoubleToInt64Bits(((DoubleColumn)column).Values[entry] + 0.0);
        return true;
    }

    protected override object ValueOf(int at) => BitConverter.Int64BitsToDouble(this[at]);

    protected override int CompareValues(int x, int y) => BitConverter.Int64BitsToDouble(this[x]).CompareTo(BitConverter.Int64BitsToDouble(this[y]));
}

/// <summary>Keys that are the starts of intervals.</summary>
internal sealed class TimeKeyReader(GroupKey.Time time) : NumberKeyReader(Fields.Timestamp)
{
    private readonly long _offset = time.OffsetMicros % time.IntervalMicros;

    protected override bool TryKey(Column column, int entry, out long key)
    {
        long sinceStart = ((Int64Column)column).Values[entry] - _offset;
        long into = sinceStart % time.IntervalMicros;
        if (into < 0) into += time.IntervalMicros;
        key = sinceStart - into + _offset;
        return true;
    }
}

/// <summary>Keys that are the starts of equal steps.</summary>
internal sealed class LinearKeyReader(GroupKey.Linear scale) : NumberKeyReader(scale.Field)
{
    protected override bool TryKey(Column column, int entry, out long key)
    {
        double value = column is Int64Column whole ? whole.Values[entry] : ((DoubleColumn)column).Values[entry];
        // Adding 0 makes −0 and 0 the same key.
        double start = (Math.Floor((value - scale.Offset) / scale.Interval) * scale.Interval) + scale.Offset + 0.0;
        key = BitConverter.DoubleToInt64Bits(start);
        return double.IsFinite(start);
    }

    protected override object ValueOf(int at) => BitConverter.Int64BitsToDouble(this[at]);

    protected override int CompareValues(int x, int y) => BitConverter.Int64BitsToDouble(this[x]).CompareTo(BitConverter.Int64BitsToDouble(this[y]));
}

/// <summary>Keys that are the numbers of buckets on a logarithmic scale.</summary>
internal sealed class LogarithmicKeyReader(GroupKey.Logarithmic scale) : NumberKeyReader(scale.Field)
{
    private readonly int _perDecade = scale.BucketsPerDecade;

    protected override bool TryKey(Column column, int entry, out long key)
    {
        double value = column is Int64Column whole ? whole.Values[entry] : ((DoubleColumn)column).Values[entry];
        key = 0;
        if (double.IsNaN(value)) return false;
        if (value >= 1) key = LogScale.BucketOf(Math.Min(value, double.MaxValue), _perDecade);
        return true;
    }
}
