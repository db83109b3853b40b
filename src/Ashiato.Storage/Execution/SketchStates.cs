using Ashiato.Model;
using Ashiato.Storage.Sketches;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>Percentiles.</summary>
internal sealed class PercentilesState(FieldValues source, IReadOnlyList<double> ranks, QueryBudget budget) : NumberState(source)
{
    private QuantileSketch?[] _sketches = [];

    public override IReadOnlyList<double?> Numbers(int group)
    {
        var sketch = group < _sketches.Length ? _sketches[group] : null;
        var numbers = new double?[ranks.Count];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = sketch?.Percentile(ranks[i]);
        return numbers;
    }

    public override void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        var added = ((PercentilesState)other)._sketches;
        for (int i = 0; i < Math.Min(added.Length, groups.Length); i++)
        {
            if (added[i] is not { } sketch) continue;
            ref var kept = ref _sketches[groups[i]];
            if (kept is null) kept = sketch;
            else kept.Merge(sketch);
        }
    }

    protected override void Add(ReadOnlySpan<int> groups, ReadOnlySpan<double> values, ReadOnlySpan<long> counts, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        for (int i = 0; i < values.Length; i++)
        {
            ref var sketch = ref _sketches[groups[i]];
            int before = sketch?.SizeBytes ?? 0;
            sketch ??= new QuantileSketch();
            sketch.Add(values[i], counts.IsEmpty ? 1 : counts[i]);
            if (sketch.SizeBytes != before) budget.Take(sketch.SizeBytes - before);
        }
    }

    protected override void Add(SummaryTable table, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _sketches, groupCount, null);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            int start = table.BucketStart(row);
            int end = table.BucketEnds[row];
            if (start == end) continue;
            var sketch = _sketches[groups[i]] ??= new QuantileSketch();
            int before = sketch.SizeBytes;
            sketch.Add(table.Buckets.AsSpan(start..end), table.BucketCounts.AsSpan(start..end), table.Least[row], table.Greatest[row]);
            if (sketch.SizeBytes != before) budget.Take(sketch.SizeBytes - before);
        }
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
