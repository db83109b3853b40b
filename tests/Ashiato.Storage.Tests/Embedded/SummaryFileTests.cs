using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using Ashiato.Storage.Tests.Summaries;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class SummaryFileTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly GroupQuery s_byService = new()
    {
        Keys = [new GroupKey.Value(Fields.ServiceName)],
        Measures = [new Measure.Count(), new Measure.Sum(Fields.TransactionDurationUs), new Measure.Percentiles(Fields.TransactionDurationUs, [50, 99])],
    };

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void The_file_brings_back_the_same_summaries() =>
        Prop.ForAll(SummaryQuestions.Events.ToArbitrary(), events =>
        {
            var builder = new SummaryBuilder();
            builder.Add(new MemoryRowGroup(Sample.Batch(events), 0), [.. Enumerable.Range(0, events.Length)]);
            var tables = builder.Build().ToArray();
            string path = Path.Combine(_fixture.Root, "1.summary");

            SummaryFile.Write(path, tables);

            var file = SummaryFile.Open("1.segment", path);
            Assert.Equal(tables.Length, file.Contents.Count);
            foreach (var (table, part) in tables.Zip(file.Contents))
            {
                var read = file.Read(part.View, part.Level);
                Assert.Equal((table.RowCount, table.Time), (part.RowCount, part.Time));
                Assert.Equivalent(table, read, strict: true);
            }
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public async Task A_question_is_answered_from_summaries_of_segments_and_from_rows_in_memory()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Sample.Batch(Now(Sample.Transactions(50))), Cancel);
        await store.FlushAsync();
        await store.AppendAsync(Sample.Batch(Now(Sample.Transactions(7))), Cancel);

        var table = await store.QueryAsync(s_byService, Cancel);

        Assert.Equal(GroupSource.Summaries, table.Source);
        Assert.Equal(57, table.EventCount);
        Assert.Equal(57, table.Groups[0].Number(0));
        Assert.Equal(1_000 * ((50 * 51 / 2) + (7 * 8 / 2)), table.Groups[0].Number(1));
    }

    [Fact]
    public async Task A_question_that_summaries_cannot_answer_says_so()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Sample.Batch(Now(Sample.Transactions(50))), Cancel);
        await store.FlushAsync();

        var table = await store.QueryAsync(s_byService with { Filter = Filter.Is(Fields.TraceId, Sample.Transaction.TraceId!) }, Cancel);

        Assert.Equal(GroupSource.Rows, table.Source);
        Assert.Equal(50, table.EventCount);
    }

    [Fact]
    public async Task Merged_segments_have_one_summary_with_the_same_numbers()
    {
        await using var store = await _fixture.OpenAsync();
        for (int i = 0; i < 8; i++)
        {
            await store.AppendAsync(Sample.Batch(Now(Sample.Transactions(20, i * 20))), Cancel);
            await store.FlushAsync();
        }
        var before = await store.QueryAsync(s_byService, Cancel);

        store.Maintain();

        var after = await store.QueryAsync(s_byService, Cancel);
        Assert.Equal(_fixture.SegmentFiles().Length, SummaryFiles().Length);
        Assert.Equal(GroupSource.Summaries, after.Source);
        Assert.Equal(before.Groups.Select(static group => group.Numbers), after.Groups.Select(static group => group.Numbers));
    }

    [Fact]
    public async Task Missing_and_damaged_summaries_are_made_anew_and_nobody_notices()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Sample.Batch(Now(Sample.Transactions(20))), Cancel);
            await store.FlushAsync();
            await store.AppendAsync(Sample.Batch(Now(Sample.Transactions(30))), Cancel);
            await store.FlushAsync();
        }
        var files = SummaryFiles();
        Assert.Equal(2, files.Length);
        File.Delete(files[0]);
        byte[] bytes = File.ReadAllBytes(files[1]);
        bytes[^20] ^= 1;
        File.WriteAllBytes(files[1], bytes);

        await using var restarted = await _fixture.OpenAsync();

        var table = await restarted.QueryAsync(s_byService, Cancel);
        Assert.Equal(50, table.EventCount);
        Assert.Equal(GroupSource.Rows, table.Source);
        Assert.Empty((await restarted.GetStatusAsync(Cancel)).Problems);
        restarted.Maintain();
        var again = await restarted.QueryAsync(s_byService, Cancel);
        Assert.Equal(50, again.EventCount);
        Assert.Equal(GroupSource.Summaries, again.Source);
    }

    [Fact]
    public async Task A_summary_that_went_with_its_segment_while_somebody_asked_is_no_reason_to_log()
    {
        var log = new KeptLog();
        await using var store = await EmbeddedEventStore.OpenAsync(_fixture.Options(), _fixture.Time, log, Cancel);
        await store.AppendAsync(Sample.Batch(Now(Sample.Transactions(20))), Cancel);
        await store.FlushAsync();
        foreach (string path in SummaryFiles()) File.Delete(path);

        Assert.Equal(20, (await store.QueryAsync(s_byService, Cancel)).EventCount);
        Assert.Equal(20, (await store.QueryAsync(s_byService, Cancel)).EventCount);

        Assert.DoesNotContain(log.Lines, static line => line.Contains("summary", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Damage_to_any_byte_of_a_summary_changes_no_answer()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Sample.Batch(Now(Sample.Transactions(20))), Cancel);
            await store.FlushAsync();
        }
        string path = Assert.Single(SummaryFiles());
        byte[] good = File.ReadAllBytes(path);
        var random = new Random(5);
        for (int i = 0; i < 40; i++)
        {
            byte[] bad = i % 4 == 0 ? good[..random.Next(good.Length)] : [.. good];
            if (bad.Length == good.Length) bad[random.Next(bad.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(path, bad);
            await using var store = await _fixture.OpenAsync();

            Assert.Equal(20, (await store.QueryAsync(s_byService, Cancel)).EventCount);
        }
    }

    [Fact]
    public void Damaged_rows_are_refused_and_never_crash()
    {
        var builder = new SummaryBuilder();
        builder.Add(new MemoryRowGroup(Sample.Batch(Sample.Transactions(50)), 0), [.. Enumerable.Range(0, 50)]);
        var table = builder.Build().First(static one => one.View.Name == "instances");
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        SummaryTableFormat.Write(table, buffer);
        byte[] good = buffer.WrittenSpan.ToArray();
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bad = i % 5 == 0 ? good[..random.Next(good.Length)] : [.. good];
            if (bad.Length == good.Length) bad[random.Next(bad.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                SummaryTableFormat.Read(table.View, table.LevelMicros, bad);
            }
            catch (InvalidDataException)
            {
                // What is refused is refused with this.
            }
        }
    }

    private string[] SummaryFiles() =>
        [.. Directory.EnumerateFiles(Path.Combine(_fixture.Root, "segments"), "*.summary", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    // The store removes what is old by its clock.
    private static IEnumerable<SampleEvent> Now(IEnumerable<SampleEvent> events) => events.Select(static one => one with { Micros = one.Micros - Sample.Noon + Samples.Micros(Samples.Now) });
}
