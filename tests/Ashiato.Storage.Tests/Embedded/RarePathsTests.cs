using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.WriteAhead;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using Microsoft.Extensions.Logging.Abstractions;
using static Ashiato.Storage.Tests.Embedded.StoreFixture;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>What retention, deletions and recovery do where something is in their way, or happens at the same time.</summary>
public sealed class RarePathsTests : IDisposable
{
    private const string Pinned = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_damaged_segment_is_named_no_more_once_its_age_removed_it()
    {
        await using (var store = await _fixture.OpenAsync()) await AppendAsync(store, At(0, Sample.Transaction));
        string path = Assert.Single(_fixture.SegmentFiles());
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        await using var damaged = await _fixture.OpenAsync();
        _fixture.After(damaged, 20);
        Assert.False(File.Exists(path));
        string catalog = File.ReadAllText(Path.Combine(_fixture.Root, "catalog"));
        damaged.Maintain();

        Assert.Multiple(
            () => Assert.Equal(catalog, File.ReadAllText(Path.Combine(_fixture.Root, "catalog"))),
            () => Assert.Empty(damaged.GetStatusAsync(Cancel).AsTask().GetAwaiter().GetResult().Problems));
    }

    [Fact]
    public async Task A_deletion_is_refused_while_what_is_in_memory_cannot_become_segments()
    {
        bool isFull = false;
        var options = _fixture.Options();
        options.OpenLogFile = path => isFull ? throw new IOException("No space left on device") : LogFile.Create(path);
        await using var store = await _fixture.OpenAsync(options);
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction with { Service = "secret-shop" })), Cancel);
        isFull = true;

        var failure = await Record.ExceptionAsync(async () => await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel));
        int left = (await store.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.RowCount;
        isFull = false;

        Assert.True(failure is StoreBusyException || left == 0, $"The deletion was answered with {failure?.GetType().Name ?? "success"}, and {left} of the events are there.");
    }

    [Fact]
    public async Task Each_damaged_log_file_is_named()
    {
        using var copy = await CopyWithDamagedLogAsync();
        string log = Assert.Single(copy.LogFiles());
        string second = Path.Combine(Path.GetDirectoryName(log)!, "000000000050.wal");
        File.Copy(log, second);
        await using var crashed = await copy.OpenAsync();

        string problems = string.Join('\n', (await crashed.GetStatusAsync(Cancel)).Problems);
        Assert.Contains(Path.GetFileName(second), problems, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(log), problems, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unpinned_trace_goes_with_the_kinds_that_are_old()
    {
        await using var store = await _fixture.OpenAsync(_fixture.SpansGoEarly());
        await store.PinAsync(Pinned, Cancel);
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Span with { TraceId = Pinned }));
        _fixture.After(store, 4);
        store.Maintain();
        await store.UnpinAsync(Pinned, Cancel);
        store.Maintain();

        Assert.Equal(["transaction"], (await store.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.Rows.Select(static row => row.Text(Fields.ProcessorEvent)));
    }

    [Fact]
    public async Task A_deletion_that_was_done_but_stayed_noted_spares_what_came_after_it()
    {
        var filter = Filter.Is(Fields.ServiceName, "secret-shop");
        await using (var store = await _fixture.OpenAsync())
        {
            await AppendAsync(store, At(-1, Sample.Transaction with { Service = "secret-shop" }));
            await store.DeleteAsync(filter, Cancel);
            // As a disk leaves it that did not let the file go.
            File.WriteAllText(Path.Combine(_fixture.Root, "deletions"), new PendingDeletions.Deletion(filter, store.PeekNumber).Line + "\n");
            await AppendAsync(store, At(0, Sample.Transaction with { Service = "secret-shop" }));
        }
        await using var restarted = await _fixture.OpenAsync();
        await restarted.DeleteAsync(Filter.Is(Fields.ServiceName, "nobody"), Cancel);
        while (File.Exists(Path.Combine(_fixture.Root, "deletions"))) await Task.Delay(5, Cancel);

        Assert.Equal(1, (await restarted.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.RowCount);
    }

    [Fact]
    public async Task A_deletion_that_the_start_could_not_bring_to_its_end_is_told_and_tried_again()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction with { Service = "secret-shop" })), Cancel);
        using var copy = _fixture.CopyAsAfterACrash();
        File.WriteAllText(Path.Combine(copy.Root, "deletions"), new PendingDeletions.Deletion(Filter.Is(Fields.ServiceName, "secret-shop"), null).Line + "\n");
        bool isFull = true;
        var options = copy.Options();
        options.OpenLogFile = path => isFull ? throw new IOException("No space left on device") : LogFile.Create(path);
        // The fixture's clock never ticks.
        await using var crashed = await EmbeddedEventStore.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
        while (!await IsToldAsync()) await Task.Delay(5, Cancel);
        isFull = false;
        while (await IsToldAsync()) await Task.Delay(5, Cancel);

        Assert.Empty((await crashed.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.Rows);
        Assert.False(File.Exists(Path.Combine(copy.Root, "deletions")));

        async Task<bool> IsToldAsync() => (await crashed.GetStatusAsync(Cancel)).Problems.Any(static problem => problem.Contains("deletion", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Closing_the_store_waits_for_a_deletion_and_leaves_what_it_could_not_do_to_the_next_start()
    {
        Task<DeletedEvents> deleting;
        await using (var store = await _fixture.OpenAsync())
        {
            await AppendAsync(store, At(0, Sample.Transaction with { Service = "secret-shop" }));
            using (store.HoldFiles())
            {
                deleting = store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel).AsTask();
                while ((await store.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.RowCount > 0) await Task.Delay(5, Cancel);
                await store.DisposeAsync();
            }
        }
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deleting);
        Assert.True(File.Exists(Path.Combine(_fixture.Root, "deletions")));

        await using var restarted = await _fixture.OpenAsync();
        while (File.Exists(Path.Combine(_fixture.Root, "deletions"))) await Task.Delay(5, Cancel);
        Assert.Empty(_fixture.SegmentFiles());
    }

    [Fact]
    public async Task A_directory_that_cannot_be_locked_is_not_said_to_be_in_use_by_another()
    {
        File.CreateSymbolicLink(Path.Combine(_fixture.Root, "lock"), "lock");

        var wrong = await Assert.ThrowsAnyAsync<IOException>(async () => await _fixture.OpenAsync());

        Assert.IsNotType<StoreInUseException>(wrong);
    }

    [Fact]
    public async Task A_damaged_log_file_that_cannot_be_kept_aside_keeps_no_store_shut()
    {
        using var copy = await CopyWithDamagedLogAsync();
        Directory.CreateDirectory(Assert.Single(copy.LogFiles()) + ".damaged");

        await using var crashed = await copy.OpenAsync();

        Assert.Contains("could not be kept", Assert.Single((await crashed.GetStatusAsync(Cancel)).Problems), StringComparison.Ordinal);
        Assert.Equal(1, (await crashed.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.RowCount);
    }

    [Fact]
    public async Task A_question_that_began_before_a_segment_went_counts_its_events_once()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, At(0, Sample.Transaction));
        using var snapshot = store.TakeSnapshot();
        _fixture.After(store, 20);

        var parts = store.Summaries.PartsOf(snapshot, SummaryPlan.For(ByKind)!).ToArray();

        Assert.Single(parts);
    }

    /// <summary>A store that crashed with two batches in its log, the first of them damaged.</summary>
    private async Task<StoreFixture> CopyWithDamagedLogAsync()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction)), Cancel);
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction)), Cancel);
        var copy = _fixture.CopyAsAfterACrash();
        string log = Assert.Single(copy.LogFiles());
        byte[] bytes = File.ReadAllBytes(log);
        bytes[40] ^= 1;
        File.WriteAllBytes(log, bytes);
        return copy;
    }
}
