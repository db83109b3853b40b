using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Keys that are the starts of intervals.</summary>
internal sealed class TimeKeyReader(GroupKey.Time time) : NumberKeyReader(Fields.Timestamp)
{
    private const int MaxIntervals = 1 << 16;
    private const int FewIntervals = 4;

    private readonly long _offset = time.OffsetMicros % time.IntervalMicros;
    private int[] _codeOfInterval = [];

    public override void Read(RowGroup group, ReadOnlySpan<int> rows, Span<int> codes)
    {
        if (CountIntervals(group.Time, out long first) is > 0 and <= FewIntervals and var count && group.CountOf(Fields.Timestamp) == group.RowCount) Count(group, rows, first, count, codes);
        else base.Read(group, rows, codes);
    }

    protected override void Read(RowGroup group, Column column, RowEntries entries, Span<int> codes)
    {
        if (CountIntervals(group.Time, out long first) is > 0 and var count) Read(((Int64Column)column).Values, entries, first, count, codes);
        else base.Read(group, column, entries, codes);
    }

    protected override bool TryKey(Column column, int entry, out long key)
    {
        key = StartOf(((Int64Column)column).Values[entry]);
        return true;
    }

    /// <summary>Where rows lie in one interval, or in few, no moment is looked at: which rows come before a bound is remembered.</summary>
    private void Count(RowGroup group, ReadOnlySpan<int> rows, long first, int count, Span<int> codes)
    {
        // Intervals from the last one, until they have their numbers as keys.
        codes.Clear();
        for (int bound = 1; bound < count; bound++)
        {
            var before = new TimeCondition(new TimeRange(long.MinValue, first + (bound * time.IntervalMicros))).Match(group);
            for (int i = 0; i < codes.Length; i++) codes[i] += before.Contains(rows[i]) ? 1 : 0;
        }
        Span<int> known = stackalloc int[FewIntervals];
        known.Clear();
        foreach (ref int code in codes)
        {
            int at = count - 1 - code;
            if (known[at] == None) known[at] = CodeOf(first + (at * time.IntervalMicros));
            code = known[at];
        }
    }

    /// <summary>Counts intervals from the first of the row group, without a division or a search for each row.</summary>
    private void Read(ReadOnlySpan<long> moments, RowEntries entries, long first, int count, Span<int> codes)
    {
        if (_codeOfInterval.Length < count) _codeOfInterval = new int[count];
        var known = _codeOfInterval.AsSpan(0, count);
        known.Clear();
        long interval = time.IntervalMicros;
        double perMicro = 1.0 / interval;
        bool areAligned = entries.AreAligned;
        for (int i = 0; i < codes.Length; i++)
        {
            int entry = areAligned ? i : entries[i];
            if (entry < 0)
            {
                codes[i] = None;
                continue;
            }
            long since = moments[entry] - first;
            long at = (long)(since * perMicro);
            // The product may be rounded across the bound of an interval, never across two.
            if (at * interval > since) at--;
            else if ((at + 1) * interval <= since) at++;
            ref int code = ref known[(int)at];
            if (code == None) code = CodeOf(first + (at * interval));
            codes[i] = code;
        }
    }

    /// <summary>How many intervals a stretch of time touches; 0 when they are too many, or too far from each other to be counted in 52 bits.</summary>
    private int CountIntervals(TimeRange range, out long first)
    {
        const long Far = 1L << 61;
        first = 0;
        if (range.FromMicros < -Far || range.ToMicros > Far || time.IntervalMicros > 1L << 52) return 0;
        first = StartOf(range.FromMicros);
        long count = ((range.ToMicros - first) / time.IntervalMicros) + 1;
        return range.ToMicros - first < 1L << 52 && count <= MaxIntervals ? (int)count : 0;
    }

    private long StartOf(long micros)
    {
        long sinceStart = micros - _offset;
        long into = sinceStart % time.IntervalMicros;
        if (into < 0) into += time.IntervalMicros;
        return sinceStart - into + _offset;
    }
}
