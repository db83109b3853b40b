using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.WriteAhead;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Batches wait for others to share a sync with where a sync takes long, and nowhere else.</summary>
public sealed class GroupWaitTests : IDisposable
{
    private static readonly TimeSpan s_groupWait = TimeSpan.FromMilliseconds(1);

    private readonly StoreFixture _fixture = new();
    private readonly ManualResetEventSlim _isOpen = new(initialState: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _fixture.Dispose();
        _isOpen.Dispose();
    }

    /// <summary>A clock that only syncs move on, and that counts the waits of a group.</summary>
    private sealed class SyncTime : TimeProvider
    {
        private long _ticks;
        private int _waits;

        public int Waits => Volatile.Read(ref _waits);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == s_groupWait) Interlocked.Increment(ref _waits);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>A log file on a disk whose syncs take as long as is said, and that can be held.</summary>
    private sealed class TimedLogFile(ILogFile inner, SyncTime time, TimeSpan sync, ManualResetEventSlim isOpen) : ILogFile
    {
        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offsetBytes)
        {
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

    [Theory]
    [InlineData(200, false)]
    [InlineData(8_000, true)]
    public async Task A_batch_waits_for_others_where_a_sync_takes_long(int syncMicros, bool waits)
    {
        var time = new SyncTime();
        var options = _fixture.Options();
        options.OpenLogFile = path => new TimedLogFile(LogFile.Create(path), time, TimeSpan.FromMicroseconds(syncMicros), _isOpen);
        await using var store = await EmbeddedEventStore.OpenAsync(options, time, NullLoggerFactory.Instance, Cancel);

        // While the first is written, the others become a group. The one after them comes alone.
        await store.AppendAsync(Samples.Batch("before", 1), Cancel);
        _isOpen.Reset();
        Task[] together = [.. Enumerable.Range(0, 8).Select(i => store.AppendAsync(Samples.Batch($"b{i}", 1), Cancel).AsTask())];
        _isOpen.Set();
        await Task.WhenAll(together);
        for (int i = 0; i < 3; i++) await store.AppendAsync(Samples.Batch($"after{i}", 1), Cancel);

        Assert.Equal(waits, time.Waits > 0);
        Assert.Equal(12, (await store.NamesAsync(Cancel)).Length);
    }
}
