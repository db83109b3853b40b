using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Finds the rows of one page: first their places only, then the fields asked for of those that won.</summary>
internal sealed class RowCollector
{
    private readonly RowQuery _query;
    private readonly FilterMatcher _filter;
    private readonly RowOrder _order;
    private readonly PageToken? _after;
    private readonly TopK<RowPlace> _best;
    private int _sameSkipped;

    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public RowCollector(RowQuery query)
    {
        QueryRules.Check(query);
        _query = query;
        _filter = new FilterMatcher(query.Filter, query.Time);
        _order = new RowOrder(query.Sort.Descending);
        _after = query.After is { } text ? PageToken.Read(text, query.Sort) : null;
        // One more than a page, to know whether there is another.
        _best = new TopK<RowPlace>(query.Limit + 1, _order);
    }

    public RowPage Collect(IReadOnlyList<RowGroup> groups, CancellationToken cancel)
    {
        bool isByTime = _query.Sort.Field.Equals(Fields.Timestamp);
        foreach (int index in isByTime ? ByTime(groups) : Enumerable.Range(0, groups.Count))
        {
            cancel.ThrowIfCancellationRequested();
            if (isByTime && IsTooLate(groups[index])) continue;
            Look(groups[index], index);
        }
        return ToPage(groups, cancel);
    }

    /// <summary>Starts where the first rows are likely to be, so that most other groups need not be looked at.</summary>
    private IEnumerable<int> ByTime(IReadOnlyList<RowGroup> groups)
    {
        var indexes = Enumerable.Range(0, groups.Count);
        return _order.IsDescending ? indexes.OrderByDescending(index => groups[index].Time.ToMicros) : indexes.OrderBy(index => groups[index].Time.FromMicros);
    }

    /// <summary>True when every row of the group comes behind a full page, or before where the page starts.</summary>
    private bool IsTooLate(RowGroup group)
    {
        ulong first = SortColumn.RankOf(group.Time.FromMicros);
        ulong last = SortColumn.RankOf(group.Time.ToMicros == long.MaxValue ? long.MaxValue : group.Time.ToMicros - 1);
        var (earliest, latest) = _order.IsDescending ? (last, first) : (first, last);
        if (_best.IsFull && _best.Last.HasValue && _order.IsBehind(true, earliest, _best.Last)) return true;
        // Rows without a moment stand at the very end, in groups that may span any time.
        return _after is { Place.HasValue: true } && _order.IsBefore(true, latest, _after.Place) && group.Read(Fields.Timestamp) is { IsDense: true };
    }

    private void Look(RowGroup group, int index)
    {
        var matching = _filter.Match(group);
        if (matching.IsEmpty) return;
        var rows = matching.ToArray();
        var values = new SortColumn(group.Read(_query.Sort.Field));
        var moments = new SortMoments(group);
        var hash = new EventHash(group);
        // Rows are mostly kept oldest first: from the end, the newest fill the page at once and the others are turned away cheaply.
        for (int i = 0; i < rows.Length; i++)
        {
            int row = _order.IsDescending ? rows[rows.Length - 1 - i] : rows[i];
            bool hasValue = values.TryRank(row, out ulong rank);
            if (_best.IsFull && _order.IsBehind(hasValue, rank, _best.Last)) continue;
            if (_after is not null && _order.IsBefore(hasValue, rank, _after.Place)) continue;
            var place = new RowPlace(hash, index, row)
            {
                HasValue = hasValue,
                Rank = rank,
                Text = hasValue ? values.TextOf(row) : null,
                Micros = moments.At(row),
            };
            if (_after is null || IsAfter(place, _after)) _best.Offer(place);
        }
    }

    /// <summary>Of rows that say exactly the same, as many are left out as pages before handed out; any of them will do.</summary>
    private bool IsAfter(RowPlace place, PageToken after)
    {
        int order = _order.Compare(place, after.Place);
        if (order != 0) return order > 0;
        return ++_sameSkipped > after.SameCount;
    }

    private RowPage ToPage(IReadOnlyList<RowGroup> groups, CancellationToken cancel)
    {
        var found = _best.ToArray();
        bool hasMore = found.Length > _query.Limit;
        var page = found.AsSpan(0, Math.Min(found.Length, _query.Limit));
        return new RowPage(Materialise(page, groups, cancel), hasMore ? TokenOf(page) : null);
    }

    private string TokenOf(ReadOnlySpan<RowPlace> page)
    {
        var last = page[^1];
        int same = 1;
        while (same < page.Length && _order.Compare(page[^(same + 1)], last) == 0) same++;
        if (_after is not null && same == page.Length && _order.Compare(_after.Place, last) == 0) same += _after.SameCount;
        return new PageToken(last, same).ToText(_query.Sort);
    }

    private EventBatch Materialise(ReadOnlySpan<RowPlace> page, IReadOnlyList<RowGroup> groups, CancellationToken cancel)
    {
        if (page.IsEmpty) return EventBatch.Empty;
        // Group by group first, because each append translates the texts of a whole column; then in the order of the page.
        var builder = new EventBatchBuilder();
        var position = new int[page.Length];
        var rowsOf = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < page.Length; i++)
        {
            if (!rowsOf.TryGetValue(page[i].GroupIndex, out var places)) rowsOf.Add(page[i].GroupIndex, places = []);
            places.Add(i);
        }
        foreach (var (index, places) in rowsOf)
        {
            cancel.ThrowIfCancellationRequested();
            var rows = new int[places.Count];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = page[places[i]].Row;
                position[places[i]] = builder.RowCount + i;
            }
            builder.Append(ColumnsOf(groups[index]), rows);
        }
        var unordered = builder.Build();
        if (rowsOf.Count == 1) return unordered;
        builder.Append(unordered, position);
        return builder.Build();
    }

    private IEnumerable<Column> ColumnsOf(RowGroup group)
    {
        var fields = _query.Fields.Count > 0 ? _query.Fields.Distinct() : group.Fields;
        foreach (var field in fields)
            if (group.Read(field) is { } column) yield return column;
    }

    /// <summary>The moments of a row group; 0 for rows without one.</summary>
    private readonly struct SortMoments(RowGroup group)
    {
        private readonly Int64Column? _moments = group.Read(Fields.Timestamp) as Int64Column;

        public long At(int row)
        {
            int entry = _moments?.FirstEntry(row) ?? -1;
            return entry < 0 ? 0 : _moments!.Values[entry];
        }
    }
}
