using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>A measure of the numbers of a field.</summary>
internal abstract class NumberState(FieldValues source) : MeasureState
{
    public sealed override void Add(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        if (group is SummaryRowGroup summary) Add(summary.Table, rows, groups, groupCount);
        else Add(source.Groups, source.Values, source.Counts, groupCount);
    }

    /// <param name="groups">The group of each value.</param>
    /// <param name="values">The values.</param>
    /// <param name="counts">How often each occurs; empty when each stands for itself.</param>
    /// <param name="groupCount">How many groups there are by now.</param>
    protected abstract void Add(ReadOnlySpan<int> groups, ReadOnlySpan<double> values, ReadOnlySpan<long> counts, int groupCount);

    /// <summary>Takes in some rows of a summary, each of which stands for many values of the field.</summary>
    protected abstract void Add(SummaryTable table, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount);
}

/// <summary>The sum of the values, or of their squares.</summary>
internal sealed class SumState(FieldValues source, bool ofSquares = false) : NumberState(source)
{
    private double[] _sums = [];

    public override IReadOnlyList<double?> Numbers(int group) => [group < _sums.Length ? _sums[group] : 0];

    public override void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _sums, groupCount, 0);
        var added = ((SumState)other)._sums;
        for (int i = 0; i < Math.Min(added.Length, groups.Length); i++) _sums[groups[i]] += added[i];
    }

    protected override void Add(ReadOnlySpan<int> groups, ReadOnlySpan<double> values, ReadOnlySpan<long> counts, int groupCount)
    {
        Ensure(ref _sums, groupCount, 0);
        if (counts.IsEmpty && !ofSquares)
        {
            for (int i = 0; i < values.Length; i++) _sums[groups[i]] += values[i];
            return;
        }
        for (int i = 0; i < values.Length; i++)
        {
            double value = ofSquares ? values[i] * values[i] : values[i];
            _sums[groups[i]] += value * (counts.IsEmpty ? 1 : counts[i]);
        }
    }

    protected override void Add(SummaryTable table, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _sums, groupCount, 0);
        for (int i = 0; i < rows.Length; i++) _sums[groups[i]] += ofSquares ? table.SquaresOf(rows[i]) : table.Sums[rows[i]];
    }
}

/// <summary>The mean.</summary>
internal sealed class AverageState(FieldValues source) : NumberState(source)
{
    private (double Sum, double Count)[] _means = [];

    public override IReadOnlyList<double?> Numbers(int group) =>
        [group < _means.Length && _means[group].Count > 0 ? _means[group].Sum / _means[group].Count : null];

    public override void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _means, groupCount, default);
        var added = ((AverageState)other)._means;
        for (int i = 0; i < Math.Min(added.Length, groups.Length); i++)
        {
            ref var mean = ref _means[groups[i]];
            mean = (mean.Sum + added[i].Sum, mean.Count + added[i].Count);
        }
    }

    protected override void Add(ReadOnlySpan<int> groups, ReadOnlySpan<double> values, ReadOnlySpan<long> counts, int groupCount)
    {
        Ensure(ref _means, groupCount, default);
        for (int i = 0; i < values.Length; i++)
        {
            double count = counts.IsEmpty ? 1 : counts[i];
            ref var mean = ref _means[groups[i]];
            mean.Sum += values[i] * count;
            mean.Count += count;
        }
    }

    protected override void Add(SummaryTable table, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _means, groupCount, default);
        for (int i = 0; i < rows.Length; i++)
        {
            ref var mean = ref _means[groups[i]];
            mean.Sum += table.Sums[rows[i]];
            mean.Count += table.Values[rows[i]];
        }
    }
}

/// <summary>The least or the greatest value.</summary>
internal sealed class ExtremeState(FieldValues source, bool isGreatest) : NumberState(source)
{
    // What is no number never wins, and stands for "no value yet".
    private double[] _values = [];

    public override IReadOnlyList<double?> Numbers(int group) =>
        [group < _values.Length && !double.IsNaN(_values[group]) ? _values[group] : null];

    public override void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount)
    {
        var added = ((ExtremeState)other)._values;
        int count = Math.Min(added.Length, groups.Length);
        Add(groups[..count], added.AsSpan(0, count), default, groupCount);
    }

    protected override void Add(ReadOnlySpan<int> groups, ReadOnlySpan<double> values, ReadOnlySpan<long> counts, int groupCount)
    {
        Ensure(ref _values, groupCount, double.NaN);
        for (int i = 0; i < values.Length; i++) Offer(groups[i], values[i]);
    }

    protected override void Add(SummaryTable table, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _values, groupCount, double.NaN);
        long[] values = isGreatest ? table.Greatest : table.Least;
        for (int i = 0; i < rows.Length; i++)
            if (table.Values[rows[i]] > 0) Offer(groups[i], values[rows[i]]);
    }

    private void Offer(int group, double value)
    {
        ref double kept = ref _values[group];
        if (double.IsNaN(kept) || (isGreatest ? value > kept : value < kept)) kept = value;
    }
}
