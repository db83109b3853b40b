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
    private readonly SummaryBuckets _buckets = new();
    private SummaryNumbers[] _rows = [];
    private int[] _places = [];
    private double _magnitude;

    public SummaryAccumulator(SummaryView view, long levelMicros)
    {
        _view = view;
        _levelMicros = levelMicros;
        _index = new GroupIndex([new GroupKey.Time(levelMicros), .. view.Keys.Select(static key => new GroupKey.Value(key))], new QueryBudget(QueryLimits.DefaultMaxBytes));
    }

    /// <summary>False once the summary would be too large or not exact; it takes in nothing more then.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Takes in events that have one value of each field of the view, or none.</summary>
    /// <param name="group">The row group that has them.</param>
    /// <param name="rows">Its rows to take in, ascending.</param>
    /// <param name="combinations">Finds rows that are alike.</param>
    public void Add(RowGroup group, ReadOnlySpan<int> rows, RowCombinations combinations)
    {
        if (!IsUsable || rows.IsEmpty) return;
        combinations.Find(group, rows, _view.Keys, _levelMicros);
        if (!TryAssign(group, combinations.FirstRows)) return;
        var moments = _view.KeepsLast ? group.Read(Fields.Timestamp) as Int64Column : null;
        var numbers = group.Read(_view.Number) as Int64Column;
        var moment = moments is null ? default : new EntryWalk(moments);
        var number = numbers is null ? default : new EntryWalk(numbers);
        var alike = combinations.Numbers;
        for (int i = 0; i < rows.Length; i++)
        {
            int place = _places[alike[i]];
            ref var state = ref _rows[place];
            state.Count++;
            int at = moments is null ? -1 : moment.First(rows[i]);
            if (at >= 0) state.Last = Math.Max(state.Last, moments!.Values[at]);
            int entry = numbers is null ? -1 : number.First(rows[i]);
            if (entry < 0) continue;
            long value = numbers!.Values[entry];
            state.AddNumbers(1, value, value, value);
            _magnitude += Math.Abs((double)value);
            _buckets.Add(place, QuantileSketch.PlaceOf(value), 1);
        }
    }

    /// <summary>Makes the summary unusable, for an event has more than rows of summaries can tell.</summary>
    public void GiveUp() => IsUsable = false;

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
            if (table.Values[row] == 0) continue;
            state.AddNumbers(table.Values[row], table.Sums[row], table.Least[row], table.Greatest[row]);
            // At least the sum, also when that overflows.
            _magnitude += Math.Max(Math.Abs((double)table.Least[row]), Math.Abs((double)table.Greatest[row])) * table.Values[row];
            for (int bucket = table.BucketStart(row); bucket < table.BucketEnds[row]; bucket++) _buckets.Add(_places[i], table.Buckets[bucket], table.BucketCounts[bucket]);
        }
    }

    /// <summary>What was taken in, by time and then by keys; <see langword="null"/> when it is not usable.</summary>
    public SummaryTable? ToTable() =>
        IsUsable && _magnitude <= LargestExact ? SummaryTableBuilder.Build(_view, _levelMicros, _index, _rows.AsSpan(0, _index.Count), _buckets) : null;

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
        _rows.AsSpan(before).Fill(SummaryNumbers.None);
        return true;
    }
}
