using Ashiato.Storage.Queries;

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
        if (_where is null)
        {
            foreach (int at in groups) _counts[at]++;
            return;
        }
        var matching = _where.Match(group);
        if (matching.IsEmpty) return;
        for (int i = 0; i < rows.Length; i++)
            if (matching.Contains(rows[i])) _counts[groups[i]]++;
    }
}
