using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Summaries;

/// <summary>Sums events, or summaries of shorter intervals, up into the rows of one view and level.</summary>
internal sealed class SummaryAccumulator
{
    /// <summary>The most rows of a summary. Keys that make more tell so many events apart that reading the events is as fast.</summary>
    public const int MaxRows = 262_144;

    // Up to here sums of whole numbers are exact as doubles, in whatever order they are added.
    private const double LargestExact = 1L << 53;

    private readonly SummaryView _view;
    private readonly long _levelMicros;
    private readonly GroupIndex _index;
    private State[] _rows = [];
    private int[] _places = [];
    private double _magnitude;

    public SummaryAccumulator(SummaryView view, long levelMicros)
    {
        _view = view;
        _levelMicros = levelMicros;
        _index = new GroupIndex([new GroupKey.Time(levelMicros), .. view.Keys.Select(static key => new GroupKey.Value(key))], new QueryBudget(QueryLimits.DefaultMaxBytes));
    }

    /// <summary>What is known of one row so far.</summary>
    private struct State
    {
        public long Count, Last, Values, Sum, Least, Greatest;

        // Most rows of short intervals have one number or two: their buckets follow from the least and the greatest.
        public Dictionary<short, int>? Buckets;
    }

    /// <summary>False once the summary would be too large or not exact; it takes in nothing more then.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Takes in events.</summary>
    /// <param name="group">The row group that has them.</param>
    /// <param name="rows">Its rows to take in, ascending.</param>
    public void Add(RowGroup group, ReadOnlySpan<int> rows)
    {
        if (!IsUsable || rows.IsEmpty) return;
        if (!IsSingle(group) || !TryAssign(group, rows)) return;
        var moments = group.Read(Fields.Timestamp) as Int64Column;
        var numbers = group.Read(_view.Number) as Int64Column;
        var moment = moments is null ? default : new EntryWalk(moments);
        var number = numbers is null ? default : new EntryWalk(numbers);
        for (int i = 0; i < rows.Length; i++)
        {
            ref var state = ref _rows[_places[i]];
            state.Count++;
            int at = moments is null ? -1 : moment.First(rows[i]);
            if (at >= 0) state.Last = Math.Max(state.Last, moments!.Values[at]);
            int entry = numbers is null ? -1 : number.First(rows[i]);
            if (entry >= 0) AddNumber(ref state, numbers!.Values[entry]);
        }
    }

    /// <summary>Takes in a summary of the same view, of intervals that fit into these.</summary>
    public void AddSummary(SummaryRowGroup group) => AddSummary(group, [.. Enumerable.Range(0, group.Table.RowCount)]);

    /// <summary>Takes in some rows of a summary of the same view, of intervals that fit into these.</summary>
    public void AddSummary(SummaryRowGroup group, int[] rows)
    {
        var table = group.Table;
        if (!IsUsable || rows.Length == 0 || !TryAssign(group, rows)) return;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            ref var state = ref _rows[_places[i]];
            state.Count += table.Counts[row];
            if (_view.KeepsLast) state.Last = Math.Max(state.Last, table.Last[row]);
            if (table.Values[row] > 0) AddNumbers(ref state, table, row);
        }
    }

    /// <summary>What was taken in, by time and then by keys; <see langword="null"/> when it is not usable.</summary>
    public SummaryTable? ToTable() => IsUsable && _magnitude <= LargestExact ? SummaryTableBuilder.Build(_view, _levelMicros, _index, this) : null;

    /// <summary>The numbers of a row.</summary>
    public (long Count, long Last, long Values, long Sum, long Least, long Greatest) NumbersOf(int row)
    {
        ref var state = ref _rows[row];
        return (state.Count, state.Last, state.Values, state.Sum, state.Least, state.Greatest);
    }

    /// <summary>Writes the buckets of a row, ascending.</summary>
    public void WriteBuckets(int row, List<short> buckets, List<int> counts)
    {
        ref var state = ref _rows[row];
        if (state.Values == 0) return;
        if (state.Buckets is { } kept)
        {
            foreach (short bucket in kept.Keys.Order())
            {
                buckets.Add(bucket);
                counts.Add(kept[bucket]);
            }
            return;
        }
        short least = QuantileSketch.PlaceOf(state.Least);
        short greatest = QuantileSketch.PlaceOf(state.Greatest);
        buckets.Add(least);
        counts.Add(state.Values == 2 && least == greatest ? 2 : 1);
        if (greatest == least) return;
        buckets.Add(greatest);
        counts.Add(1);
    }

    /// <summary>An event has one value of each field, or none; a moment that intervals can hold.</summary>
    private bool IsSingle(RowGroup group)
    {
        foreach (var field in _view.Fields)
            if (group.Read(field) is { } column && HasLists(column)) return IsUsable = false;
        // Far enough from the ends of a long for the start of every interval.
        const long Most = long.MaxValue / 4;
        return group.Time is { FromMicros: > -Most, ToMicros: < Most } || (IsUsable = false);
    }

    private static bool HasLists(Column column)
    {
        var rows = column.Rows;
        for (int i = 1; i < rows.Length; i++)
            if (rows[i] == rows[i - 1]) return true;
        return false;
    }

    private bool TryAssign(RowGroup group, ReadOnlySpan<int> rows)
    {
        if (_places.Length < rows.Length) _places = new int[rows.Length];
        try
        {
            _index.Assign(group, rows, _places.AsSpan(0, rows.Length));
        }
        catch (QueryException)
        {
            // The keys hold more text than a query may, too.
            return IsUsable = false;
        }
        if (_index.Count > MaxRows) return IsUsable = false;
        int before = _rows.Length;
        if (_index.Count <= before) return true;
        Array.Resize(ref _rows, Math.Max(_index.Count, before * 2));
        for (int i = before; i < _rows.Length; i++) (_rows[i].Last, _rows[i].Least, _rows[i].Greatest) = (long.MinValue, long.MaxValue, long.MinValue);
        return true;
    }

    private void AddNumber(ref State state, long number)
    {
        if (state.Values >= 2)
        {
            Spread(ref state);
            CountIn(state.Buckets!, QuantileSketch.PlaceOf(number), 1);
        }
        AddTotals(ref state, 1, number, number, number);
    }

    private void AddNumbers(ref State state, SummaryTable table, int row)
    {
        if (state.Values + table.Values[row] > 2)
        {
            Spread(ref state);
            for (int i = table.BucketStart(row); i < table.BucketEnds[row]; i++) CountIn(state.Buckets!, table.Buckets[i], table.BucketCounts[i]);
        }
        AddTotals(ref state, table.Values[row], table.Sums[row], table.Least[row], table.Greatest[row]);
    }

    private void AddTotals(ref State state, long values, long sum, long least, long greatest)
    {
        state.Values += values;
        state.Sum = unchecked(state.Sum + sum);
        state.Least = Math.Min(state.Least, least);
        state.Greatest = Math.Max(state.Greatest, greatest);
        // At least the sum, also when that overflows.
        _magnitude += Math.Max(Math.Abs((double)least), Math.Abs((double)greatest)) * values;
    }

    private static void Spread(ref State state)
    {
        if (state.Buckets is not null) return;
        var buckets = state.Buckets = [];
        if (state.Values >= 1) CountIn(buckets, QuantileSketch.PlaceOf(state.Least), 1);
        if (state.Values >= 2) CountIn(buckets, QuantileSketch.PlaceOf(state.Greatest), 1);
    }

    private static void CountIn(Dictionary<short, int> buckets, short place, int count)
    {
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(buckets, place, out _) += count;
    }
}
