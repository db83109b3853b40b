using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>How many events there are, or how many fulfil a condition.</summary>
internal sealed class CountState(Filter? where) : MeasureState
{
    private readonly FilterMatcher? _where = where is null ? null : new FilterMatcher(where);
    private long[] _counts = [];

    public override IReadOnlyList<double?> Numbers(int group) => [group < _counts.Length ? _counts[group] : 0];

    public override void Add(RowGroup group, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Ensure(ref _counts, groupCount, 0);
        var matching = _where?.Match(group);
        if (matching is { IsEmpty: true }) return;
        if (group is SummaryRowGroup summary)
        {
            long[] counts = summary.Table.Counts;
            for (int i = 0; i < rows.Length; i++)
                if (matching is null || matching.Contains(rows[i])) _counts[groups[i]] += counts[rows[i]];
            return;
        }
        if (matching is null)
        {
            foreach (int at in groups) _counts[at]++;
            return;
        }
        for (int i = 0; i < rows.Length; i++)
            if (matching.Contains(rows[i])) _counts[groups[i]]++;
    }
}
