using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Computes the groups of a query: for each row group the matching rows, then the group of each, then each measure over all of them.</summary>
internal sealed class GroupCollector
{
    private readonly GroupQuery _query;
    private readonly FilterMatcher _filter;
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
        _filter = new FilterMatcher(query.Filter, query.Time);
        _index = new GroupIndex(query.Keys, _budget);
        _measures = [.. query.Measures.Select(StateOf)];
    }

    public GroupTable Collect(IReadOnlyList<RowGroup> groups, CancellationToken cancel)
    {
        long eventCount = 0;
        foreach (var group in groups)
        {
            cancel.ThrowIfCancellationRequested();
            eventCount += Add(group);
        }
        return ToTable(eventCount, cancel);
    }

    private int Add(RowGroup group)
    {
        var matching = _filter.Match(group);
        int count = matching.Count;
        if (count == 0) return 0;
        if (_rows.Length < count)
        {
            _rows = new int[count];
            _groups = new int[count];
        }
        matching.CopyTo(_rows);
        var rows = _rows.AsSpan(0, count);
        var groups = _groups.AsSpan(0, count);
        _index.Assign(group, rows, groups);
        foreach (var source in _sources.Values) source.Read(group, rows, groups);
        foreach (var measure in _measures) measure.Add(group, rows, groups, _index.Count);
        return count;
    }

    private GroupTable ToTable(long eventCount, CancellationToken cancel)
    {
        var first = new TopK<Place>(_query.Limit, Comparer<Place>.Create(Compare));
        for (int group = 0; group < _index.Count; group++)
        {
            if (group % 4_096 == 0) cancel.ThrowIfCancellationRequested();
            double? number = _query.Order is { } order ? _measures[order.Measure].Numbers(group)[0] : null;
            first.Offer(new Place(group, number));
        }
        var found = Array.ConvertAll(first.ToArray(), place => ToGroup(place.Group));
        return new GroupTable(found, _index.Count <= _query.Limit, eventCount);
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
