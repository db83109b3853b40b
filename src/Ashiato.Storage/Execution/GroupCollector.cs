using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Execution;

/// <summary>Computes the groups of a query: for each row group the matching rows, then the group of each, then each measure over all of them.</summary>
internal sealed class GroupCollector : ICollector<GroupCollector>, IDisposable
{
    // A place in each table, and half of them empty.
    private const int BytesPerKey = 48;
    private const int BytesPerMeasure = 32;

    private readonly GroupQuery _query;
    private readonly Dictionary<TimeRange, FilterMatcher> _filters = [];
    private readonly bool _isOnScale;
    private readonly QueryBudget _budget;
    private readonly GroupIndex _index;
    private readonly Dictionary<Field, FieldValues> _sources = [];
    private readonly MeasureState[] _measures;
    private GroupSource _source = GroupSource.Rows;
    private long _eventCount;
    private int[] _rows = [];
    private int[] _groups = [];

    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public GroupCollector(GroupQuery query, QueryBudget budget)
    {
        QueryRules.Check(query);
        _query = query;
        _budget = budget;
        _filters.Add(query.Time, new FilterMatcher(query.Filter, query.Time));
        _isOnScale = query.Keys.Any(static key => key is GroupKey.Logarithmic);
        _index = new GroupIndex(query.Keys, budget);
        _measures = [.. query.Measures.Select(StateOf)];
    }

    /// <summary>False when it is certain, before a column is read, that a part has nothing for the query.</summary>
    public bool MayMatch(QueryPart part) => FilterFor(part.Time).MayMatch(part.Group);

    public void Add(QueryPart part)
    {
        var group = part.Group;
        var matching = FilterFor(part.Time).Match(group);
        int count = matching.Count;
        if (count == 0) return;
        Reserve(count);
        matching.CopyTo(_rows);
        if (group is SummaryRowGroup summary)
        {
            _source = GroupSource.Summaries;
            _eventCount += summary.CountOf(_rows.AsSpan(0, count));
            if (_isOnScale) (group, count) = Spread(summary, count);
        }
        else
        {
            _eventCount += count;
        }
        Add(group, count);
    }

    public void Merge(GroupCollector other)
    {
        _eventCount += other._eventCount;
        if (other._source == GroupSource.Summaries) _source = GroupSource.Summaries;
        int before = _index.Count;
        int[] groups = _index.Import(other._index);
        TakeGroups(_index.Count - before);
        for (int i = 0; i < _measures.Length; i++) _measures[i].Merge(other._measures[i], groups, _index.Count);
        other.Dispose();
    }

    /// <summary>Gives memory back; nothing may be asked afterwards.</summary>
    public void Dispose() => _index.GiveBack();

    /// <summary>The answer.</summary>
    public GroupTable ToTable(CancellationToken cancel)
    {
        var first = new TopK<Place>(_query.Limit, Comparer<Place>.Create(Compare));
        for (int group = 0; group < _index.Count; group++)
        {
            if (group % 4_096 == 0) cancel.ThrowIfCancellationRequested();
            double? number = _query.Order is { } order ? _measures[order.Measure].Numbers(group)[0] : null;
            first.Offer(new Place(group, number));
        }
        var found = Array.ConvertAll(first.ToArray(), place => ToGroup(place.Group));
        return new GroupTable(found, _index.Count <= _query.Limit, _eventCount, _source);
    }

    /// <summary>Takes in the first of the rows.</summary>
    private void Add(RowGroup group, int count)
    {
        var rows = _rows.AsSpan(0, count);
        var groups = _groups.AsSpan(0, count);
        int before = _index.Count;
        _index.Assign(group, rows, groups);
        TakeGroups(_index.Count - before);
        foreach (var source in _sources.Values) source.Read(group, rows, groups);
        foreach (var measure in _measures) measure.Add(group, rows, groups, _index.Count);
    }

    private (SummaryRowGroup Group, int Count) Spread(SummaryRowGroup summary, int count)
    {
        var spread = summary.Spread(_rows.AsSpan(0, count));
        Reserve(spread.RowCount);
        for (int i = 0; i < spread.RowCount; i++) _rows[i] = i;
        return (spread, spread.RowCount);
    }

    private void Reserve(int count)
    {
        if (_rows.Length >= count) return;
        _rows = new int[count];
        _groups = new int[count];
    }

    private FilterMatcher FilterFor(TimeRange time)
    {
        if (!_filters.TryGetValue(time, out var filter)) _filters.Add(time, filter = new FilterMatcher(_query.Filter, time));
        return filter;
    }

    private void TakeGroups(int count)
    {
        if (count > 0) _budget.Take((long)count * ((_query.Keys.Count * BytesPerKey) + (_measures.Length * BytesPerMeasure)));
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
        Measure.SumOfSquares sum => new SumState(SourceOf(sum.Field), ofSquares: true),
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
