using Ashiato.Model;
using Ashiato.Storage.Embedded;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class MaintenanceTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Small_segments_of_a_day_are_merged()
    {
        var batches = Enumerable.Range(0, 10).Select(i => Samples.Batch($"m{i}", 25)).ToArray();
        await using (var store = await _fixture.OpenAsync())
        {
            await AppendOneSegmentEachAsync(store, batches);
            Assert.Equal(10, _fixture.SegmentFiles().Length);

            store.Maintain();

            Assert.InRange(_fixture.SegmentFiles().Length, 1, 3);
            Assert.Equal(Samples.Names(batches), await store.NamesAsync(Cancel));
        }
        await using var restarted = await _fixture.OpenAsync();
        Assert.Equal(Samples.Names(batches), await restarted.NamesAsync(Cancel));
    }

    [Fact]
    public async Task What_came_from_full_tables_is_never_merged()
    {
        await using var store = await _fixture.OpenAsync();
        var batches = Enumerable.Range(0, 11).Select(i => Samples.Batch($"f{i}", 10_000)).ToArray();
        foreach (var batch in batches) await store.AppendAsync(batch, Cancel);
        Assert.True(await store.FlushAsync());
        // Two full tables, of five batches each, and one that has begun.
        string[] full = [.. _fixture.SegmentFiles().Order().Take(2)];

        await AppendOneSegmentEachAsync(store, [.. Enumerable.Range(0, 9).Select(i => Samples.Batch($"s{i}", 3))]);
        store.Maintain();

        string[] after = _fixture.SegmentFiles();
        Assert.True(after.Length < 12);
        Assert.All(full, segment => Assert.Contains(segment, after));
    }

    [Fact]
    public async Task Merging_waits_while_events_pour_in_but_not_until_there_are_hundreds_of_segments()
    {
        await using var store = await _fixture.OpenAsync();
        var batches = Enumerable.Range(0, 514).Select(i => Samples.Batch($"b{i}", 2)).ToArray();
        await AppendOneSegmentEachAsync(store, batches[..504]);

        store.Maintain(isBusy: true);
        Assert.Equal(504, _fixture.SegmentFiles().Length);

        await AppendOneSegmentEachAsync(store, batches[504..]);
        store.Maintain(isBusy: true);
        Assert.InRange(_fixture.SegmentFiles().Length, 400, 512);

        store.Maintain();
        Assert.InRange(_fixture.SegmentFiles().Length, 1, 10);
        Assert.Equal(Samples.Names(batches), await store.NamesAsync(Cancel));
    }

    [Fact]
    public void The_rate_of_writes_is_that_of_the_last_stretch_of_a_second_or_more()
    {
        var time = new SteppedTime();
        long committed = 0;
        var rate = new WriteRate(() => committed, time);
        committed = 10_000;
        time.Seconds = 0.5;
        Assert.Equal(0, rate.PerSecond);
        time.Seconds = 2;
        Assert.Equal(5_000, rate.PerSecond);
        committed = 90_000;
        time.Seconds = 2.5;
        Assert.Equal(5_000, rate.PerSecond);
        time.Seconds = 4;
        Assert.Equal(40_000, rate.PerSecond);
        time.Seconds = 5;
        Assert.Equal(0, rate.PerSecond);
    }

    /// <summary>A stopwatch that stands until it is set.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }

    [Fact]
    public async Task Events_of_several_days_go_into_partitions_of_their_own()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Samples.Batch("today"), Cancel);
        await store.AppendAsync(Samples.Batch("yesterday", at: Samples.Now.AddDays(-1)), Cancel);
        await store.AppendAsync(Samples.Batch("long ago", at: Samples.Now.AddYears(-30)), Cancel);
        await store.AppendAsync(Samples.Batch("far from now", at: Samples.Now.AddYears(30)), Cancel);
        await store.FlushAsync();

        Assert.Equal(
            ["2026-05-09", "2026-05-16", "2026-05-17", "2026-05-18"],
            _fixture.SegmentFiles().Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)));
        Assert.Equal(4, (await store.NamesAsync(Cancel)).Length);
    }

    [Fact]
    public async Task Events_older_than_the_limit_are_removed_with_their_files()
    {
        await using var store = await _fixture.OpenAsync();
        for (int day = 0; day < 10; day++) await AppendOneSegmentEachAsync(store, Samples.Batch($"day{day}", 2, Samples.Now.AddDays(-day)));

        store.Maintain();

        Assert.Equal(Samples.Names(Enumerable.Range(0, 8).Select(day => Samples.Batch($"day{day}", 2))), await store.NamesAsync(Cancel));
        Assert.Equal(8, _fixture.SegmentFiles().Length);
        _fixture.Time.Now = Samples.Now.AddDays(100);
        store.Maintain();
        Assert.Empty(await store.NamesAsync(Cancel));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_fixture.Root, "segments")));
    }

    [Fact]
    public async Task The_oldest_segments_go_when_the_store_is_too_large()
    {
        var options = _fixture.Options();
        options.MaxBytes = 1 << 20;
        await using var store = await _fixture.OpenAsync(options);
        for (int day = 5; day >= 0; day--) await AppendOneSegmentEachAsync(store, Bulky($"day{day}", Samples.Now.AddDays(-day)));
        Assert.Equal(6, _fixture.SegmentFiles().Length);

        store.Maintain();

        var kept = _fixture.SegmentFiles();
        Assert.InRange(kept.Sum(path => new FileInfo(path).Length), 1, options.MaxBytes.Value);
        Assert.Equal("2026-05-17", Path.GetFileName(Path.GetDirectoryName(kept[^1])));
        Assert.Equal(kept.Length * 100, (await store.NamesAsync(Cancel)).Length);
    }

    [Fact]
    public async Task A_question_under_way_keeps_the_segments_that_a_merge_replaces()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendOneSegmentEachAsync(store, [.. Enumerable.Range(0, 8).Select(i => Samples.Batch($"m{i}", 25))]);
        using var snapshot = store.TakeSnapshot();

        store.Maintain();

        Assert.InRange(_fixture.SegmentFiles().Length, 1, 2);
        Assert.Equal(200, snapshot.Groups.Sum(group => group.Read(Fields.SpanName)!.EntryCount));
    }

    [Fact]
    public async Task Files_that_no_catalog_names_are_removed_at_the_start()
    {
        await using (var store = await _fixture.OpenAsync()) await store.AppendAsync(Samples.Batch("b"), Cancel);
        string real = Assert.Single(_fixture.SegmentFiles());
        string unfinished = Path.Combine(Path.GetDirectoryName(real)!, "900.segment");
        File.Copy(real, unfinished);
        File.Copy(real, unfinished + ".tmp");

        await using var restarted = await _fixture.OpenAsync();

        Assert.False(File.Exists(unfinished));
        Assert.False(File.Exists(unfinished + ".tmp"));
        Assert.Single(await restarted.NamesAsync(Cancel));
    }

    private static async Task AppendOneSegmentEachAsync(EmbeddedEventStore store, params EventBatch[] batches)
    {
        foreach (var batch in batches)
        {
            await store.AppendAsync(batch, Cancel);
            Assert.True(await store.FlushAsync());
        }
    }

    /// <summary>Events that no compression makes small: 300 KB a batch.</summary>
    private static EventBatch Bulky(string name, DateTimeOffset at)
    {
        var random = new Random(1);
        var builder = new EventBatchBuilder();
        for (int i = 0; i < 100; i++)
        {
            builder.Set(Fields.Timestamp, Samples.Micros(at) + i);
            builder.Set(Fields.SpanName, $"{name}-{i}");
            var noise = new byte[2_250];
            random.NextBytes(noise);
            builder.Set(Fields.Message, Convert.ToBase64String(noise));
            builder.EndRow();
        }
        return builder.Build();
    }
}
