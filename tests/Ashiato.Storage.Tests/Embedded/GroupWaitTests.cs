using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.WriteAhead;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Batches wait for others to share a sync with where a sync takes long, and nowhere else.</summary>
public sealed class GroupWaitTests : IDisposable
{
    private readonly StoreFixture _fixture = new();
    private readonly ManualResetEventSlim _isOpen = new(initialState: true);
    private readonly SemaphoreSlim _writes = new(0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _fixture.Dispose();
        _isOpen.Dispose();
        _writes.Dispose();
    }

    /// <summary>A clock that only syncs move on.</summary>
    private sealed class SyncTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }

    /// <summary>A log file on a disk whose syncs take as long as is said, that tells of each write, and that can be held.</summary>
    private sealed class TimedLogFile(ILogFile inner, SyncTime time, TimeSpan sync, ManualResetEventSlim isOpen, SemaphoreSlim writes) : ILogFile
    {
        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offsetBytes)
        {
            writes.Release();
            isOpen.Wait(Cancel);
            inner.Write(buffers, offsetBytes);
        }

        public void Flush()
        {
            inner.Flush();
            time.Pass(sync);
        }

        public void Truncate(long lengthBytes) => inner.Truncate(lengthBytes);

        public void Dispose() => inner.Dispose();
    }

    [Fact]
    public async Task Where_a_write_takes_long_a_batch_waits_until_as_many_are_there_as_before()
    {
        await using var store = await OpenAsync(TimeSpan.FromMilliseconds(50), groupWait: TimeSpan.FromHours(1));
        await AppendTogetherAsync(store, "first", 8);

        var few = AppendAllAsync(store, "second", 7);
        Assert.NotSame(few, await Task.WhenAny(few, Task.Delay(100, Cancel)));
        await store.AppendAsync(Samples.Batch("eighth"), Cancel);

        await few;
    }

    [Fact]
    public async Task Where_no_more_come_it_waits_no_longer_than_a_moment()
    {
        await using var store = await OpenAsync(TimeSpan.FromMilliseconds(50), groupWait: TimeSpan.FromMilliseconds(1));
        await AppendTogetherAsync(store, "first", 8);

        await store.AppendAsync(Samples.Batch("alone"), Cancel);

        Assert.Equal(10, (await store.NamesAsync(Cancel)).Length);
    }

    [Fact]
    public async Task Where_a_write_is_quick_no_batch_waits_for_others()
    {
        await using var store = await OpenAsync(TimeSpan.FromMilliseconds(0.2), groupWait: TimeSpan.FromHours(1));
        await AppendTogetherAsync(store, "first", 8);

        await store.AppendAsync(Samples.Batch("alone"), Cancel);

        Assert.Equal(10, (await store.NamesAsync(Cancel)).Length);
    }

    private ValueTask<EmbeddedEventStore> OpenAsync(TimeSpan sync, TimeSpan groupWait)
    {
        var time = new SyncTime();
        var options = _fixture.Options();
        options.GroupWait = groupWait;
        options.OpenLogFile = path => new TimedLogFile(LogFile.Create(path), time, sync, _isOpen, _writes);
        return EmbeddedEventStore.OpenAsync(options, time, NullLoggerFactory.Instance, Cancel);
    }

    /// <summary>Appends one, and so many others while it is written: a group.</summary>
    private async Task AppendTogetherAsync(EmbeddedEventStore store, string name, int count)
    {
        _isOpen.Reset();
        var before = AppendAllAsync(store, name + "-before", 1);
        await _writes.WaitAsync(Cancel);
        var together = AppendAllAsync(store, name, count);
        _isOpen.Set();
        await before;
        await together;
    }

    private static Task AppendAllAsync(EmbeddedEventStore store, string name, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => store.AppendAsync(Samples.Batch($"{name}{i}"), Cancel).AsTask()));
}
