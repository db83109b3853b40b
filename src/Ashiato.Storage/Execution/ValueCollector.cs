using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Counts the values of several fields: for each row group the matching rows once, then the value of each in one field after the other.</summary>
internal sealed class ValueCollector : ICollector<ValueCollector>, IDisposable
{
    private readonly ValueQuery _query;
    private readonly FilterMatcher _filter;
    private readonly FilterMatcher _marked;
    private readonly ValueCounter[] _counters;
    private long _eventCount;
    private long _markedCount;
    private int[] _rows = [];
    private int[] _codes = [];
    private byte[] _marks = [];

    /// <exception cref="QueryException">The query cannot be answered as it is.</exception>
    public ValueCollector(ValueQuery query, QueryBudget budget)
    {
        QueryRules.Check(query);
        _query = query;
        _filter = new FilterMatcher(query.Filter, query.Time);
        _marked = new FilterMatcher(query.Marked);
        _counters = [.. query.Fields.Select(field => new ValueCounter(field, budget))];
    }

    /// <summary>False when it is certain, before a column is read, that a part has nothing for the query.</summary>
    public bool MayMatch(QueryPart part) => _filter.MayMatch(part.Group);

    public void Add(QueryPart part)
    {
        var matching = _filter.Match(part.Group);
        int count = matching.Count;
        if (count == 0) return;
        if (_rows.Length < count) (_rows, _codes, _marks) = (new int[count], new int[count], new byte[count]);
        matching.CopyTo(_rows);
        var rows = _rows.AsSpan(0, count);
        var marks = _marks.AsSpan(0, count);
        Mark(_marked.Match(part.Group), rows, marks);
        _eventCount += count;
        foreach (var counter in _counters) counter.Add(part.Group, rows, marks, _codes.AsSpan(0, count));
    }

    public void Merge(ValueCollector other)
    {
        _eventCount += other._eventCount;
        _markedCount += other._markedCount;
        for (int i = 0; i < _counters.Length; i++) _counters[i].Merge(other._counters[i]);
        other.Dispose();
    }

    /// <summary>Gives memory back; nothing may be asked afterwards.</summary>
    public void Dispose()
    {
        foreach (var counter in _counters) counter.Dispose();
    }

    /// <summary>The answer.</summary>
    public ValueTable ToTable() => new(_eventCount, _markedCount, Array.ConvertAll(_counters, counter => counter.ToValues(_query.Limit)));

    private void Mark(RowSet marked, ReadOnlySpan<int> rows, Span<byte> marks)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            marks[i] = marked.Contains(rows[i]) ? (byte)1 : (byte)0;
            _markedCount += marks[i];
        }
    }
}
