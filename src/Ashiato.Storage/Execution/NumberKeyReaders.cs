using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Execution;

/// <summary>Keys that are whole numbers, or are made of a number.</summary>
internal abstract class NumberKeyReader(Field field) : KeyReader
{
    private const int SmallKeys = 1_024;

    private readonly LongTable _table = new();
    private readonly int[] _codeOfSmall = new int[SmallKeys];
    private int[] _entries = [];
    private long _lastKey;
    private int _lastCode = None;

    public override int CodeCount => _table.Count + 1;

    public override void Read(RowGroup group, ReadOnlySpan<int> rows, Span<int> codes)
    {
        var column = group.Read(field);
        if (column is null)
        {
            codes.Clear();
            return;
        }
        Read(group, column, RowEntries.Of(column, group.RowCount, rows, ref _entries), codes);
    }

    protected virtual void Read(RowGroup group, Column column, RowEntries entries, Span<int> codes)
    {
        bool areAligned = entries.AreAligned;
        for (int i = 0; i < codes.Length; i++)
        {
            int entry = areAligned ? i : entries[i];
            codes[i] = entry < 0 || !TryKey(column, entry, out long key) ? None : CodeOf(key);
        }
    }

    /// <summary>What stands in the table for an entry.</summary>
    protected abstract bool TryKey(Column column, int entry, out long key);

    protected long this[int at] => _table[at];

    protected override int Import(KeyReader other, int at) => CodeOf(((NumberKeyReader)other)._table[at]);

    protected override object ValueOf(int at) => _table[at];

    protected override int CompareValues(int x, int y) => _table[x].CompareTo(_table[y]);

    /// <summary>The number of what stands in the table.</summary>
    protected int CodeOf(long key)
    {
        if ((ulong)key < SmallKeys)
        {
            ref int code = ref _codeOfSmall[key];
            if (code == None) code = _table.CodeOf(key) + 1;
            return code;
        }
        // Neighbours often share their key.
        if (key == _lastKey && _lastCode != None) return _lastCode;
        _lastKey = key;
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
