using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Summaries;

/// <summary>Puts the rows of an accumulator into order: by time, then by keys, so that neighbours are alike and compress well.</summary>
internal static class SummaryTableBuilder
{
    public static SummaryTable Build(SummaryView view, long levelMicros, GroupIndex index, ReadOnlySpan<SummaryNumbers> rows, SummaryBuckets rowBuckets)
    {
        int count = index.Count;
        int keyCount = view.Keys.Count;
        var starts = new long[count];
        var codes = new int[keyCount][];
        for (int key = 0; key < keyCount; key++) codes[key] = new int[count];
        Span<int> codesOfRow = stackalloc int[keyCount + 1];
        for (int row = 0; row < count; row++)
        {
            index.CopyCodes(row, codesOfRow);
            starts[row] = index.ReaderOf(0).KeyOf(codesOfRow[0]) is long start ? start : long.MinValue;
            for (int key = 0; key < keyCount; key++) codes[key][row] = codesOfRow[key + 1];
        }
        int[] order = Sort(starts, codes);

        var numbers = new SummaryNumbers[count];
        for (int i = 0; i < count; i++) numbers[i] = rows[order[i]];
        var (ends, buckets, counts) = rowBuckets.InOrder(order);
        long[] moments = [.. order.Select(row => starts[row]).Where(static start => start != long.MinValue)];
        return new SummaryTable
        {
            View = view,
            LevelMicros = levelMicros,
            Time = moments.Length == 0 ? default : new TimeRange(moments[0], moments[^1] + levelMicros),
            Starts = StartsOf(moments, count),
            Keys = [.. view.Keys.Select((key, at) => KeyOf(key, (TextKeyReader)index.ReaderOf(at + 1), codes[at], order))],
            Counts = Array.ConvertAll(numbers, static row => row.Count),
            Last = view.KeepsLast ? Array.ConvertAll(numbers, static row => row.Last) : [],
            Values = Array.ConvertAll(numbers, static row => row.Values),
            Sums = Array.ConvertAll(numbers, static row => row.Sum),
            Least = Array.ConvertAll(numbers, static row => row.Values == 0 ? 0 : row.Least),
            Greatest = Array.ConvertAll(numbers, static row => row.Values == 0 ? 0 : row.Greatest),
            BucketEnds = ends,
            Buckets = buckets,
            BucketCounts = counts,
        };
    }

    /// <summary>The column of the starts, of which rows without a moment, the first ones, have none.</summary>
    public static Int64Column? StartsOf(long[] moments, int rowCount)
    {
        if (moments.Length == 0) return null;
        int without = rowCount - moments.Length;
        return new Int64Column(Fields.Timestamp, moments, without == 0 ? default : Enumerable.Range(without, moments.Length).ToArray(), without == 0);
    }

    /// <summary>The column of a key from one code a row: 0 for no value, else one more than the number of the text.</summary>
    public static StringColumn? KeyColumn(Field key, ReadOnlySpan<int> codes, Utf8Pool pool)
    {
        int without = codes.Count(0);
        if (without == codes.Length) return null;
        var rows = without == 0 ? [] : new int[codes.Length - without];
        var values = new int[codes.Length - without];
        int count = 0;
        for (int row = 0; row < codes.Length; row++)
        {
            if (codes[row] == 0) continue;
            if (without > 0) rows[count] = row;
            values[count++] = codes[row] - 1;
        }
        return new StringColumn(key, values, pool, rows, without == 0);
    }

    private static StringColumn? KeyOf(Field key, TextKeyReader reader, int[] codes, int[] order) =>
        KeyColumn(key, Array.ConvertAll(order, row => codes[row]), reader.ToPool());

    private static int[] Sort(long[] starts, int[][] codes)
    {
        int[] order = [.. Enumerable.Range(0, starts.Length)];
        Array.Sort(order, (x, y) =>
        {
            int by = starts[x].CompareTo(starts[y]);
            for (int key = 0; by == 0 && key < codes.Length; key++) by = codes[key][x].CompareTo(codes[key][y]);
            return by;
        });
        return order;
    }
}
