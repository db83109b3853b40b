using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class VerificationTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private Task<StoreVerification> VerifyAsync() => StoreDirectory.VerifyAsync(_fixture.Root, [], null, Cancel);

    /// <summary>A directory with segments, summaries, a log that counts, a pin and an outlived summary, as after a crash.</summary>
    private async Task<StoreFixture> CrashedAsync()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Samples.Batch("old", 30, Samples.Now.AddDays(-5)), Cancel);
        await store.FlushAsync();
        await store.AppendAsync(Samples.Batch("b", 30), Cancel);
        await store.FlushAsync();
        await store.PinAsync("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Cancel);
        _fixture.Time.Now += TimeSpan.FromDays(3);
        store.Maintain();
        await store.AppendAsync(Samples.Batch("in the log", 7, _fixture.Time.Now), Cancel);
        return _fixture.CopyAsAfterACrash();
    }

    [Fact]
    public async Task A_sound_directory_has_nothing_to_find_whether_a_store_has_it_open_or_not()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Samples.Batch("b", 30), Cancel);
            await store.FlushAsync();
            await store.AppendAsync(Samples.Batch("c", 5), Cancel);
            var running = await store.VerifyAsync(null, Cancel);
            Assert.Empty(running.Findings);
            Assert.Equal(35, running.EventCount);
            await Assert.ThrowsAsync<StoreInUseException>(VerifyAsync);
        }
        var stopped = await VerifyAsync();
        Assert.Empty(stopped.Findings);
        Assert.Equal(35, stopped.EventCount);
    }

    [Fact]
    public async Task A_changed_bit_in_any_file_is_named()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var crashed = await CrashedAsync();
        Assert.Empty((await StoreDirectory.VerifyAsync(crashed.Root, [], null, Cancel)).Findings);
        string[] files = [.. Directory.EnumerateFiles(crashed.Root, "*", SearchOption.AllDirectories).Where(static path => Path.GetFileName(path) is not ("pins" or "lock"))];
        Assert.Contains(files, static path => path.EndsWith(".summary", StringComparison.Ordinal));

        foreach (string path in files)
        {
            byte[] good = File.ReadAllBytes(path);
            // Behind the records of a log nothing but zeros counts, and those are found as well.
            for (int round = 0; round < 25; round++)
            {
                byte[] bad = [.. good];
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, bad);
                var found = await StoreDirectory.VerifyAsync(crashed.Root, [], null, Cancel);
                string name = Path.GetRelativePath(crashed.Root, path);
                Assert.Contains(found.Findings, finding => finding.Sentence.Contains(Path.GetFileNameWithoutExtension(name), StringComparison.Ordinal));
            }
            File.WriteAllBytes(path, good);
        }
    }

    [Fact]
    public async Task A_missing_file_of_any_kind_is_named()
    {
        using var crashed = await CrashedAsync();
        foreach (string path in Directory.EnumerateFiles(crashed.Root, "*", SearchOption.AllDirectories).ToArray())
        {
            string name = Path.GetRelativePath(crashed.Root, path);
            if (name is "pins" or "lock" || name.StartsWith("wal", StringComparison.Ordinal)) continue;
            byte[] good = File.ReadAllBytes(path);
            File.Delete(path);
            var found = await StoreDirectory.VerifyAsync(crashed.Root, [], null, Cancel);
            Assert.Equal(name, Assert.Single(found.Findings).File);
            File.WriteAllBytes(path, good);
        }
    }

    [Fact]
    public async Task Damage_and_what_mends_itself_are_told_apart()
    {
        using var crashed = await CrashedAsync();
        string[] segments = crashed.SegmentFiles();
        File.WriteAllText(Path.ChangeExtension(segments[0], ".summary"), "nonsense");
        File.WriteAllText(Path.Combine(crashed.Root, "catalog.copy"), "nonsense");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(segments[0])!, "99.segment"), "left over");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(segments[0])!, "98.segment.tmp"), "left over");

        var harmless = await StoreDirectory.VerifyAsync(crashed.Root, [], null, Cancel);

        Assert.True(harmless.IsSound);
        Assert.Equal(4, harmless.Findings.Count);
        crashed.Time.Now = _fixture.Time.Now;
        await using (var store = await crashed.OpenAsync()) store.Maintain();
        Assert.Empty((await StoreDirectory.VerifyAsync(crashed.Root, [], null, Cancel)).Findings);
    }

    [Fact]
    public async Task A_running_store_leaves_out_what_its_check_finds_damaged()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Samples.Batch("lost", 30), Cancel);
        await store.FlushAsync();
        await store.AppendAsync(Samples.Batch("kept", 30), Cancel);
        await store.FlushAsync();
        string path = _fixture.SegmentFiles()[0];
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);

        var found = await store.VerifyAsync(null, Cancel);

        Assert.True(Assert.Single(found.Findings).IsDamage);
        Assert.Contains(Path.GetFileName(path), Assert.Single((await store.GetStatusAsync(Cancel)).Problems), StringComparison.Ordinal);
        Assert.Equal(Samples.Names(Samples.Batch("kept", 30)), await store.NamesAsync(Cancel));
    }

    [Fact]
    public async Task What_is_no_data_directory_is_refused()
    {
        using var empty = new ScratchDirectory();

        var refused = await Assert.ThrowsAsync<QueryException>(() => StoreDirectory.VerifyAsync(empty.Path, [], null, Cancel));

        Assert.Contains("no data directory", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(empty.Path));
    }
}
