using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Finds the rows of one page: first their places only, then the fields asked for of those that won.</summary>
internal sealed class RowCollector : ICollector<RowCollector>
{
    private readonly RowQuery _query;
    private readonly FilterMatcher _filter;
    private readonly QueryBudget _budget;
    private readonly RowOrder _order;
    private readonly PageToken? _after;
    private readonly TopK<RowPlace> _best;
    // Rows of exactly the place where the page before ended: some of them were handed out.
    private readonly TopK<RowPlace> _same;
    private int[] _rows = [];
    private int[] _entries = [];

    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public RowCollector(RowQuery query, QueryBudget budget)
    {
        QueryRules.Check(query);
        _query = query;
        _budget = budget;
        _filter = new FilterMatcher(query.Filter, query.Time);
        _order = new RowOrder(query.Sort.Descending);
        _after = query.After is { } text ? PageToken.Read(text, query.Sort) : null;
        // One more than a page, to know whether there is another.
        _best = new TopK<RowPlace>(query.Limit + 1, _order);
        _same = new TopK<RowPlace>((int)Math.Min(int.MaxValue, (long)(_after?.SameCount ?? 0) + query.Limit + 1), _order);
    }

    private Field SortField => _query.Sort.Field;

    private bool IsByTime => SortField.Equals(Fields.Timestamp);

    /// <summary>The row groups to look at. Those where the first rows are likely to be come first, so that most others need not be read.</summary>
    public IReadOnlyList<QueryPart> InOrder(IEnumerable<RowGroup> groups)
    {
        var promising = groups.Where(_filter.MayMatch);
        if (IsByTime)
            promising = _order.IsDescending ? promising.OrderByDescending(static group => group.Time.ToMicros) : promising.OrderBy(static group => group.Time.FromMicros);
        return [.. promising.Select(group => new QueryPart(group, _query.Time))];
    }

    public void Add(QueryPart part)
    {
        var group = part.Group;
        if (IsTooLate(group)) return;
        var matching = _filter.Match(group);
        if (matching.IsEmpty) return;
        if (_rows.Length < group.RowCount) _rows = new int[group.RowCount];
        var rows = _rows.AsSpan(0, matching.CopyTo(_rows));
        var values = new SortColumn(group.Read(SortField), group.RowCount, rows, ref _entries);
        var hash = new EventHash(group);
        // Rows are mostly kept oldest first: from the end, the newest fill the page at once and the others are turned away cheaply.
        for (int i = 0; i < rows.Length; i++)
        {
            int at = _order.IsDescending ? rows.Length - 1 - i : i;
            bool hasValue = values.TryRank(at, out ulong rank);
            if (_best.IsFull && _order.IsBehind(hasValue, rank, _best.Last)) continue;
            if (_after is not null && _order.IsBefore(hasValue, rank, _after.Place)) continue;
            Offer(new RowPlace(hash, rows[at])
            {
                HasValue = hasValue,
                Rank = rank,
                Text = hasValue ? values.TextOf(at) : null,
                Micros = hash.MicrosOf(rows[at]),
            });
        }
    }

    public void Merge(RowCollector other)
    {
        foreach (var place in other._best.ToArray()) _best.Offer(place);
        foreach (var place in other._same.ToArray()) _same.Offer(place);
    }

    /// <summary>The answer.</summary>
    public RowPage ToPage(CancellationToken cancel)
    {
        // Rows that say exactly the same are one as good as the other: as many are left out as pages before handed out.
        if (_after is not null)
            foreach (var place in _same.ToArray().Skip(_after.SameCount)) _best.Offer(place);
        var found = _best.ToArray();
        bool hasMore = found.Length > _query.Limit;
        var page = found.AsSpan(0, Math.Min(found.Length, _query.Limit));
        return new RowPage(Materialise(page, cancel), hasMore ? TokenOf(page) : null);
    }

    /// <summary>True when every row of the group comes behind a full page, or before where the page starts.</summary>
    private bool IsTooLate(RowGroup group)
    {
        if (SortColumn.RanksOf(group, SortField) is not var (first, last)) return false;
        var (earliest, latest) = _order.IsDescending ? (last, first) : (first, last);
        if (_best.IsFull && _best.Last.HasValue && _order.IsBehind(true, earliest, _best.Last)) return true;
        // Rows without a value stand at the very end, in groups whose values may be anything.
        return _after is { Place.HasValue: true } && _order.IsBefore(true, latest, _after.Place) && HaveAllValues(group);
    }

    private bool HaveAllValues(RowGroup group) =>
        group.CountOf(SortField) is { } count ? count == group.RowCount : group.Read(SortField) is { IsDense: true };

    private void Offer(RowPlace place)
    {
        int order = _after is null ? 1 : _order.Compare(place, _after.Place);
        if (order < 0) return;
        var kept = order == 0 ? _same : _best;
        if (kept.IsFull)
        {
            if (_order.Compare(place, kept.Last) >= 0) return;
            _budget.Take(-kept.Last.SizeBytes);
        }
        _budget.Take(place.SizeBytes);
        kept.Offer(place);
    }

    private string TokenOf(ReadOnlySpan<RowPlace> page)
    {
        var last = page[^1];
        int same = 1;
        while (same < page.Length && _order.Compare(page[^(same + 1)], last) == 0) same++;
        if (_after is not null && same == page.Length && _order.Compare(_after.Place, last) == 0) same += _after.SameCount;
        return new PageToken(last, same).ToText(_query.Sort);
    }

    private EventBatch Materialise(ReadOnlySpan<RowPlace> page, CancellationToken cancel)
    {
        if (page.IsEmpty) return EventBatch.Empty;
        // Row group by row group first, because each append translates the texts of a whole column; then in the order of the page.
        var builder = new EventBatchBuilder();
        var position = new int[page.Length];
        var placesOf = new Dictionary<RowGroup, List<int>>();
        for (int i = 0; i < page.Length; i++)
        {
            if (!placesOf.TryGetValue(page[i].Group, out var places)) placesOf.Add(page[i].Group, places = []);
            places.Add(i);
        }
        foreach (var (group, places) in placesOf)
        {
            cancel.ThrowIfCancellationRequested();
            var rows = new int[places.Count];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = page[places[i]].Row;
                position[places[i]] = builder.RowCount + i;
            }
            builder.Append(ColumnsOf(group, rows), rows);
        }
        var unordered = builder.Build();
        if (placesOf.Count == 1) return unordered;
        builder.Append(unordered, position);
        return builder.Build();
    }

    private IEnumerable<Column> ColumnsOf(RowGroup group, int[] rows)
    {
        var fields = _query.Fields.Count > 0 ? _query.Fields.Distinct() : group.Fields;
        int[] ascending = [.. rows.Order()];
        foreach (var field in fields)
        {
            if (group.ReadAt(field, rows) is not { } column) continue;
            _budget.Take(RowBytes.Of(column, ascending));
            yield return column;
        }
    }
}
