using Ashiato.Model;
using Ashiato.Storage.Sketches;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>Percentiles.</summary>
/// <remarks>A group has a sketch once events were added to it one by one, or more rows of summaries than are kept as pieces; nothing is ever in both.</remarks>
internal sealed class PercentilesState(FieldValues source, IReadOnlyList<double> ranks, QueryBudget budget) : NumberState(source)
{
    private readonly SketchPieces _pieces = new();
    private readonly QuantileSketch _sum = new();
    private QuantileSketch?[] _sketches = [];

    public override IReadOnlyList<double?> Numbers(int group)
    {
        var sketch = group < _sketches.Length ? _sketches[group] : null;
        if (sketch is null && _pieces.Has(group))
        {
            sketch = _sum;
            sketch.Clear();
            _pieces.CopyTo(sketch.Add, group);
        }
        var numbers = new double?[ranks.Count];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = sketch?.Percentile(ranks[i]);
        return numbers;
    }

    public override void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        var added = (PercentilesState)other;
        for (int i = 0; i < groups.Length; i++)
        {
            int group = groups[i];
            added._pieces.CopyTo((buckets, counts, least, greatest) => Add(group, buckets, counts, least, greatest), i);
            if (i >= added._sketches.Length || added._sketches[i] is not { } sketch) continue;
            if (_sketches[group] is null && !_pieces.Has(group)) _sketches[group] = sketch;
            else SketchOf(group).Merge(sketch);
        }
    }

    protected override void Add(ReadOnlySpan<int> groups, ReadOnlySpan<double> values, ReadOnlySpan<long> counts, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        for (int i = 0; i < values.Length; i++)
        {
            var sketch = SketchOf(groups[i]);
            int before = sketch.SizeBytes;
            sketch.Add(values[i], counts.IsEmpty ? 1 : counts[i]);
            if (sketch.SizeBytes != before) budget.Take(sketch.SizeBytes - before);
        }
    }

    protected override void Add(SummaryTable table, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        long before = _pieces.SizeBytes;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            int start = table.BucketStart(row);
            int length = table.BucketEnds[row] - start;
            if (length > 0) Add(groups[i], table.Buckets.AsSpan(start, length), table.BucketCounts.AsSpan(start, length), table.Least[row], table.Greatest[row]);
        }
        if (_pieces.SizeBytes != before) budget.Take(_pieces.SizeBytes - before);
    }

    private void Add(int group, ReadOnlySpan<short> buckets, ReadOnlySpan<int> counts, double least, double greatest)
    {
        if (_sketches[group] is null && _pieces.TryAdd(group, buckets, counts, least, greatest)) return;
        var sketch = SketchOf(group);
        int before = sketch.SizeBytes;
        sketch.Add(buckets, counts, least, greatest);
        if (sketch.SizeBytes != before) budget.Take(sketch.SizeBytes - before);
    }

    /// <summary>The sketch of a group, with all that the group has.</summary>
    private QuantileSketch SketchOf(int group)
    {
        if (_sketches[group] is { } known) return known;
        var sketch = _sketches[group] = new QuantileSketch();
        if (_pieces.Has(group))
        {
            _pieces.CopyTo(sketch.Add, group);
            _pieces.Forget(group);
        }
        budget.Take(sketch.SizeBytes);
        return sketch;
    }
}

/// <summary>How many different values there are.</summary>
internal sealed class DistinctState(Field field, QueryBudget budget) : MeasureState
{
    private DistinctSketch?[] _sketches = [];

    public override IReadOnlyList<double?> Numbers(int group) =>
        [group < _sketches.Length && _sketches[group] is { } sketch ? sketch.Estimate() : 0];

    public override void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        var added = ((DistinctState)other)._sketches;
        for (int i = 0; i < Math.Min(added.Length, groups.Length); i++)
        {
            if (added[i] is not { } sketch) continue;
            ref var kept = ref _sketches[groups[i]];
            if (kept is null) kept = sketch;
            else kept.Merge(sketch);
        }
    }

    public override void Add(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        if (group.Read(field) is not { } column) return;
        var hashes = new EntryHashes(column);
        var walk = new EntryWalk(column);
        for (int i = 0; i < rows.Length; i++)
        {
            int entry = walk.First(rows[i]);
            if (entry < 0) continue;
            ref var sketch = ref _sketches[groups[i]];
            int before = sketch?.SizeBytes ?? 0;
            sketch ??= new DistinctSketch();
            for (int end = walk.End(rows[i], entry); entry < end; entry++) sketch.Add(hashes[entry]);
            if (sketch.SizeBytes > before) budget.Take(sketch.SizeBytes - before);
        }
    }
}
