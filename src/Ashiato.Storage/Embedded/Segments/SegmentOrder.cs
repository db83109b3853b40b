using System.Buffers;
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

    // Arrays of the size of a flush are used again; those of a merge are too large to be kept.
    private static readonly ArrayPool<SortKey> s_pool = ArrayPool<SortKey>.Create(maxArrayLength: 64 << 10, maxArraysPerBucket: 1);

    // The id in halves: as one number of 16 bytes it would make the key half as large again.
    private readonly record struct SortKey(int Day, int Row, long Timestamp, ulong TraceHigh, ulong TraceLow, EventId.Form TraceShape) : IComparable<SortKey>
    {
        public TraceKey Trace => new(TraceShape, new UInt128(TraceHigh, TraceLow));

        public int CompareTo(SortKey other)
        {
            int order = Day.CompareTo(other.Day);
            if (order == 0) order = ((byte)TraceShape).CompareTo((byte)other.TraceShape);
            if (order == 0) order = TraceHigh.CompareTo(other.TraceHigh);
            if (order == 0) order = TraceLow.CompareTo(other.TraceLow);
            if (order == 0) order = Timestamp.CompareTo(other.Timestamp);
            return order != 0 ? order : Row.CompareTo(other.Row);
        }
    }

    /// <summary>Sorts rows into partitions.</summary>
    /// <param name="sources">The row groups.</param>
    /// <param name="days">The partitions to use.</param>
    public static IEnumerable<SegmentOrder> Arrange(IReadOnlyList<RowGroup> sources, Days days)
    {
        int count = sources.Sum(source => source.RowCount);
        var sorted = s_pool.Rent(count);
        try
        {
            ReadKeys(sources, days, sorted);
            sorted.AsSpan(0, count).Sort();
            for (int start = 0; start < count;)
            {
                int end = start;
                while (end < count && sorted[end].Day == sorted[start].Day) end++;
                yield return Slice(sorted.AsSpan(start, end - start));
                start = end;
            }
        }
        finally
        {
            s_pool.Return(sorted);
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

    private static void ReadKeys(IReadOnlyList<RowGroup> sources, Days days, Span<SortKey> keys)
    {
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
                keys[first + row] = KeyOf(days.NumberOf(moments[row]), first + row, moments[row], traces[row]);
            first += source.RowCount;
        }
    }

    private static SortKey KeyOf(int day, int row, long timestamp, TraceKey trace) =>
        new(day, row, timestamp, (ulong)(trace.Value >> 64), (ulong)trace.Value, trace.Shape);
}
