using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>The rows of some row groups in the order of a segment: by trace, then by time, then as they came.</summary>
/// <param name="Partition">The day that they belong to, <c>yyyy-MM-dd</c>.</param>
/// <param name="Rows">Row numbers, counted through all the row groups.</param>
/// <param name="Keys">The trace of each.</param>
/// <param name="Timestamps">The moment of each, or <see cref="NoMoment"/>.</param>
internal sealed record SegmentOrder(string Partition, int[] Rows, TraceKey[] Keys, long[] Timestamps)
{
    /// <summary>Moments that rows without one have here.</summary>
    public const long NoMoment = long.MinValue;

    /// <summary>Which partitions there can be.</summary>
    /// <param name="Oldest">Older events go here.</param>
    /// <param name="Today">Events without a moment go here.</param>
    /// <param name="Newest">Events from the future go here.</param>
    internal readonly record struct Days(DateOnly Oldest, DateOnly Today, DateOnly Newest)
    {
        public int NumberOf(long micros) =>
            micros == NoMoment ? Today.DayNumber : Math.Clamp(Partitions.DayNumber(micros), Oldest.DayNumber, Newest.DayNumber);
    }

    private readonly record struct SortKey(int Day, TraceKey Trace, long Timestamp, int Row) : IComparable<SortKey>
    {
        public int CompareTo(SortKey other)
        {
            int order = Day.CompareTo(other.Day);
            if (order == 0) order = Trace.CompareTo(other.Trace);
            if (order == 0) order = Timestamp.CompareTo(other.Timestamp);
            return order != 0 ? order : Row.CompareTo(other.Row);
        }
    }

    /// <summary>Sorts rows into partitions.</summary>
    /// <param name="sources">The row groups.</param>
    /// <param name="days">The partitions to use.</param>
    public static IEnumerable<SegmentOrder> Arrange(IReadOnlyList<RowGroup> sources, Days days)
    {
        var sorted = KeysOf(sources, days);
        Array.Sort(sorted);
        for (int start = 0; start < sorted.Length;)
        {
            int end = start;
            while (end < sorted.Length && sorted[end].Day == sorted[start].Day) end++;
            yield return Slice(sorted.AsSpan(start, end - start));
            start = end;
        }
    }

    private static SegmentOrder Slice(ReadOnlySpan<SortKey> sorted)
    {
        var order = new SegmentOrder(
            DateOnly.FromDayNumber(sorted[0].Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            new int[sorted.Length], new TraceKey[sorted.Length], new long[sorted.Length]);
        for (int i = 0; i < sorted.Length; i++)
        {
            order.Rows[i] = sorted[i].Row;
            order.Keys[i] = sorted[i].Trace;
            order.Timestamps[i] = sorted[i].Timestamp;
        }
        return order;
    }

    private static SortKey[] KeysOf(IReadOnlyList<RowGroup> sources, Days days)
    {
        var keys = new SortKey[sources.Sum(source => source.RowCount)];
        int first = 0;
        foreach (var source in sources)
        {
            var traces = new TraceKey[source.RowCount];
            TraceKey.Read(source.Read(Fields.TraceId) as IdColumn, traces);
            var moments = new long[source.RowCount];
            Array.Fill(moments, NoMoment);
            if (source.Read(Fields.Timestamp) is Int64Column timestamps)
                for (int entry = 0; entry < timestamps.EntryCount; entry++) moments[timestamps.RowOf(entry)] = timestamps.Values[entry];
            for (int row = 0; row < source.RowCount; row++)
                keys[first + row] = new SortKey(days.NumberOf(moments[row]), traces[row], moments[row], first + row);
            first += source.RowCount;
        }
        return keys;
    }
}
