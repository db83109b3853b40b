using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.Upkeep;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class DamageTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_changed_byte_anywhere_in_a_segment_costs_that_segment_at_most()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var lost = Samples.Batch("lost", 50);
        var kept = Samples.Batch("kept", 50);
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(lost, Cancel);
            await store.FlushAsync();
            await store.AppendAsync(kept, Cancel);
        }
        string path = _fixture.SegmentFiles().MinBy(file => new FileInfo(file).LastWriteTimeUtc)!;
        byte[] good = File.ReadAllBytes(path);

        for (int round = 0; round < 60; round++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bad);

            await using var store = await _fixture.OpenAsync();
            var names = await store.NamesAsync(Cancel);
            var all = await store.QueryAsync(new RowQuery { Limit = 1_000 }, Cancel);

            // A change may hit a column that the first question does not read.
            if (names.Length != 100) Assert.Equal(Samples.Names(kept), names);
            else Assert.Equal(Samples.Names(lost, kept), names);
            Assert.Contains(all.Rows.RowCount, new[] { 50, 100 });
            var status = await store.GetStatusAsync(Cancel);
            Assert.Equal(all.Rows.RowCount == 50, status.Problems.Count > 0);
        }
    }

    [Fact]
    public async Task A_damaged_table_of_traces_costs_nothing_until_somebody_asks_for_a_trace()
    {
        var batch = Samples.Batch("only", 20);
        await using (var store = await _fixture.OpenAsync()) await store.AppendAsync(batch, Cancel);
        string path = Assert.Single(_fixture.SegmentFiles());
        byte[] bytes = File.ReadAllBytes(path);
        var segment = Segment.Open("2026-05-17/1.segment", path, new ColumnCache(1 << 20));
        var table = segment.Footer!.Traces;
        segment.Release();
        bytes[table.OffsetBytes + table.StoredBytes - 1] ^= 1;
        File.WriteAllBytes(path, bytes);
        await using var damaged = await _fixture.OpenAsync();

        Assert.Equal(Samples.Names(batch), await damaged.NamesAsync(Cancel));
        Assert.Empty((await damaged.GetStatusAsync(Cancel)).Problems);
        var trace = await damaged.QueryAsync(new RowQuery { Filter = Filter.Is(Fields.TraceId, "00000000000000000000000000000001") }, Cancel);

        Assert.Equal(0, trace.Rows.RowCount);
        Assert.Contains(Path.GetFileName(path), Assert.Single((await damaged.GetStatusAsync(Cancel)).Problems), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SegmentDamagedException>(() => Task.Run(() => SegmentCheck.Run("2026-05-17/1.segment", path, Cancel), Cancel));
    }

    [Fact]
    public async Task A_segment_cut_short_or_missing_is_left_out_and_named()
    {
        var batch = Samples.Batch("only", 20);
        await using (var store = await _fixture.OpenAsync()) await store.AppendAsync(batch, Cancel);
        string path = Assert.Single(_fixture.SegmentFiles());
        byte[] good = File.ReadAllBytes(path);

        foreach (int length in new[] { good.Length - 1, good.Length / 2, 3, 0, -1 })
        {
            if (length < 0) File.Delete(path);
            else File.WriteAllBytes(path, good[..length]);
            await using var store = await _fixture.OpenAsync();

            Assert.Empty(await store.NamesAsync(Cancel));
            Assert.Contains(Path.GetFileName(path), Assert.Single((await store.GetStatusAsync(Cancel)).Problems), StringComparison.Ordinal);
        }

        File.WriteAllBytes(path, good);
        await using var restored = await _fixture.OpenAsync();
        Assert.Equal(Samples.Names(batch), await restored.NamesAsync(Cancel));
    }

    [Fact]
    public async Task One_damaged_copy_of_the_catalog_does_no_harm()
    {
        var batch = Samples.Batch("b", 20);
        await using (var store = await _fixture.OpenAsync()) await store.AppendAsync(batch, Cancel);

        foreach (string name in new[] { "catalog", "catalog.copy" })
        {
            string path = Path.Combine(_fixture.Root, name);
            byte[] good = File.ReadAllBytes(path);
            for (int at = 0; at < good.Length; at++)
            {
                byte[] bad = [.. good];
                bad[at] ^= 1;
                File.WriteAllBytes(path, bad);
                await using var store = await _fixture.OpenAsync();
                Assert.Equal(Samples.Names(batch), await store.NamesAsync(Cancel));
            }
            File.WriteAllBytes(path, good);
        }
    }

    [Fact]
    public async Task Two_damaged_copies_of_the_catalog_stop_the_store_before_it_removes_anything()
    {
        await using (var store = await _fixture.OpenAsync()) await store.AppendAsync(Samples.Batch("b", 20), Cancel);
        string[] before = _fixture.SegmentFiles();
        foreach (string name in new[] { "catalog", "catalog.copy" }) File.WriteAllText(Path.Combine(_fixture.Root, name), "nonsense");

        await Assert.ThrowsAsync<InvalidDataException>(async () => await _fixture.OpenAsync());

        Assert.Equal(before, _fixture.SegmentFiles());
    }

    [Fact]
    public async Task A_damaged_record_in_an_older_log_file_is_reported_and_the_file_kept()
    {
        using var crashed = await CrashedWithTwoLogFilesAsync();
        string older = crashed.LogFiles()[0];
        byte[] bytes = File.ReadAllBytes(older);
        bytes[40] ^= 1;
        File.WriteAllBytes(older, bytes);

        await using var store = await crashed.OpenAsync();

        Assert.Equal(Samples.Names(Samples.Batch("second", 3)), await store.NamesAsync(Cancel));
        Assert.Contains(Path.GetFileName(older), Assert.Single((await store.GetStatusAsync(Cancel)).Problems), StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(older + ".damaged"));
    }

    [Fact]
    public async Task A_damaged_record_in_the_newest_log_file_costs_its_batch_alone_and_is_reported()
    {
        var batches = Enumerable.Range(0, 4).Select(i => Samples.Batch($"b{i}", 3)).ToArray();
        StoreFixture crashed;
        await using (var store = await _fixture.OpenAsync())
        {
            foreach (var batch in batches) await store.AppendAsync(batch, Cancel);
            crashed = _fixture.CopyAsAfterACrash();
        }
        using (crashed)
        {
            string log = Assert.Single(crashed.LogFiles());
            byte[] bytes = File.ReadAllBytes(log);
            bytes[bytes.AsSpan().IndexOf("b1-0"u8)] ^= 1;
            File.WriteAllBytes(log, bytes);

            await using var store = await crashed.OpenAsync();

            Assert.Equal(Samples.Names(batches[0], batches[2], batches[3]), await store.NamesAsync(Cancel));
            Assert.Contains(Path.GetFileName(log), Assert.Single((await store.GetStatusAsync(Cancel)).Problems), StringComparison.Ordinal);
            Assert.Equal(bytes, File.ReadAllBytes(log + ".damaged"));
        }
    }

    [Fact]
    public async Task A_copy_of_the_catalog_that_a_crash_left_behind_fits_the_files_again_after_the_next_start()
    {
        var batch = Samples.Batch("b", 20);
        string copy = Path.Combine(_fixture.Root, "catalog.copy");
        byte[] behind;
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(Samples.Batch("a", 20), Cancel);
            await store.FlushAsync();
            behind = File.ReadAllBytes(copy);
            await store.AppendAsync(batch, Cancel);
            await store.FlushAsync();
            await store.DeleteAsync(Filter.Everything, Cancel);
            await store.AppendAsync(Samples.Batch("c", 20), Cancel);
        }
        // As if the power had gone between the two copies, and then the newer one was damaged.
        File.WriteAllBytes(copy, behind);
        await using (var store = await _fixture.OpenAsync()) _ = await store.NamesAsync(Cancel);
        File.WriteAllText(Path.Combine(_fixture.Root, "catalog"), "nonsense");

        await using var again = await _fixture.OpenAsync();

        Assert.Empty((await again.GetStatusAsync(Cancel)).Problems);
    }

    [Fact]
    public async Task A_catalog_that_names_files_elsewhere_is_no_catalog()
    {
        await using (var store = await _fixture.OpenAsync()) await store.AppendAsync(Samples.Batch("b", 20), Cancel);
        foreach (string name in new[] { "../../elsewhere/1.segment", "2026-05-17/../1.segment", "/etc/1.segment", "pinned/x.segment", "2026-05-17/1.summary", "" })
            Assert.Null(Catalog.Parse(new Catalog(1, 2, 3, [name]).Encode()));
        Assert.NotNull(Catalog.Parse(new Catalog(1, 2, 3, ["2026-05-17/1.segment", "pinned/2.segment"]).Encode()));
    }

    [Fact]
    public void Any_catalog_with_a_good_checksum_is_read_or_refused()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] good = new Catalog(12, 17, 42, ["2026-05-17/41.segment"]) { Summaries = ["2026-04-02/12.segment"] }.Encode();
        int end = good.Length - "checksum 00000000\n".Length;
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bad = good[..end];
            for (int change = random.Next(1, 4); change > 0; change--) bad[random.Next(end)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bad = bad[..random.Next(end)];
            byte[] whole = [.. bad, .. System.Text.Encoding.UTF8.GetBytes($"checksum {Crc32C.Of(bad):x8}\n")];
            if (Catalog.Parse(whole) is { } read) Assert.All(read.Segments.Concat(read.Summaries), static name => Assert.DoesNotContain("..", name, StringComparison.Ordinal));
        }
    }

    private async Task<StoreFixture> CrashedWithTwoLogFilesAsync()
    {
        // A file where the partition should be keeps the first table from being flushed, so its log file stays.
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_fixture.Root, "segments")).FullName, "2026-05-17"), "");
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Samples.Batch("first", 3), Cancel);
        Assert.False(await store.FlushAsync());
        await store.AppendAsync(Samples.Batch("second", 3), Cancel);
        var crashed = _fixture.CopyAsAfterACrash();
        File.Delete(Path.Combine(crashed.Root, "segments", "2026-05-17"));
        return crashed;
    }
}
