using System.Runtime.InteropServices;
using Ashiato.Model;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Summaries;

/// <summary>Finds which rows of one row group have the same interval and keys, by the numbers that its own columns give their texts.</summary>
/// <remarks>
/// Summing events up looks at every event, so this is what it costs to write summaries: a multiplication and an addition for each key that is
/// not the same for all rows. Only one row of each combination then goes through the index that knows all row groups.
/// </remarks>
internal sealed class RowCombinations
{
    // Up to so many possible combinations are numbered by a table rather than a dictionary.
    private const int TableSize = 1 << 16;

    private readonly int[] _table = new int[TableSize]; // number + 1; all 0 between uses
    private readonly List<int> _firstRows = [];
    private long[] _codes = [];
    private int[] _numbers = [];
    private long _domain;
    private int _count;

    /// <summary>The first row of each combination, ascending.</summary>
    public ReadOnlySpan<int> FirstRows => CollectionsMarshal.AsSpan(_firstRows);

    /// <summary>The combination of each row.</summary>
    public ReadOnlySpan<int> Numbers => _numbers.AsSpan(0, _count);

    /// <summary>Finds the combinations of some rows.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="rows">Its rows, ascending.</param>
    /// <param name="keys">Text fields.</param>
    /// <param name="levelMicros">The length of the intervals.</param>
    public void Find(RowGroup group, ReadOnlySpan<int> rows, IReadOnlyList<Field> keys, long levelMicros)
    {
        _count = rows.Length;
        _domain = 1;
        if (_codes.Length < rows.Length)
        {
            _codes = new long[rows.Length];
            _numbers = new int[rows.Length];
        }
        _codes.AsSpan(0, rows.Length).Clear();
        if (group.Read(Fields.Timestamp) is Int64Column moments) AddIntervals(moments, rows, levelMicros);
        foreach (var key in keys)
            if (group.Read(key) is StringColumn column) AddKey(column, rows);
        Renumber(rows);
    }

    private void AddIntervals(Int64Column moments, ReadOnlySpan<int> rows, long levelMicros)
    {
        long least = long.MaxValue, greatest = long.MinValue;
        foreach (long moment in moments.Values)
        {
            least = Math.Min(least, moment);
            greatest = Math.Max(greatest, moment);
        }
        long first = FloorDivide(least, levelMicros);
        long last = FloorDivide(greatest, levelMicros);
        if (moments.IsDense && first == last) return;
        var codes = _codes.AsSpan(0, rows.Length);
        var walk = new EntryWalk(moments);
        for (int i = 0; i < codes.Length; i++)
        {
            int entry = walk.First(rows[i]);
            if (entry >= 0) codes[i] = FloorDivide(moments.Values[entry], levelMicros) - first + 1;
        }
        _domain = last - first + 2;
    }

    private void AddKey(StringColumn column, ReadOnlySpan<int> rows)
    {
        if (column.IsDense && column.Pool.Count == 1) return;
        long size = column.Pool.Count + 1L;
        // Combinations that occur are at most as many as rows; what could occur would soon be more than a number can tell apart.
        if (_domain * size > TableSize) Renumber(rows);
        var codes = _codes.AsSpan(0, rows.Length);
        var local = column.Codes;
        if (column.IsDense)
        {
            for (int i = 0; i < codes.Length; i++) codes[i] = (codes[i] * size) + local[rows[i]] + 1;
        }
        else
        {
            var walk = new EntryWalk(column);
            for (int i = 0; i < codes.Length; i++)
            {
                int entry = walk.First(rows[i]);
                codes[i] = (codes[i] * size) + (entry < 0 ? 0 : local[entry] + 1);
            }
        }
        _domain *= size;
    }

    /// <summary>Numbers the combinations from 0 in the order in which they come.</summary>
    private void Renumber(ReadOnlySpan<int> rows)
    {
        _firstRows.Clear();
        if (_domain <= TableSize) RenumberByTable(rows);
        else RenumberByDictionary(rows);
        _domain = Math.Max(1, _firstRows.Count);
        for (int i = 0; i < rows.Length; i++) _codes[i] = _numbers[i];
    }

    private void RenumberByTable(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ref int number = ref _table[_codes[i]];
            if (number == 0)
            {
                _firstRows.Add(rows[i]);
                number = _firstRows.Count;
            }
            _numbers[i] = number - 1;
        }
        for (int i = 0; i < rows.Length; i++) _table[_codes[i]] = 0;
    }

    private void RenumberByDictionary(ReadOnlySpan<int> rows)
    {
        var numbers = new Dictionary<long, int>();
        for (int i = 0; i < rows.Length; i++)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, _codes[i], out bool isKnown);
            if (!isKnown)
            {
                number = _firstRows.Count;
                _firstRows.Add(rows[i]);
            }
            _numbers[i] = number;
        }
    }

    private static long FloorDivide(long micros, long level) => (micros / level) - (micros % level < 0 ? 1 : 0);
}
