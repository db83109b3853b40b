using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Model.Tests;

public sealed class EventBatchBuilderTests
{
    [Fact]
    public void Columns_grow_with_their_rows()
    {
        var builder = new EventBatchBuilder();
        for (int i = 0; i < 1_000; i++)
        {
            builder.Set(Fields.Timestamp, i);
            builder.Set(Fields.Sample("load"), i / 2.0);
            builder.Set(Fields.ServiceName, $"service {i % 10}");
            builder.Set(Fields.SpanId, EventId.FromUInt64((ulong)i));
            builder.EndRow();
        }

        var batch = builder.Build();

        Assert.Equal(1_000, batch.RowCount);
        Assert.All(batch.Rows, static row =>
        {
            Assert.Equal(row.Row, row.TimestampMicros);
            Assert.Equal(row.Row / 2.0, row.Number(Fields.Sample("load")));
            Assert.Equal($"service {row.Row % 10}", row.Text(Fields.ServiceName));
            Assert.Equal(EventId.FromUInt64((ulong)row.Row), row.Id(Fields.SpanId));
        });
    }

    [Fact]
    public void Rows_say_what_was_set() =>
        Prop.ForAll(RandomBatches.Rows.ToArbitrary(), static rows =>
        {
            var batch = RandomBatches.Build(rows);
            for (int i = 0; i < rows.Length; i++)
            {
                foreach (var (field, values) in rows[i]) Assert.Equal(RandomBatches.Expected(field, values), RandomBatches.Actual(batch[i], field));
                Assert.Equal(rows[i].Length, batch.Columns.Count(column => batch[i].Has(column.Field)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void An_empty_text_is_none_unless_it_is_kept_as_it_was_sent()
    {
        var builder = new EventBatchBuilder();
        var (label, other) = (Fields.Label("zone"), Fields.Label("tier"));
        builder.Set(label, "a");
        builder.SetAsSent(label, default);
        builder.Set(other, "b");
        builder.Set(other, "");
        builder.EndRow();
        builder.AddAsSent(label, default);
        builder.AddAsSent(label, "a"u8);
        builder.EndRow();

        var batch = builder.Build();

        Assert.Equal(("", null), (batch[0].Text(label), batch[0].Text(other)));
        Assert.Equal(["", "a"], batch[1].Texts(label));
        Assert.Equal("""{"labels":{"zone":["","a"]}}""", System.Text.Encoding.UTF8.GetString(EventDocument.ToUtf8(batch[1])));
    }

    [Fact]
    public void Appended_rows_say_what_they_said_in_their_batch() =>
        Prop.ForAll((from a in RandomBatches.Rows from b in RandomBatches.Rows from picks in Gen.Choose(0, 1_000).ArrayOf() select (a, b, picks)).ToArbitrary(), static random =>
        {
            var first = RandomBatches.Build(random.a);
            int[] picks = random.a.Length == 0 ? [] : [.. random.picks.Select(pick => pick % random.a.Length)];
            var builder = new EventBatchBuilder();
            builder.Append(RandomBatches.Build(random.b));
            builder.Append(first, picks);
            builder.Append(first);

            var joined = builder.Build();

            var expected = random.b.Concat(picks.Select(pick => random.a[pick])).Concat(random.a).ToList();
            Assert.Equal(expected.Count, joined.RowCount);
            for (int i = 0; i < expected.Count; i++)
            {
                foreach (var (field, values) in expected[i]) Assert.Equal(RandomBatches.Expected(field, values), RandomBatches.Actual(joined[i], field));
                Assert.Equal(expected[i].Length, joined.Columns.Count(column => joined[i].Has(column.Field)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_builder_that_keeps_its_arrays_builds_what_a_new_one_does() =>
        Prop.ForAll(RandomBatches.Rows.ArrayOf().ToArbitrary(), static batches =>
        {
            var builder = new EventBatchBuilder(keepsArrays: true);
            var built = batches.Select(rows => RandomBatches.Build(rows, builder)).ToArray();
            builder.Release();
            // All at the end: none may change with a later one.
            for (int at = 0; at < batches.Length; at++)
            {
                for (int i = 0; i < batches[at].Length; i++)
                {
                    foreach (var (field, values) in batches[at][i]) Assert.Equal(RandomBatches.Expected(field, values), RandomBatches.Actual(built[at][i], field));
                    Assert.Equal(batches[at][i].Length, built[at].Columns.Count(column => built[at][i].Has(column.Field)));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Batches_of_nothing_and_of_others_between_leave_a_builder_its_arrays()
    {
        long afterItself = Cost(static builder => Build(builder, Fields.ServiceName));

        long afterNothing = Cost(static builder => builder.Build());
        long afterOthers = Cost(static builder =>
        {
            for (int i = 0; i < 10; i++) Build(builder, Fields.Message);
        });

        Assert.Equal((afterItself, afterItself), (afterNothing, afterOthers));

        static long Cost(Action<EventBatchBuilder> between)
        {
            var builder = new EventBatchBuilder(keepsArrays: true);
            for (int i = 0; i < 3; i++) Build(builder, Fields.ServiceName);
            between(builder);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Build(builder, Fields.ServiceName);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        static void Build(EventBatchBuilder builder, Field field)
        {
            builder.Set(field, "a"u8);
            builder.EndRow();
            builder.Build(default);
        }
    }

    [Fact]
    public void Rows_without_a_text_can_be_given_one_at_the_end() =>
        Prop.ForAll(Gen.Choose(0, 3).ArrayOf().ToArbitrary(), static counts =>
        {
            var builder = new EventBatchBuilder();
            foreach (int count in counts)
            {
                for (int i = 0; i < count; i++) builder.Add(Fields.ProcessArgs, [(byte)('a' + i)]);
                builder.Set(Fields.Timestamp, 1);
                builder.EndRow();
            }
            builder.FillMissing(Fields.ProcessArgs, builder.CodeOf(Fields.ProcessArgs, "missing"u8));
            var batch = builder.Build();
            string[][] texts = [[], ["a"], ["a", "b"], ["a", "b", "c"]];
            Assert.Equal(counts.Select(count => count == 0 ? ["missing"] : texts[count]), batch.Rows.Select(static row => row.Texts(Fields.ProcessArgs)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void A_dropped_row_leaves_nothing_behind()
    {
        var builder = new EventBatchBuilder();
        builder.Set(Fields.ServiceName, "kept");
        builder.EndRow();
        builder.Set(Fields.ServiceName, "dropped");
        builder.Add(Fields.ProcessArgs, "a"u8);
        builder.Add(Fields.ProcessArgs, "b"u8);
        builder.DropRow();
        builder.Set(Fields.SpanName, "kept too");
        builder.EndRow();

        var batch = builder.Build();

        Assert.Equal(2, batch.RowCount);
        Assert.Equal("kept", batch[0].Text(Fields.ServiceName));
        Assert.Null(batch[1].Text(Fields.ServiceName));
        Assert.Null(batch.Find(Fields.ProcessArgs));
    }

    [Fact]
    public void A_row_that_was_not_ended_is_not_part_of_the_batch()
    {
        var builder = new EventBatchBuilder();
        builder.Set(Fields.ServiceName, "half");

        var batch = builder.Build();

        Assert.Equal(0, batch.RowCount);
        Assert.Empty(batch.Columns);
    }

    [Fact]
    public void Setting_replaces_and_an_empty_text_removes()
    {
        var builder = new EventBatchBuilder();
        builder.Add(Fields.ProcessArgs, "a"u8);
        builder.Add(Fields.ProcessArgs, "b"u8);
        builder.Set(Fields.ProcessArgs, "c");
        builder.Set(Fields.ServiceName, "gone");
        builder.Set(Fields.ServiceName, "");
        builder.Set(Fields.TraceId, "0af7651916cd43dd8448eb211c80319c");
        builder.Set(Fields.TraceId, default(EventId));
        builder.EndRow();

        var row = builder.Build()[0];

        Assert.Equal(["c"], row.Texts(Fields.ProcessArgs));
        Assert.False(row.Has(Fields.ServiceName));
        Assert.False(row.Has(Fields.TraceId));
    }

    [Fact]
    public void A_value_of_the_wrong_kind_is_a_mistake_of_the_caller()
    {
        var builder = new EventBatchBuilder();

        Assert.Throws<ArgumentException>(() => builder.Set(Fields.ServiceName, 7L));
        Assert.Throws<ArgumentException>(() => builder.Set(Fields.TransactionDurationUs, "7"));
        Assert.Throws<ArgumentException>(() => builder.Set(Fields.ServiceName, EventId.FromUInt64(7)));
    }

    [Fact]
    public void Rows_can_be_given_a_text_together()
    {
        var builder = new EventBatchBuilder();
        for (int row = 0; row < 300; row++)
        {
            if (row == 100) builder.FillCode(Fields.ServiceName, builder.CodeOf(Fields.ServiceName, "one"u8), 0);
            builder.Set(Fields.Timestamp, row);
            builder.EndRow();
        }
        builder.FillCode(Fields.ServiceName, builder.CodeOf(Fields.ServiceName, "two"u8), 150);

        var names = builder.Build().Rows.Select(row => row.Text(Fields.ServiceName)).ToList();

        Assert.Equal([.. Enumerable.Repeat<string?>("one", 100), .. Enumerable.Repeat<string?>(null, 50), .. Enumerable.Repeat<string?>("two", 150)], names);
    }

    [Fact]
    public void One_builder_makes_what_new_ones_make_however_large_the_batches_are() =>
        Prop.ForAll(RandomBatches.Rows.ArrayOf().ToArbitrary(), static batches =>
        {
            var kept = new EventBatchBuilder(keepsArrays: true);
            var built = batches.Select((rows, i) => RandomBatches.Build([.. Enumerable.Repeat(rows, i % 3 == 0 ? 40 : 1).SelectMany(static one => one)], kept)).ToList();

            // All of them at the end: none may share with another what that one writes to.
            for (int i = 0; i < batches.Length; i++)
            {
                for (int row = 0; row < built[i].RowCount; row++)
                    foreach (var (field, values) in batches[i][row % batches[i].Length]) Assert.Equal(RandomBatches.Expected(field, values), RandomBatches.Actual(built[i][row], field));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_text_of_another_column_is_no_text_of_this_one()
    {
        var builder = new EventBatchBuilder();
        builder.Add(Fields.ProcessArgs, "a"u8);
        builder.Add(Fields.ProcessArgs, "b"u8);
        builder.Add(Fields.Message, "c"u8);
        builder.Add(Fields.Message, "d"u8);
        builder.EndRow();

        var pool = ((StringColumn)builder.Build().Find(Fields.ProcessArgs)!).Pool;

        Assert.Equal(2, pool.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.MemoryOf(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.MemoryOf(-1));
    }
}
