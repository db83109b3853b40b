using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.WriteAhead;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class DiskTroubleTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();
    private readonly DiskSpace _space = new();

    public void Dispose() => _fixture.Dispose();

    /// <summary>Bytes that the disk still takes.</summary>
    private sealed class DiskSpace
    {
        public long Left { get; set; } = long.MaxValue;

        public bool CanSync { get; set; } = true;
    }

    /// <summary>A log file on a disk that fills up in the middle of a write, as real ones do.</summary>
    private sealed class CrampedLogFile(ILogFile inner, DiskSpace space) : ILogFile
    {
        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offsetBytes)
        {
            foreach (var buffer in buffers)
            {
                int fits = (int)Math.Min(buffer.Length, space.Left);
                inner.Write([buffer[..fits]], offsetBytes);
                space.Left -= fits;
                offsetBytes += fits;
                if (fits < buffer.Length) throw new IOException("No space left on device");
            }
        }

        public void Flush()
        {
            if (!space.CanSync) throw new IOException("Input/output error");
            inner.Flush();
        }

        public void Truncate(long lengthBytes) => inner.Truncate(lengthBytes);

        public void Dispose() => inner.Dispose();
    }

    private EmbeddedStoreOptions Options()
    {
        var options = _fixture.Options();
        options.OpenLogFile = path => new CrampedLogFile(LogFile.Create(path), _space);
        return options;
    }

    [Fact]
    public async Task A_full_disk_refuses_batches_and_takes_them_again_when_there_is_room()
    {
        var first = Samples.Batch("first", 5);
        var refused = Samples.Batch("refused", 5);
        await using (var store = await _fixture.OpenAsync(Options()))
        {
            await store.AppendAsync(first, Cancel);
            for (int room = 0; room < 400; room += 37)
            {
                _space.Left = room;
                var busy = await Assert.ThrowsAsync<StoreBusyException>(async () => await store.AppendAsync(refused, Cancel));
                Assert.Contains("No space left", busy.Message, StringComparison.Ordinal);
                Assert.Equal(Samples.Names(first), await store.NamesAsync(Cancel));
                var status = await store.GetStatusAsync(Cancel);
                Assert.False(status.IsWritable);
                Assert.Single(status.Problems);
            }

            _space.Left = long.MaxValue;
            await store.AppendAsync(refused, Cancel);
            Assert.True((await store.GetStatusAsync(Cancel)).IsWritable);
            Assert.Empty((await store.GetStatusAsync(Cancel)).Problems);
            Assert.Equal(Samples.Names(first, refused), await store.NamesAsync(Cancel));

            using var crashed = _fixture.CopyAsAfterACrash();
            await using var recovered = await crashed.OpenAsync();
            Assert.Equal(Samples.Names(first, refused), await recovered.NamesAsync(Cancel));
            Assert.Empty((await recovered.GetStatusAsync(Cancel)).Problems);
        }
    }

    [Fact]
    public async Task A_batch_whose_sync_failed_is_kept_once_when_it_is_sent_again()
    {
        var batch = Samples.Batch("b", 5);
        await using var store = await _fixture.OpenAsync(Options());
        _space.CanSync = false;
        await Assert.ThrowsAsync<StoreBusyException>(async () => await store.AppendAsync(batch, Cancel));
        _space.CanSync = true;
        await store.AppendAsync(batch, Cancel);

        using var crashed = _fixture.CopyAsAfterACrash();
        await using var recovered = await crashed.OpenAsync();

        Assert.Equal(Samples.Names(batch), await recovered.NamesAsync(Cancel));
    }

    [Fact]
    public async Task Segments_that_cannot_be_written_leave_events_in_memory_until_they_can()
    {
        string obstacle = Path.Combine(Directory.CreateDirectory(Path.Combine(_fixture.Root, "segments")).FullName, "2026-05-17");
        File.WriteAllText(obstacle, "");
        var batches = Enumerable.Range(0, 3).Select(i => Samples.Batch($"b{i}", 10)).ToArray();
        await using var store = await _fixture.OpenAsync();
        foreach (var batch in batches)
        {
            await store.AppendAsync(batch, Cancel);
            Assert.False(await store.FlushAsync());
        }
        Assert.Equal(Samples.Names(batches), await store.NamesAsync(Cancel));
        Assert.Single((await store.GetStatusAsync(Cancel)).Problems);

        File.Delete(obstacle);

        Assert.True(await store.FlushAsync());
        Assert.Equal(Samples.Names(batches), await store.NamesAsync(Cancel));
        Assert.Empty((await store.GetStatusAsync(Cancel)).Problems);
    }

    [Fact]
    public async Task Memory_that_cannot_be_flushed_fills_up_and_then_refuses()
    {
        string obstacle = Path.Combine(Directory.CreateDirectory(Path.Combine(_fixture.Root, "segments")).FullName, "2026-05-17");
        File.WriteAllText(obstacle, "");
        var options = _fixture.Options();
        options.FlushRows = 100;
        int accepted = 0;
        await using (var store = await _fixture.OpenAsync(options))
        {
            var refused = await Assert.ThrowsAsync<StoreBusyException>(async () =>
            {
                for (; ; accepted++) await store.AppendAsync(Samples.Batch($"b{accepted}", 50), Cancel);
            });
            Assert.Contains("segments", refused.Message, StringComparison.Ordinal);
            Assert.InRange(accepted, 2, 10);
        }

        File.Delete(obstacle);
        await using var restarted = await _fixture.OpenAsync(options);
        Assert.Equal(accepted * 50, (await restarted.GetStatusAsync(Cancel)).EventCount);
    }
}
