using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>Computes the groups of a query: for each row group the matching rows, then the group of each, then each measure over all of them.</summary>
internal sealed class GroupCollector
{
    private readonly GroupQuery _query;
    private readonly Dictionary<TimeRange, FilterMatcher> _filters = [];
    private readonly bool _isOnScale;
    private readonly GroupIndex _index;
    private readonly QueryBudget _budget = new();
    private readonly Dictionary<Field, FieldValues> _sources = [];
    private readonly MeasureState[] _measures;
    private int[] _rows = [];
    private int[] _groups = [];

    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public GroupCollector(GroupQuery query)
    {
        QueryRules.Check(query);
        _query = query;
        _filters.Add(query.Time, new FilterMatcher(query.Filter, query.Time));
        _isOnScale = query.Keys.Any(static key => key is GroupKey.Logarithmic);
        _index = new GroupIndex(query.Keys, _budget);
        _measures = [.. query.Measures.Select(StateOf)];
    }

    public GroupTable Collect(IReadOnlyList<RowGroup> groups, CancellationToken cancel) =>
        Collect(groups.Select(group => new QueryPart(group, _query.Time)), cancel);

    public GroupTable Collect(IEnumerable<QueryPart> parts, CancellationToken cancel)
    {
        long eventCount = 0;
        var source = GroupSource.Rows;
        foreach (var (group, time) in parts)
        {
            cancel.ThrowIfCancellationRequested();
            if (group is SummaryRowGroup) source = GroupSource.Summaries;
            eventCount += Add(group, time);
        }
        return ToTable(eventCount, source, cancel);
    }

    private long Add(RowGroup group, TimeRange time)
    {
        if (!_filters.TryGetValue(time, out var filter)) _filters.Add(time, filter = new FilterMatcher(_query.Filter, time));
        var matching = filter.Match(group);
        int count = matching.Count;
        if (count == 0) return 0;
        Reserve(count);
        matching.CopyTo(_rows);
        if (group is not SummaryRowGroup summary) return Add(group, count);
        long eventCount = summary.CountOf(_rows.AsSpan(0, count));
        if (_isOnScale)
        {
            summary = summary.Spread(_rows.AsSpan(0, count));
            count = summary.RowCount;
            Reserve(count);
            for (int i = 0; i < count; i++) _rows[i] = i;
        }
        Add(summary, count);
        return eventCount;
    }

    /// <summary>Takes in the first of the rows.</summary>
    private int Add(RowGroup group, int count)
    {
        var rows = _rows.AsSpan(0, count);
        var groups = _groups.AsSpan(0, count);
        _index.Assign(group, rows, groups);
        foreach (var source in _sources.Values) source.Read(group, rows, groups);
        foreach (var measure in _measures) measure.Add(group, rows, groups, _index.Count);
        return count;
    }

    private void Reserve(int count)
    {
        if (_rows.Length >= count) return;
        _rows = new int[count];
        _groups = new int[count];
    }

    private GroupTable ToTable(long eventCount, GroupSource source, CancellationToken cancel)
    {
        var first = new TopK<Place>(_query.Limit, Comparer<Place>.Create(Compare));
        for (int group = 0; group < _index.Count; group++)
        {
            if (group % 4_096 == 0) cancel.ThrowIfCancellationRequested();
            double? number = _query.Order is { } order ? _measures[order.Measure].Numbers(group)[0] : null;
            first.Offer(new Place(group, number));
        }
        var found = Array.ConvertAll(first.ToArray(), place => ToGroup(place.Group));
        return new GroupTable(found, _index.Count <= _query.Limit, eventCount, source);
    }

    private int Compare(Place x, Place y)
    {
        if (_query.Order is not { } order) return _index.Compare(x.Group, y.Group);
        // Groups without a number come last either way, as events without a value do.
        if (x.Number is null != y.Number is null) return x.Number is null ? 1 : -1;
        int byNumber = Nullable.Compare(x.Number, y.Number);
        if (byNumber == 0) return _index.Compare(x.Group, y.Group);
        return order.Descending ? -byNumber : byNumber;
    }

    private Group ToGroup(int group) => new(
        _index.KeysOf(group),
        Array.ConvertAll(_measures, measure => measure.Numbers(group)),
        Array.ConvertAll(_measures, measure => measure.Text(group)));

    private MeasureState StateOf(Measure measure) => measure switch
    {
        Measure.Count count => new CountState(count.Where),
        Measure.Sum sum => new SumState(SourceOf(sum.Field)),
        Measure.SumOfSquares sum => new SumOfSquaresState(SourceOf(sum.Field)),
        Measure.Min min => new ExtremeState(SourceOf(min.Field), isGreatest: false),
        Measure.Max max => new ExtremeState(SourceOf(max.Field), isGreatest: true),
        Measure.Average average => new AverageState(SourceOf(average.Field)),
        Measure.Percentiles percentiles => new PercentilesState(SourceOf(percentiles.Field), percentiles.Ranks, _budget),
        Measure.Distinct distinct => new DistinctState(distinct.Field, _budget),
        Measure.Latest latest => new LatestState(latest.Field, _budget),
        _ => throw new QueryException("The query asks for a measure that this store does not know."),
    };

    private FieldValues SourceOf(Field field)
    {
        if (!_sources.TryGetValue(field, out var source)) _sources.Add(field, source = new FieldValues(field));
        return source;
    }

    private readonly record struct Place(int Group, double? Number);
}
