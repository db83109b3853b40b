using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>The rows of some row groups in the order of a segment: trace by trace, the traces by their first moment, inside a trace by time.</summary>
/// <param name="Partition">The day that they belong to, <c>yyyy-MM-dd</c>.</param>
/// <param name="Rows">Row numbers, counted through all the row groups.</param>
/// <param name="RunEnds">Behind the last row of each trace, as positions in <paramref name="Rows"/>. Rows without a trace are the first run, if there are any.</param>
/// <param name="Timestamps">The moment of each row, or <see cref="NoMoment"/>.</param>
internal sealed record SegmentOrder(string Partition, int[] Rows, int[] RunEnds, long[] Timestamps)
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

    private readonly record struct Row(long Micros, int Number) : IComparable<Row>
    {
        public int CompareTo(Row other) => Micros != other.Micros ? Micros.CompareTo(other.Micros) : Number.CompareTo(other.Number);
    }

    /// <summary>The rows of one trace on one day.</summary>
    private struct Run
    {
        public required int Day;
        public required bool HasTrace;
        public required long FirstMicros;
        public int Count;
        public int Start;
    }

    /// <summary>Sorts rows into partitions.</summary>
    /// <param name="sources">The row groups.</param>
    /// <param name="days">The partitions to use.</param>
    public static IEnumerable<SegmentOrder> Arrange(IReadOnlyList<RowGroup> sources, Days days)
    {
        int rowCount = sources.Sum(source => source.RowCount);
        var runs = new List<Run>();
        var runOf = ArrayPool<int>.Shared.Rent(rowCount);
        var micros = ArrayPool<long>.Shared.Rent(rowCount);
        try
        {
            FindRuns(sources, days, runs, runOf, micros);
            return Place(runs, runOf.AsSpan(0, rowCount), micros);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(runOf);
            ArrayPool<long>.Shared.Return(micros);
        }
    }

    private static void FindRuns(IReadOnlyList<RowGroup> sources, Days days, List<Run> runs, int[] runOf, long[] micros)
    {
        var numbers = new Dictionary<(int Day, TraceKey Trace), int>();
        var keys = new TraceKey[sources.Select(static source => source.RowCount).DefaultIfEmpty().Max()];
        int first = 0;
        foreach (var source in sources)
        {
            var traces = keys.AsSpan(0, source.RowCount);
            traces.Clear();
            TraceKey.Read(source.Read(Fields.TraceId) as IdColumn, traces);
            var moments = micros.AsSpan(first, source.RowCount);
            moments.Fill(NoMoment);
            if (source.Read(Fields.Timestamp) is Int64Column timestamps)
                for (int entry = 0; entry < timestamps.EntryCount; entry++) moments[timestamps.RowOf(entry)] = timestamps.Values[entry];
            for (int row = 0; row < source.RowCount; row++)
            {
                int day = days.NumberOf(moments[row]);
                ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, (day, traces[row]), out bool isKnown);
                if (!isKnown)
                {
                    number = runs.Count;
                    runs.Add(new Run { Day = day, HasTrace = traces[row].Shape != EventId.Form.None, FirstMicros = moments[row] });
                }
                ref var run = ref CollectionsMarshal.AsSpan(runs)[number];
                run.FirstMicros = Math.Min(run.FirstMicros, moments[row]);
                run.Count++;
                runOf[first + row] = number;
            }
            first += source.RowCount;
        }
    }

    private static List<SegmentOrder> Place(List<Run> runs, ReadOnlySpan<int> runOf, ReadOnlySpan<long> micros)
    {
        var all = CollectionsMarshal.AsSpan(runs);
        var order = new int[all.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (left, right) => Compare(CollectionsMarshal.AsSpan(runs)[left], CollectionsMarshal.AsSpan(runs)[right], left, right));
        int start = 0;
        foreach (int run in order)
        {
            all[run].Start = start;
            start += all[run].Count;
        }
        using var room = new Pooled<Row>(runOf.Length);
        var rows = room.Span;
        for (int row = 0; row < runOf.Length; row++) rows[all[runOf[row]].Start++] = new Row(micros[row], row);

        var orders = new List<SegmentOrder>();
        for (int i = 0; i < order.Length;)
        {
            int day = all[order[i]].Day;
            int firstRow = all[order[i]].Start - all[order[i]].Count;
            var ends = new List<int>();
            for (; i < order.Length && all[order[i]].Day == day; i++)
            {
                int end = all[order[i]].Start; // by now behind its last row
                rows.Slice(end - all[order[i]].Count, all[order[i]].Count).Sort();
                ends.Add(end - firstRow);
            }
            orders.Add(Slice(day, rows.Slice(firstRow, ends[^1]), [.. ends]));
        }
        return orders;
    }

    private static int Compare(Run left, Run right, int leftNumber, int rightNumber)
    {
        int order = left.Day.CompareTo(right.Day);
        if (order == 0) order = left.HasTrace.CompareTo(right.HasTrace);
        if (order == 0) order = left.FirstMicros.CompareTo(right.FirstMicros);
        return order != 0 ? order : leftNumber.CompareTo(rightNumber);
    }

    private static SegmentOrder Slice(int day, ReadOnlySpan<Row> sorted, int[] runEnds)
    {
        var order = new SegmentOrder(
            DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), new int[sorted.Length], runEnds, new long[sorted.Length]);
        for (int i = 0; i < sorted.Length; i++)
        {
            order.Rows[i] = sorted[i].Number;
            order.Timestamps[i] = sorted[i].Micros;
        }
        return order;
    }
}
