using System.Buffers;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Where the rows of a new segment come from: worked out once, used for each of its columns.</summary>
/// <remarks>Sources of a merge are sorted as the new segment is, so each is needed for a few row groups only, and forgotten behind them.</remarks>
internal sealed class GatherPlan : IDisposable
{
    private readonly int[] _sourceOf; // of a row of the segment
    private readonly int[] _rowOf; // of a row of the segment, in its source
    private readonly int[] _lastGroupOf; // of a source
    private readonly int _rowCount;
    private readonly int _groupRows;

    /// <param name="sources">The row groups that have the rows.</param>
    /// <param name="rows">Row numbers, counted through all the sources.</param>
    /// <param name="groupRows">The rows of each row group of the segment but the last.</param>
    public GatherPlan(IReadOnlyList<RowGroup> sources, ReadOnlySpan<int> rows, int groupRows)
    {
        (Sources, _rowCount, _groupRows) = (sources, rows.Length, groupRows);
        var starts = new int[sources.Count];
        for (int i = 1; i < starts.Length; i++) starts[i] = starts[i - 1] + sources[i - 1].RowCount;
        _sourceOf = ArrayPool<int>.Shared.Rent(rows.Length);
        _rowOf = ArrayPool<int>.Shared.Rent(rows.Length);
        _lastGroupOf = new int[sources.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            int source = Array.BinarySearch(starts, rows[i]);
            if (source < 0) source = ~source - 1;
            _sourceOf[i] = source;
            _rowOf[i] = rows[i] - starts[source];
            _lastGroupOf[source] = i / groupRows;
        }
    }

    public IReadOnlyList<RowGroup> Sources { get; }

    /// <summary>How many row groups the segment gets.</summary>
    public int GroupCount => (_rowCount + _groupRows - 1) / _groupRows;

    /// <summary>The rows of a row group: where it starts, and how many they are.</summary>
    public (int Start, int Count) RowsOf(int group) => (group * _groupRows, Math.Min(_groupRows, _rowCount - (group * _groupRows)));

    /// <summary>The source of each row of a row group.</summary>
    public ReadOnlySpan<int> SourcesOf(int group) => Slice(_sourceOf, group);

    /// <summary>The number that each row of a row group has in its source.</summary>
    public ReadOnlySpan<int> SourceRowsOf(int group) => Slice(_rowOf, group);

    /// <summary>True when no row group behind this one needs the source.</summary>
    public bool IsDoneWith(int source, int group) => _lastGroupOf[source] <= group;

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_sourceOf);
        ArrayPool<int>.Shared.Return(_rowOf);
    }

    private ReadOnlySpan<int> Slice(int[] ofRows, int group)
    {
        var (start, count) = RowsOf(group);
        return ofRows.AsSpan(start, count);
    }
}
