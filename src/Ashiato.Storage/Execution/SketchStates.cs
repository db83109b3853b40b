using Ashiato.Model;
using Ashiato.Storage.Sketches;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>Percentiles.</summary>
/// <remarks>A group has a sketch once it has more events, or more rows of summaries, than are kept as they came; then it has all of them, and nothing is kept twice.</remarks>
internal sealed class PercentilesState(FieldValues source, IReadOnlyList<double> ranks, QueryBudget budget) : NumberState(source)
{
    private readonly SketchPieces _pieces = new();
    private readonly SketchValues _values = new();
    private readonly QuantileSketch _sum = new();
    private QuantileSketch?[] _sketches = [];

    public override IReadOnlyList<double?> Numbers(int group)
    {
        var sketch = group < _sketches.Length ? _sketches[group] : null;
        if (sketch is null && IsKept(group))
        {
            sketch = _sum;
            sketch.Clear();
            AddKept(sketch, group);
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
            if (added._values.Has(i) && !(_sketches[group] is null && _values.TryAdd(added._values, i, group))) added._values.AddTo(SketchOf(group), i);
            if (i >= added._sketches.Length || added._sketches[i] is not { } sketch) continue;
            if (_sketches[group] is null && !IsKept(group)) _sketches[group] = sketch;
            else SketchOf(group).Merge(sketch);
        }
    }

    protected override void Add(ReadOnlySpan<int> groups, ReadOnlySpan<double> values, ReadOnlySpan<long> counts, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        long kept = _values.SizeBytes;
        for (int i = 0; i < values.Length; i++)
        {
            int group = groups[i];
            long times = counts.IsEmpty ? 1 : counts[i];
            if (_sketches[group] is null && _values.TryAdd(group, values[i], times)) continue;
            var sketch = SketchOf(group);
            int before = sketch.SizeBytes;
            sketch.Add(values[i], times);
            if (sketch.SizeBytes != before) budget.Take(sketch.SizeBytes - before);
        }
        if (_values.SizeBytes != kept) budget.Take(_values.SizeBytes - kept);
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
        AddKept(sketch, group);
        _pieces.Forget(group);
        _values.Forget(group);
        budget.Take(sketch.SizeBytes);
        return sketch;
    }

    private bool IsKept(int group) => _pieces.Has(group) || _values.Has(group);

    private void AddKept(QuantileSketch sketch, int group)
    {
        _pieces.CopyTo(sketch.Add, group);
        _values.AddTo(sketch, group);
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
