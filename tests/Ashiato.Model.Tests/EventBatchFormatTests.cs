using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Model.Tests;

public sealed class EventBatchFormatTests
{
    [Fact]
    public void A_batch_comes_back_as_it_was_written() =>
        Prop.ForAll(RandomBatches.Rows.ToArbitrary(), static rows =>
        {
            var batch = RandomBatches.Build(rows);
            byte[] bytes = Write(batch);

            var read = EventBatchFormat.Read(bytes);

            Assert.Equal(batch.Id, read.Id);
            AssertSame(rows, read);
            Assert.Equal(bytes, Write(read));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_column_comes_back_as_it_was_written() =>
        Prop.ForAll(RandomBatches.Rows.ToArbitrary(), static rows =>
        {
            var batch = RandomBatches.Build(rows);
            var columns = batch.Columns.Select(column =>
            {
                var bytes = new ArrayBufferWriter<byte>();
                EventBatchFormat.WriteColumn(column, bytes);
                return EventBatchFormat.ReadColumn(bytes.WrittenSpan, batch.RowCount);
            });

            AssertSame(rows, new EventBatch(batch.Id, batch.RowCount, columns));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_batch_that_was_cut_off_is_refused()
    {
        byte[] bytes = Write(Rich());

        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => EventBatchFormat.Read(bytes.AsSpan(0, length)));
        Assert.Throws<InvalidDataException>(() => EventBatchFormat.Read([.. bytes, 0]));
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_never_do_harm()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        byte[] good = Write(Rich());
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bad = [.. good];
            for (int hits = random.Next(1, 5); hits > 0; hits--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            AssertHarmless(bad, seed);
        }
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_but_never_do_harm()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length > 0) bytes[0] = 1;
            // Small numbers get further into the format than large ones.
            for (int at = 17; at < bytes.Length; at++) if (random.Next(2) == 0) bytes[at] &= 0x07;
            AssertHarmless(bytes, seed);
        }
    }

    [Fact]
    public void Claims_of_enormous_counts_allocate_little()
    {
        byte[][] claims =
        [
            [1, .. new byte[16], .. Number(int.MaxValue), 1, 1, (byte)'a', (byte)FieldType.Long, .. Number(int.MaxValue), 1],
            [1, .. new byte[16], .. Number(int.MaxValue), .. Number(int.MaxValue)],
            [1, .. new byte[16], 5, 1, 1, (byte)'a', (byte)FieldType.Keyword, 5, 1, .. Number(int.MaxValue), .. Number(int.MaxValue)],
            [1, .. new byte[16], 5, 1, 1, (byte)'a', (byte)FieldType.Double, .. Number(300_000_000), 0],
        ];

        foreach (byte[] claim in claims)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidDataException>(() => EventBatchFormat.Read(claim));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }
    }

    private static void AssertHarmless(byte[] bytes, int seed)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var batch = EventBatchFormat.Read(bytes);
            // What is read can be used: by row, and written again.
            for (int row = 0; row < Math.Min(batch.RowCount, 50); row++)
                foreach (var column in batch.Columns) RandomBatches.Actual(batch[row], column.Field);
            Write(batch);
        }
        catch (InvalidDataException)
        {
            // What is refused is refused with this.
        }
        catch (Exception other) when (other is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"Seed {seed}: {other.GetType().Name} from {Convert.ToHexString(bytes)}: {other}");
        }
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000, $"Seed {seed}: too much was allocated for {Convert.ToHexString(bytes)}");
    }

    private static EventBatch Rich()
    {
        var builder = new EventBatchBuilder();
        for (int i = 0; i < 5; i++)
        {
            builder.Set(Fields.Timestamp, 1_767_268_800_000_000 + i);
            builder.Set(Fields.ServiceName, i % 2 == 0 ? "checkout" : "cart");
            builder.Set(Fields.TraceId, i == 3 ? "odd" : "0af7651916cd43dd8448eb211c80319c");
            builder.Set(Fields.SpanId, EventId.FromUInt64((ulong)i));
            if (i > 2) builder.Set(Fields.NumericLabel("n"), i / 3.0);
            if (i != 1) builder.Add(Fields.ProcessArgs, "one"u8);
            if (i == 4) builder.Add(Fields.ProcessArgs, "two"u8);
            builder.EndRow();
        }
        return builder.Build();
    }

    private static void AssertSame((Field Field, (long Number, string Text)[] Values)[][] rows, EventBatch batch)
    {
        Assert.Equal(rows.Length, batch.RowCount);
        for (int i = 0; i < rows.Length; i++)
        {
            foreach (var (field, values) in rows[i]) Assert.Equal(RandomBatches.Expected(field, values), RandomBatches.Actual(batch[i], field));
            Assert.Equal(rows[i].Length, batch.Columns.Count(column => batch[i].Has(column.Field)));
        }
    }

    private static byte[] Write(EventBatch batch)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EventBatchFormat.Write(batch, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Number(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
