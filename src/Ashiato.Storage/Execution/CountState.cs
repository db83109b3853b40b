using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>How many events there are, or how many fulfil a condition.</summary>
internal sealed class CountState(Filter? where) : MeasureState
{
    // With few groups the same one often comes twice in a row, and the second addition would wait for the first to be stored.
    private const int Lanes = 4;
    private const int MaxGroupsOfLanes = 512;

    private readonly FilterMatcher? _where = where is null ? null : new FilterMatcher(where);
    private int[] _lanes = [];
    private long[] _counts = [];

    public override IReadOnlyList<double?> Numbers(int group) => [group < _counts.Length ? _counts[group] : 0];

    public override void Add(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _counts, groupCount, 0);
        if (_where is not null) AddMatching(group, _where.Match(group), rows, groups);
        else if (group is SummaryRowGroup summary) AddSummary(summary.Table.Counts, rows, groups);
        else if (groupCount == 1) _counts[0] += groups.Length;
        else if (groupCount <= MaxGroupsOfLanes) AddInLanes(groups, groupCount);
        else foreach (int at in groups) _counts[at]++;
    }

    public override void Merge(MeasureState other, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _counts, groupCount, 0);
        var added = ((CountState)other)._counts;
        for (int i = 0; i < Math.Min(added.Length, groups.Length); i++) _counts[groups[i]] += added[i];
    }

    private void AddMatching(RowGroup group, RowSet matching, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
    {
        if (matching.IsEmpty) return;
        long[]? counts = (group as SummaryRowGroup)?.Table.Counts;
        for (int i = 0; i < rows.Length; i++)
            if (matching.Contains(rows[i])) _counts[groups[i]] += counts is null ? 1 : counts[rows[i]];
    }

    private void AddSummary(long[] counts, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
    {
        for (int i = 0; i < rows.Length; i++) _counts[groups[i]] += counts[rows[i]];
    }

    private void AddInLanes(ReadOnlySpan<int> groups, int groupCount)
    {
        if (_lanes.Length < groupCount * Lanes) _lanes = new int[Lanes * MaxGroupsOfLanes];
        var lanes = _lanes.AsSpan(0, groupCount * Lanes);
        lanes.Clear();
        int i = 0;
        for (; i + Lanes <= groups.Length; i += Lanes)
        {
            lanes[groups[i] * Lanes]++;
            lanes[(groups[i + 1] * Lanes) + 1]++;
            lanes[(groups[i + 2] * Lanes) + 2]++;
            lanes[(groups[i + 3] * Lanes) + 3]++;
        }
        for (; i < groups.Length; i++) lanes[groups[i] * Lanes]++;
        for (int at = 0; at < lanes.Length; at++) _counts[at / Lanes] += lanes[at];
    }
}
