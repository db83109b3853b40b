using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class BackupTests : IDisposable
{
    private const string Pinned = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();
    private readonly ScratchDirectory _elsewhere = new();

    private string Backup => Path.Combine(_elsewhere.Path, "backup");

    private string Restored => Path.Combine(_elsewhere.Path, "restored");

    public void Dispose()
    {
        _fixture.Dispose();
        _elsewhere.Dispose();
    }

    private Task<StoreVerification> RestoreAsync() => StoreDirectory.RestoreAsync(Backup, Restored, [], null, Cancel);

    private ValueTask<EmbeddedEventStore> OpenRestoredAsync() => _fixture.OpenAsync(new EmbeddedStoreOptions { Directory = Restored });

    [Fact]
    public async Task A_backup_of_a_running_store_brings_back_segments_log_summaries_and_pins()
    {
        var batches = Enumerable.Range(0, 3).Select(i => Samples.Batch($"b{i}", 30)).ToArray();
        var after = Samples.Batch("after", 5);
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(batches[0], Cancel);
        await store.FlushAsync();
        await store.AppendAsync(batches[1], Cancel);
        await store.FlushAsync();
        await store.AppendAsync(batches[2], Cancel);
        await store.PinAsync(Pinned, Cancel);

        var made = await store.BackupAsync(Backup, null, Cancel);
        await store.AppendAsync(after, Cancel);

        Assert.Empty(made.Missing);
        Assert.InRange(made.LinkedBytes, 1, made.SizeBytes - 1);
        var found = await RestoreAsync();
        Assert.Equal((true, 90L), (found.IsSound, found.EventCount));
        Assert.Empty(found.Findings);
        await using var restored = await OpenRestoredAsync();
        Assert.Equal(Samples.Names(batches), await restored.NamesAsync(Cancel));
        Assert.Equal([Pinned], await restored.GetPinsAsync(Cancel));
        Assert.Empty((await restored.GetStatusAsync(Cancel)).Problems);
        Assert.Equal(Samples.Names([.. batches, after]), await store.NamesAsync(Cancel));
    }

    [Fact]
    public async Task Backups_while_events_pour_in_hold_each_batch_whole_or_not_and_all_that_came_before()
    {
        var options = _fixture.Options();
        options.FlushRows = 200;
        await using var store = await _fixture.OpenAsync(options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        int sent = 0;
        var pouring = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref sent))
            {
                await store.AppendAsync(Samples.Batch($"b{sent}", 25), Cancel);
                if (sent % 20 == 0) store.Maintain();
            }
        }, Cancel);
        for (int round = 0; round < 6; round++)
        {
            int before = Volatile.Read(ref sent);
            while (Volatile.Read(ref sent) < before + 30 && !pouring.IsCompleted) await Task.Yield();
            before = Volatile.Read(ref sent);
            await store.BackupAsync(Backup, null, Cancel);
            int behind = Volatile.Read(ref sent) + 1;

            var found = await RestoreAsync();
            Assert.Empty(found.Findings);
            await using (var restored = await OpenRestoredAsync())
            {
                var counts = (await restored.NamesAsync(Cancel)).GroupBy(static name => name[..name.IndexOf('-', StringComparison.Ordinal)]).ToDictionary(static batch => batch.Key, static batch => batch.Count());
                Assert.All(counts.Values, static count => Assert.Equal(25, count));
                Assert.InRange(counts.Count, before, behind);
            }
            Directory.Delete(Backup, recursive: true);
            Directory.Delete(Restored, recursive: true);
        }
        await stop.CancelAsync();
        await pouring;
    }

    [Fact]
    public async Task A_backup_goes_on_being_what_it_was_when_the_store_merges_removes_and_deletes()
    {
        var batches = Enumerable.Range(0, 5).Select(i => Samples.Batch($"b{i}", 30)).ToArray();
        await using var store = await _fixture.OpenAsync();
        foreach (var batch in batches)
        {
            await store.AppendAsync(batch, Cancel);
            await store.FlushAsync();
        }
        await store.BackupAsync(Backup, null, Cancel);
        store.Maintain();
        await store.DeleteAsync(Filter.Is(Fields.ServiceName, "shop"), Cancel);
        _fixture.Time.Now += TimeSpan.FromDays(30);
        store.Maintain();
        Assert.Empty(await store.NamesAsync(Cancel));

        Assert.Empty((await RestoreAsync()).Findings);
        _fixture.Time.Now = Samples.Now;
        await using var restored = await OpenRestoredAsync();
        Assert.Equal(Samples.Names(batches), await restored.NamesAsync(Cancel));
    }

    [Fact]
    public async Task A_directory_that_no_store_has_open_is_backed_up_as_a_crash_left_it()
    {
        var (first, second) = (Samples.Batch("first", 10), Samples.Batch("second", 10));
        StoreFixture crashed;
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(first, Cancel);
            await store.FlushAsync();
            await store.AppendAsync(second, Cancel);
            crashed = _fixture.CopyAsAfterACrash();
        }
        using (crashed)
        {
            await StoreDirectory.BackupAsync(crashed.Root, Backup, [], _fixture.Time, null, Cancel);
            Assert.Empty((await RestoreAsync()).Findings);
            await using var restored = await OpenRestoredAsync();
            Assert.Equal(Samples.Names(first, second), await restored.NamesAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_backup_goes_into_an_empty_directory_elsewhere_and_nowhere_else()
    {
        Directory.CreateDirectory(Backup);
        File.WriteAllText(Path.Combine(Backup, "mine"), "");
        await using var store = await _fixture.OpenAsync();

        foreach (var (directory, expected) in new[] { (Backup, "is not empty"), (Path.Combine(_fixture.Root, "backup"), "inside the data directory"), ("backup", "no full path"), (Path.Combine(Backup, "mine"), "is a file") })
        {
            var refused = await Assert.ThrowsAsync<QueryException>(async () => await store.BackupAsync(directory, null, Cancel));
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(Backup).Select(Path.GetFileName));
        Assert.Equal([Backup], Directory.EnumerateFileSystemEntries(_elsewhere.Path));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("shorter")]
    [InlineData("another")]
    public async Task A_summary_that_a_backup_lacks_is_made_anew_from_its_segment(string what)
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Samples.Batch("b", 30), Cancel);
            await store.FlushAsync();
            await store.BackupAsync(Backup, null, Cancel);
        }
        string summary = Directory.EnumerateFiles(Backup, "*.summary", SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(summary);
        File.Delete(summary);
        if (what != "missing") File.WriteAllBytes(summary, what == "shorter" ? bytes[..10] : [.. bytes.Reverse()]);

        var verified = await StoreDirectory.VerifyAsync(Backup, [], null, Cancel);
        var found = await RestoreAsync();

        Assert.Equal((true, 30L), (verified.IsSound, verified.EventCount));
        Assert.Equal((true, 30L), (found.IsSound, found.EventCount));
        Assert.EndsWith("It is made anew from its segment.", Assert.Single(found.Findings).Sentence, StringComparison.Ordinal);
        await using (var restored = await OpenRestoredAsync())
        {
            restored.Maintain();
            Assert.Equal(GroupSource.Summaries, (await restored.QueryAsync(StoreFixture.ByKind, Cancel)).Source);
            Assert.Empty((await restored.GetStatusAsync(Cancel)).Problems);
        }
        Assert.Empty((await StoreDirectory.VerifyAsync(Restored, [], null, Cancel)).Findings);
    }

    [Fact]
    public async Task A_summary_whose_events_are_gone_must_be_in_the_backup()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Samples.Batch("b", 30), Cancel);
            await store.FlushAsync();
            _fixture.After(store, 10);
            await store.BackupAsync(Backup, null, Cancel);
        }
        File.Delete(Directory.EnumerateFiles(Backup, "*.summary", SearchOption.AllDirectories).Single());

        Assert.Contains("is missing", (await Assert.ThrowsAsync<QueryException>(RestoreAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_comes_back_into_an_empty_directory_only_and_whole_or_not_at_all()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Samples.Batch("b", 30), Cancel);
            await store.FlushAsync();
            await store.BackupAsync(Backup, null, Cancel);
        }
        var occupied = await Assert.ThrowsAsync<QueryException>(() => StoreDirectory.RestoreAsync(Backup, _fixture.Root, [], null, Cancel));
        Assert.Contains("is not empty", occupied.Message, StringComparison.Ordinal);

        string segment = Directory.EnumerateFiles(Backup, "*.segment", SearchOption.AllDirectories).Single();
        string kept = segment + ".kept";
        File.Move(segment, kept);
        Assert.Contains("is missing", (await Assert.ThrowsAsync<QueryException>(RestoreAsync)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(segment, new byte[10]);
        Assert.Contains("has 10 bytes", (await Assert.ThrowsAsync<QueryException>(RestoreAsync)).Message, StringComparison.Ordinal);
        File.Delete(segment);
        File.CreateSymbolicLink(segment, kept);
        Assert.Contains("is a link", (await Assert.ThrowsAsync<QueryException>(RestoreAsync)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(Backup, "backup"));
        Assert.Contains("no whole backup", (await Assert.ThrowsAsync<QueryException>(RestoreAsync)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Restored));
    }

    [Fact]
    public async Task A_store_does_not_start_in_a_backup()
    {
        await using (var store = await _fixture.OpenAsync()) await store.BackupAsync(Backup, null, Cancel);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(async () => await _fixture.OpenAsync(new EmbeddedStoreOptions { Directory = Backup }));

        Assert.Contains("ashiato store restore", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Backup, "lock")));
    }

    [Fact]
    public async Task A_backup_that_is_cancelled_leaves_nothing_behind()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Samples.Batch("b", 30), Cancel);
        await store.FlushAsync();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.BackupAsync(Backup, new EndingProgress(stop), stop.Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Backup));
    }

    [Fact]
    public async Task No_store_opens_in_a_directory_that_a_backup_is_being_brought_back_into()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Samples.Batch("b", 30), Cancel);
            await store.BackupAsync(Backup, null, Cancel);
        }
        var wasTaken = new List<bool>();
        var found = await StoreDirectory.RestoreAsync(Backup, Restored, [], new Looking(() => wasTaken.Add(StoreDirectory.IsInUse(Restored))), Cancel);

        Assert.Equal((true, 30L), (found.IsSound, found.EventCount));
        Assert.NotEmpty(wasTaken);
        Assert.All(wasTaken, Assert.True);
        Assert.False(StoreDirectory.IsInUse(Restored));
    }

    private sealed class Looking(Action look) : IProgress<UpkeepProgress>
    {
        public void Report(UpkeepProgress value) => look();
    }

    private sealed class EndingProgress(CancellationTokenSource ends) : IProgress<UpkeepProgress>
    {
        public void Report(UpkeepProgress value) => ends.Cancel();
    }
}
