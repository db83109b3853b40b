using System.Buffers;
using Ashiato.Model;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Summaries;

/// <summary>Writes and reads the rows of one summary.</summary>
/// <remarks>
/// Column by column, numbers as LEB128, signed ones zigzag: row count; how many of the rows, the first ones, have no moment; for the others the
/// intervals since the row before. For each key its texts (count, lengths, bytes) and a code a row: 0 for no value, else one more than the number of
/// its text. Counts, less 1. Where the view keeps them, newest moments since the start of the interval. Then 0 where all events of a row have the
/// number, else one more than how many have. For rows with numbers the least, from two on the greatest less the least, from three on the sum
/// less the count times the least, and the buckets behind the first, whose place follows from the least: how many, and for each the distance from the one
/// before, less 1, and its count, less 1.
/// </remarks>
internal static class SummaryTableFormat
{
    public static void Write(SummaryTable table, IBufferWriter<byte> output)
    {
        var writer = new NumberWriter(output);
        int rowCount = table.RowCount;
        writer.Write(rowCount);
        WriteStarts(table, writer);
        foreach (var key in table.Keys) WriteKey(key, rowCount, writer);
        foreach (long count in table.Counts) writer.Write(count - 1);
        if (table.View.KeepsLast) WriteLast(table, writer);
        for (int row = 0; row < rowCount; row++) writer.Write(table.Values[row] == table.Counts[row] ? 0 : table.Values[row] + 1);
        for (int row = 0; row < rowCount; row++)
            if (table.Values[row] > 0) writer.WriteSigned(table.Least[row]);
        for (int row = 0; row < rowCount; row++)
            if (table.Values[row] > 1) writer.Write(table.Greatest[row] - table.Least[row]);
        for (int row = 0; row < rowCount; row++)
            if (table.Values[row] > 2) writer.Write(table.Sums[row] - (table.Values[row] * table.Least[row]));
        for (int row = 0; row < rowCount; row++)
            if (table.Values[row] > 2) WriteBuckets(table, row, writer);
    }

    /// <exception cref="InvalidDataException">The bytes are not such a summary.</exception>
    public static SummaryTable Read(SummaryView view, long levelMicros, ReadOnlySpan<byte> input)
    {
        var reader = new NumberReader(input);
        int rowCount = reader.Count(SummaryAccumulator.MaxRows);
        int without = reader.Count(rowCount);
        long[] moments = ReadStarts(ref reader, rowCount - without, levelMicros);
        var keys = new StringColumn?[view.Keys.Count];
        for (int key = 0; key < keys.Length; key++) keys[key] = ReadKey(ref reader, view.Keys[key], rowCount);
        var counts = new long[rowCount];
        foreach (ref long count in counts.AsSpan()) count = reader.Positive();
        long[] last = view.KeepsLast ? ReadLast(ref reader, moments, rowCount) : [];
        var values = new long[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            long value = reader.Number();
            values[row] = value == 0 ? counts[row] : value - 1;
            if (values[row] > counts[row]) throw new InvalidDataException("a row has more numbers than events");
        }
        var (least, greatest, sums) = (new long[rowCount], new long[rowCount], new long[rowCount]);
        for (int row = 0; row < rowCount; row++)
            if (values[row] > 0) least[row] = reader.Signed();
        for (int row = 0; row < rowCount; row++) greatest[row] = values[row] > 1 ? unchecked(least[row] + reader.Number()) : least[row];
        for (int row = 0; row < rowCount; row++)
            sums[row] = values[row] > 2 ? unchecked(reader.Number() + (values[row] * least[row])) : values[row] == 2 ? unchecked(least[row] + greatest[row]) : least[row];
        var buckets = new BucketReader(rowCount);
        for (int row = 0; row < rowCount; row++) buckets.Read(ref reader, values[row], least[row], greatest[row]);
        reader.RequireEnd();
        return new SummaryTable
        {
            View = view,
            LevelMicros = levelMicros,
            Time = moments.Length == 0 ? default : new TimeRange(moments[0], moments[^1] + levelMicros),
            Starts = SummaryTableBuilder.StartsOf(moments, rowCount),
            Keys = keys,
            Counts = counts,
            Last = last,
            Values = values,
            Sums = sums,
            Least = least,
            Greatest = greatest,
            BucketEnds = buckets.Ends,
            Buckets = [.. buckets.Places],
            BucketCounts = [.. buckets.Counts],
        };
    }

    private static void WriteStarts(SummaryTable table, NumberWriter writer)
    {
        var moments = table.Starts is Int64Column starts ? starts.Values : default;
        writer.Write(table.RowCount - moments.Length);
        long before = 0;
        foreach (long moment in moments)
        {
            // A start is a multiple of the level.
            writer.WriteSigned((moment / table.LevelMicros) - before);
            before = moment / table.LevelMicros;
        }
    }

    private static long[] ReadStarts(ref NumberReader reader, int count, long levelMicros)
    {
        var moments = new long[count];
        long interval = 0;
        long most = long.MaxValue / 4 / levelMicros;
        for (int i = 0; i < count; i++)
        {
            long step = reader.Signed();
            if ((i > 0 && step < 0) || step > 2 * most || step < -most || interval + step > most) throw new InvalidDataException("its intervals are out of order");
            interval += step;
            moments[i] = interval * levelMicros;
        }
        return moments;
    }

    private static void WriteKey(StringColumn? key, int rowCount, NumberWriter writer)
    {
        var pool = key?.Pool ?? Utf8Pool.Empty;
        writer.Write(pool.Count);
        for (int code = 0; code < pool.Count; code++) writer.Write(pool[code].Length);
        writer.Write(pool.Bytes);
        if (key is null) return;
        var walk = new Execution.EntryWalk(key);
        for (int row = 0; row < rowCount; row++)
        {
            int entry = walk.First(row);
            writer.Write(entry < 0 ? 0 : key.Codes[entry] + 1);
        }
    }

    private static StringColumn? ReadKey(ref NumberReader reader, Field field, int rowCount)
    {
        var ends = new int[reader.Count(rowCount)];
        int end = 0;
        for (int i = 0; i < ends.Length; i++) ends[i] = end += reader.Count(reader.Left - end);
        var pool = new Utf8Pool(reader.Bytes(end).ToArray(), ends);
        if (ends.Length == 0) return null;
        var codes = new int[rowCount];
        foreach (ref int code in codes.AsSpan()) code = reader.Count(ends.Length);
        return SummaryTableBuilder.KeyColumn(field, codes, pool);
    }

    private static void WriteLast(SummaryTable table, NumberWriter writer)
    {
        var moments = table.Starts is Int64Column starts ? starts.Values : default;
        int without = table.RowCount - moments.Length;
        for (int i = 0; i < moments.Length; i++) writer.Write(table.Last[without + i] - moments[i]);
    }

    private static long[] ReadLast(ref NumberReader reader, long[] moments, int rowCount)
    {
        var last = new long[rowCount];
        int without = rowCount - moments.Length;
        last.AsSpan(0, without).Fill(long.MinValue);
        for (int i = 0; i < moments.Length; i++) last[without + i] = unchecked(moments[i] + reader.Number());
        return last;
    }

    private static void WriteBuckets(SummaryTable table, int row, NumberWriter writer)
    {
        int start = table.BucketStart(row);
        int end = table.BucketEnds[row];
        writer.Write(end - start - 1);
        for (int i = start + 1; i < end; i++)
        {
            writer.Write(table.Buckets[i] - table.Buckets[i - 1] - 1);
            writer.Write(table.BucketCounts[i] - 1);
        }
    }

    /// <summary>Gathers the buckets of all rows.</summary>
    private sealed class BucketReader(int rowCount)
    {
        private int _row;

        public int[] Ends { get; } = new int[rowCount];

        public List<short> Places { get; } = new(rowCount);

        public List<int> Counts { get; } = new(rowCount);

        public void Read(ref NumberReader reader, long values, long least, long greatest)
        {
            if (values > 0) ReadRow(ref reader, values, QuantileSketch.PlaceOf(least), QuantileSketch.PlaceOf(greatest));
            Ends[_row++] = Places.Count;
        }

        private void ReadRow(ref NumberReader reader, long values, short first, short last)
        {
            if (values <= 2)
            {
                bool isOne = first == last;
                Add(first, isOne ? values : 1);
                if (!isOne) Add(last, 1);
                return;
            }
            int more = reader.Count(reader.Left);
            int at = Places.Count;
            Add(first, values);
            long rest = values;
            int place = first;
            for (int i = 0; i < more; i++)
            {
                place += reader.Count(short.MaxValue - place - 1) + 1;
                long count = reader.Positive();
                rest -= count;
                Add((short)place, count);
            }
            if (rest < 1 || rest > int.MaxValue || place != last) throw new InvalidDataException("its buckets contradict its numbers");
            Counts[at] = (int)rest;
        }

        private void Add(short place, long count)
        {
            if (count > int.MaxValue) throw new InvalidDataException("a bucket holds more than it can");
            Places.Add(place);
            Counts.Add((int)count);
        }
    }
}
