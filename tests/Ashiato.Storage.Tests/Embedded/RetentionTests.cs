using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using static Ashiato.Storage.Tests.Embedded.StoreFixture;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class RetentionTests : IDisposable
{
    private const string Pinned = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Kinds_of_events_go_at_their_own_age()
    {
        var options = _fixture.Options();
        options.MaxAgeOf = new Dictionary<string, TimeSpan?> { [Fields.Events.Span] = TimeSpan.FromDays(3), [Fields.Events.Metric] = TimeSpan.FromDays(30) };
        await using var store = await _fixture.OpenAsync(options);
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Span, Sample.Metric));

        Assert.Equal(["metric", "span", "transaction"], await KindsAfterAsync(store, days: 2));
        Assert.Equal(["metric", "transaction"], await KindsAfterAsync(store, days: 4));
        Assert.Equal(["metric"], await KindsAfterAsync(store, days: 8));
        Assert.Empty(await KindsAfterAsync(store, days: 31));
        Assert.Empty(_fixture.SegmentFiles());
    }

    [Fact]
    public async Task A_kind_without_an_age_is_kept_for_ever()
    {
        var options = _fixture.Options();
        options.MaxAgeOf = new Dictionary<string, TimeSpan?> { [Fields.Events.Error] = null };
        await using var store = await _fixture.OpenAsync(options);
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Metric with { Event = Fields.Events.Error }));

        Assert.Equal(["error"], await KindsAfterAsync(store, days: 10_000));
    }

    [Fact]
    public async Task Summaries_outlive_their_events_also_over_a_restart()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await AppendAsync(store, At(0, Sample.Transaction, Sample.Span));
            _fixture.Time.Now = Samples.Now.AddDays(20);
            store.Maintain();
            Assert.Empty(await RowsAsync(store));
            await AssertCountsAsync(store, 1, 1);
        }
        Assert.Empty(_fixture.SegmentFiles());
        await using (var restarted = await _fixture.OpenAsync())
        {
            await AssertCountsAsync(restarted, 1, 1);
            Assert.Empty((await restarted.GetUsageAsync(Cancel)).Shares);
            _fixture.Time.Now = Samples.Now.AddDays(92);
            restarted.Maintain();
            await AssertCountsAsync(restarted);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_fixture.Root, "segments")));
    }

    [Fact]
    public async Task Kinds_that_went_early_still_count_in_summaries_once()
    {
        var options = _fixture.Options();
        options.MaxAgeOf = new Dictionary<string, TimeSpan?> { [Fields.Events.Span] = TimeSpan.FromDays(3) };
        await using var store = await _fixture.OpenAsync(options);
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Span));

        Assert.Equal(["transaction"], await KindsAfterAsync(store, days: 4));

        await AssertCountsAsync(store, 1, 1);
        Assert.Empty(await KindsAfterAsync(store, days: 10));
        await AssertCountsAsync(store, 1, 1);
    }

    [Fact]
    public async Task Pinned_traces_stay_until_they_are_unpinned()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await AppendAsync(store, At(0, Sample.Transaction, Sample.Transaction with { TraceId = Pinned }, Sample.Span with { TraceId = Pinned }));
            await AppendAsync(store, At(1, Sample.Transaction, Sample.Span with { TraceId = Pinned }));
            await store.PinAsync(Pinned, Cancel);
            _fixture.Time.Now = Samples.Now.AddDays(7.5);
            store.Maintain();
        }
        await using var restarted = await _fixture.OpenAsync();
        _fixture.Time.Now = Samples.Now.AddDays(50);
        restarted.Maintain();
        restarted.Maintain();

        Assert.Equal([Pinned], await restarted.GetPinsAsync(Cancel));
        Assert.Equal([Pinned, Pinned, Pinned], (await RowsAsync(restarted)).Select(static row => row.Text(Fields.TraceId)));
        Assert.Equal("pinned", Path.GetFileName(Path.GetDirectoryName(Assert.Single(_fixture.SegmentFiles()))));
        await AssertCountsAsync(restarted, 2, 3);

        Assert.True(await restarted.UnpinAsync(Pinned, Cancel));
        Assert.False(await restarted.UnpinAsync(Pinned, Cancel));
        restarted.Maintain();
        Assert.Empty(await RowsAsync(restarted));
        Assert.Empty(_fixture.SegmentFiles());
    }

    [Fact]
    public async Task Pinned_traces_stay_when_the_store_is_too_large()
    {
        var options = _fixture.Options();
        options.MaxBytes = 1 << 20;
        await using var store = await _fixture.OpenAsync(options);
        await store.PinAsync(Pinned, Cancel);
        for (int day = 5; day >= 0; day--) await AppendAsync(store, [.. At(-day, Sample.Span with { TraceId = Pinned }), .. Bulky(-day)]);

        store.Maintain();

        Assert.Equal(6, (await RowsAsync(store)).Count(static row => row.Text(Fields.TraceId) == Pinned));
        Assert.InRange(_fixture.SegmentFiles().Sum(static path => new FileInfo(path).Length), 1, options.MaxBytes.Value);
    }

    [Fact]
    public async Task The_oldest_of_a_kind_go_when_the_kind_takes_more_than_it_may()
    {
        var options = _fixture.Options();
        await using (var store = await _fixture.OpenAsync(options))
        {
            await store.PinAsync(Pinned, Cancel);
            for (int day = 5; day >= 0; day--) await AppendAsync(store, [.. At(-day, Sample.Transaction, Sample.Span with { TraceId = Pinned }), .. Bulky(-day)]);
        }
        long before = _fixture.SegmentFiles().Sum(static path => new FileInfo(path).Length);
        options.MaxBytesOf = new Dictionary<string, long> { [Fields.Events.Span] = before / 2 };
        await using var limited = await _fixture.OpenAsync(options);

        limited.Maintain();
        limited.Maintain();

        var rows = await RowsAsync(limited);
        var spans = rows.Where(static row => row.Text(Fields.ProcessorEvent) == Fields.Events.Span && row.Text(Fields.TraceId) != Pinned).ToArray();
        Assert.NotEmpty(spans);
        Assert.InRange(spans.Min(static row => row.Int64(Fields.Timestamp)!.Value), Samples.Micros(Samples.Now.AddDays(-2.5)), long.MaxValue);
        Assert.InRange(_fixture.SegmentFiles().Sum(static path => new FileInfo(path).Length), 1, before * 3 / 4);
        Assert.Equal(6, rows.Count(static row => row.Text(Fields.ProcessorEvent) == Fields.Events.Transaction));
        Assert.Equal(6, rows.Count(static row => row.Text(Fields.TraceId) == Pinned));
        var usage = await limited.GetUsageAsync(Cancel);
        Assert.Equal(options.MaxBytesOf, usage.MaxBytesOf);
    }

    [Fact]
    public async Task What_is_no_trace_cannot_be_pinned()
    {
        await using var store = await _fixture.OpenAsync();

        await Assert.ThrowsAsync<QueryException>(async () => await store.PinAsync("", Cancel));
        await Assert.ThrowsAsync<QueryException>(async () => await store.PinAsync("a\nb", Cancel));
    }

    [Fact]
    public async Task A_deleted_service_is_in_no_file()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await AppendAsync(store, At(-1, Sample.Transaction with { Service = "secret-shop" }, Sample.Transaction, Sample.Span));
            await AppendAsync(store, At(-20, Sample.Transaction with { Service = "secret-shop" }, Sample.Span));
            store.Maintain();
            await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction with { Service = "secret-shop" }, Sample.Transaction)), Cancel);
            Assert.Contains("secret-shop", TextsOfAllFiles(store));

            var deleted = await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel);

            Assert.Equal(2, deleted.EventCount);
            Assert.Empty(deleted.Unreached);
            Assert.DoesNotContain("secret-shop", TextsOfAllFiles(store));
            Assert.All(_fixture.LogFiles(), static log => Assert.DoesNotContain("secret-shop", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(log)), StringComparison.Ordinal));
            Assert.Equal(3, (await RowsAsync(store)).Count);
            Assert.Equal(["checkout", "checkout"], (await store.QueryAsync(ByKind, Cancel)).Groups.Select(static group => group.Text(0)));
        }
        await using var restarted = await _fixture.OpenAsync();
        Assert.Equal(3, (await RowsAsync(restarted)).Count);
    }

    [Fact]
    public async Task A_deleted_trace_is_gone_and_its_neighbours_stay()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, At(0, Sample.Transaction with { TraceId = Pinned }, Sample.Transaction, Sample.Span));

        var deleted = await store.DeleteAsync(Filter.Is(Fields.TraceId, Pinned), Cancel);

        Assert.Equal(1, deleted.EventCount);
        Assert.Equal(2, (await RowsAsync(store)).Count);
        await AssertCountsAsync(store, 1, 1);
        Assert.Equal(0, (await store.DeleteAsync(Filter.Is(Fields.TraceId, Pinned), Cancel)).EventCount);
    }

    [Fact]
    public async Task A_crash_after_deleting_brings_nothing_back()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction with { Service = "secret-shop" }, Sample.Transaction)), Cancel);
        await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel);

        using var copy = _fixture.CopyAsAfterACrash();
        await using var crashed = await copy.OpenAsync();

        Assert.Equal(["checkout"], (await RowsAsync(crashed)).Select(static row => row.Text(Fields.ServiceName)));
    }

    [Fact]
    public async Task A_deletion_that_a_crash_ended_in_the_middle_is_brought_to_its_end_by_the_next_start()
    {
        var filter = Filter.Is(Fields.ServiceName, "secret-shop");
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, At(-1, Sample.Transaction with { Service = "secret-shop" }, Sample.Transaction));
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction with { Service = "secret-shop" }, Sample.Span)), Cancel);
        using var copy = _fixture.CopyAsAfterACrash();
        File.WriteAllText(Path.Combine(copy.Root, "deletions"), new PendingDeletions.Deletion(filter, null).Line + "\n");

        await using var crashed = await copy.OpenAsync();
        // What is sent again is asked for in turn with the deletion, which goes on in the background.
        await crashed.DeleteAsync(Filter.Is(Fields.ServiceName, "nobody"), Cancel);
        while (File.Exists(Path.Combine(copy.Root, "deletions"))) await Task.Delay(5, Cancel);

        Assert.Equal(["checkout", "checkout"], (await RowsAsync(crashed)).Select(static row => row.Text(Fields.ServiceName)));
        foreach (string log in copy.LogFiles()) Assert.DoesNotContain("secret-shop", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(log)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_ends_only_when_a_backup_under_way_holds_the_files_no_more()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, At(0, Sample.Transaction with { Service = "secret-shop" }));
        string segment = Assert.Single(_fixture.SegmentFiles());
        Task<DeletedEvents> deleting;
        using (store.HoldFiles())
        {
            deleting = store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel).AsTask();
            while ((await RowsAsync(store)).Count > 0) await Task.Delay(5, Cancel);
            Assert.True(File.Exists(segment));
            Assert.False(deleting.IsCompleted);
        }
        Assert.Equal(1, (await deleting).EventCount);
        Assert.False(File.Exists(segment));
    }

    [Fact]
    public async Task Damaged_files_that_deleting_could_not_look_into_are_named()
    {
        await using (var store = await _fixture.OpenAsync()) await AppendAsync(store, At(0, Sample.Transaction));
        string path = Assert.Single(_fixture.SegmentFiles());
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        await using var damaged = await _fixture.OpenAsync();

        var deleted = await damaged.DeleteAsync(Filter.Is(Fields.ServiceName, "checkout"), Cancel);

        Assert.Equal(0, deleted.EventCount);
        Assert.Contains(Path.GetFileName(path), Assert.Single(deleted.Unreached), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_tells_services_and_kinds_apart_and_looks_ahead()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, At(-2, [.. Enumerable.Repeat(Sample.Transaction, 30)]));
        await AppendAsync(store, At(-0.5, [.. Enumerable.Repeat(Sample.Span with { Service = "catalog" }, 10)]));

        var usage = await store.GetUsageAsync(Cancel);

        Assert.Equal([("checkout", "transaction", 30L), ("catalog", "span", 10L)], usage.Shares.Select(static share => (share.Service, share.Kind, share.EventCount)));
        Assert.Equal(3, (double)usage.Shares[0].SizeBytes / usage.Shares[1].SizeBytes, 0.1);
        Assert.Equal(2, usage.DaysKept, 0.01);
        Assert.Equal(usage.Shares[1].SizeBytes, usage.BytesPerDay, 1.0);
        Assert.Equal(7, usage.ExpectedDays);
        Assert.Equal(usage.BytesPerDay * 7, usage.ExpectedBytes!.Value, 1.0);
    }

    [Fact]
    public async Task What_probes_ask_every_few_seconds_opens_no_summary()
    {
        await using (var before = await _fixture.OpenAsync())
        {
            await AppendAsync(before, At(-2, [.. Enumerable.Repeat(Sample.Transaction, 30)]));
        }
        await using var store = await _fixture.OpenAsync();

        var status = await store.GetStatusAsync(Cancel);

        Assert.Equal(30, status.EventCount);
        Assert.Equal(0, store.Summaries.SizeBytes);
        Assert.True(status.SizeBytes >= Directory.EnumerateFiles(Path.Combine(_fixture.Root, "segments"), "*", SearchOption.AllDirectories).Sum(static path => new FileInfo(path).Length));
    }

    private async Task<string[]> KindsAfterAsync(EmbeddedEventStore store, int days)
    {
        _fixture.After(store, days);
        return [.. (await RowsAsync(store)).Select(static row => row.Text(Fields.ProcessorEvent)!).Order(StringComparer.Ordinal)];
    }

    private static async Task<List<EventRow>> RowsAsync(EmbeddedEventStore store) =>
        [.. (await store.QueryAsync(new RowQuery { Limit = 1_000 }, Cancel)).Rows.Rows];

    /// <summary>Spans and transactions of service "checkout", as summaries count them.</summary>
    private static async Task AssertCountsAsync(EmbeddedEventStore store, params long[] counts)
    {
        var groups = (await store.QueryAsync(ByKind with { Filter = Filter.Is(Fields.ServiceName, "checkout") }, Cancel)).Groups;
        Assert.Equal(counts, groups.Select(static group => (long)group.Number(0)).Order());
    }

    private static IEnumerable<SampleEvent> Bulky(int day)
    {
        var random = new Random(day);
        for (int i = 0; i < 100; i++)
        {
            var noise = new byte[2_250];
            random.NextBytes(noise);
            yield return At(day, Sample.Span).Single().With(Fields.Message, Convert.ToBase64String(noise));
        }
    }

    /// <summary>Every text in every segment and summary file.</summary>
    private string TextsOfAllFiles(EmbeddedEventStore store)
    {
        using var snapshot = store.TakeSnapshot();
        var columns = snapshot.Groups.SelectMany(static group => group.Fields.Select(group.Read));
        var texts = columns.Select(static column => column is StringColumn strings ? System.Text.Encoding.UTF8.GetString(strings.Pool.Bytes) : "").ToList();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(_fixture.Root, "segments"), "*.summary", SearchOption.AllDirectories))
        {
            var file = SummaryFile.Open("s", path);
            foreach (var part in file.Contents)
                texts.AddRange(file.Read(part.View, part.Level).Keys.Select(static key => key is null ? "" : System.Text.Encoding.UTF8.GetString(key.Pool.Bytes)));
        }
        return string.Join('\n', texts);
    }
}
