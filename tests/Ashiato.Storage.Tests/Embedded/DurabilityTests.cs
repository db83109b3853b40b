using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class DurabilityTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task An_acknowledged_batch_is_visible_at_once()
    {
        await using var store = await _fixture.OpenAsync();
        var batch = Samples.Batch("a", 10);

        await store.AppendAsync(batch, Cancel);

        Assert.Equal(Samples.Names(batch), await store.NamesAsync(Cancel));
    }

    [Fact]
    public async Task Acknowledged_batches_survive_a_crash_before_the_flush()
    {
        await using var store = await _fixture.OpenAsync();
        var batches = Enumerable.Range(0, 5).Select(i => Samples.Batch($"b{i}", 20)).ToArray();
        foreach (var batch in batches) await store.AppendAsync(batch, Cancel);

        using var crashed = _fixture.CopyAsAfterACrash();

        await using var restarted = await crashed.OpenAsync();
        Assert.Equal(Samples.Names(batches), await restarted.NamesAsync(Cancel));
    }

    [Fact]
    public async Task A_crash_between_the_first_segment_and_its_catalog_costs_nothing()
    {
        await using var store = await _fixture.OpenAsync();
        var batch = Samples.Batch("first", 20);
        await store.AppendAsync(batch, Cancel);
        using var crashed = _fixture.CopyAsAfterACrash();
        await store.FlushAsync();
        foreach (string segment in _fixture.SegmentFiles())
        {
            string copy = Path.Combine(crashed.Root, Path.GetRelativePath(_fixture.Root, segment));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(segment, copy);
        }
        Assert.NotEmpty(crashed.SegmentFiles());

        await using var restarted = await crashed.OpenAsync();

        Assert.Equal(Samples.Names(batch), await restarted.NamesAsync(Cancel));
    }

    [Fact]
    public async Task A_clean_stop_leaves_segments_and_an_empty_log()
    {
        var batches = new List<EventBatch>();
        await using (var store = await _fixture.OpenAsync())
        {
            for (int i = 0; i < 40; i++)
            {
                batches.Add(Samples.Batch($"c{i}", 3));
                await store.AppendAsync(batches[^1], Cancel);
            }
        }
        Assert.Single(_fixture.SegmentFiles());

        await using var restarted = await _fixture.OpenAsync();

        Assert.Equal(Samples.Names(batches), await restarted.NamesAsync(Cancel));
        var status = await restarted.GetStatusAsync(Cancel);
        Assert.Equal(120, status.EventCount);
        Assert.Equal(Samples.Micros(Samples.Now), status.OldestMicros);
        Assert.Equal(Samples.Micros(Samples.Now) + 2, status.NewestMicros);
        Assert.Empty(status.Problems);
    }

    [Fact]
    public async Task A_batch_that_is_sent_twice_is_kept_once()
    {
        var batch = Samples.Batch("twice", 4);
        await using (var store = await _fixture.OpenAsync())
        {
            await Task.WhenAll(store.AppendAsync(batch, Cancel).AsTask(), store.AppendAsync(batch, Cancel).AsTask());
            await store.AppendAsync(batch, Cancel);
            Assert.Equal(Samples.Names(batch), await store.NamesAsync(Cancel));
        }

        // Also over a clean restart, a crash and a second restart, when the log that had it is long removed.
        await using (var restarted = await _fixture.OpenAsync())
        {
            await restarted.AppendAsync(batch, Cancel);
            await restarted.AppendAsync(Samples.Batch("other"), Cancel);
            await restarted.FlushAsync();
        }
        using var crashed = _fixture.CopyAsAfterACrash();
        await using var again = await crashed.OpenAsync();
        await again.AppendAsync(batch, Cancel);

        Assert.Equal(5, (await again.GetStatusAsync(Cancel)).EventCount);
    }

    [Fact]
    public async Task A_full_table_is_flushed_and_its_log_removed()
    {
        var options = _fixture.Options();
        options.FlushRows = 100;
        await using var store = await _fixture.OpenAsync(options);
        var batches = Enumerable.Range(0, 50).Select(i => Samples.Batch($"f{i}", 30)).ToArray();

        foreach (var batch in batches) await store.AppendAsync(batch, Cancel);
        Assert.True(await store.FlushAsync());

        Assert.NotEmpty(_fixture.SegmentFiles());
        Assert.Single(_fixture.LogFiles());
        Assert.Equal(Samples.Names(batches), await store.NamesAsync(Cancel));
    }

    [Fact]
    public async Task A_trace_is_found_in_memory_and_in_segments()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Samples.Batch("old", 70), Cancel);
        await store.FlushAsync();
        await store.AppendAsync(Samples.Batch("new", 70), Cancel);

        var page = await store.QueryAsync(new RowQuery { Filter = Filter.Is(Fields.TraceId, EventId.FromUInt128(3).ToString()) }, Cancel);

        Assert.Equal(20, page.Rows.RowCount);
        Assert.All(page.Rows.Rows, row => Assert.Equal(EventId.FromUInt128(3), row.Id(Fields.TraceId)));
    }

    [Fact]
    public async Task A_second_opener_is_told_which_directory_is_in_use()
    {
        await using var store = await _fixture.OpenAsync();

        var refused = await Assert.ThrowsAsync<StoreInUseException>(async () => await _fixture.OpenAsync());

        Assert.Contains(_fixture.Root, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_of_another_version_is_left_alone()
    {
        File.WriteAllText(Path.Combine(_fixture.Root, "format"), "ashiato store 99\n");

        var refused = await Assert.ThrowsAsync<InvalidDataException>(async () => await _fixture.OpenAsync());

        Assert.Contains("ashiato store 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follower_sees_what_comes_after_it_began()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Samples.Batch("before"), Cancel);
        await using var follower = store.TailAsync(Filter.Is(Fields.SpanName, "after-1"), Cancel).GetAsyncEnumerator(Cancel);
        var next = follower.MoveNextAsync();

        await store.AppendAsync(Samples.Batch("after", 3), Cancel);

        Assert.True(await next);
        Assert.Equal(["after-1"], Samples.Names(follower.Current));
    }
}
