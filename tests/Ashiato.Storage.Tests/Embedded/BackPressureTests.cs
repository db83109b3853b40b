using Ashiato.Storage.Embedded.WriteAhead;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class BackPressureTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();
    private readonly ManualResetEventSlim _isOpen = new(initialState: true);

    public void Dispose()
    {
        _fixture.Dispose();
        _isOpen.Dispose();
    }

    /// <summary>A log file on a disk that stands still until it is let go on.</summary>
    private sealed class HaltingLogFile(ILogFile inner, ManualResetEventSlim isOpen) : ILogFile
    {
        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offsetBytes)
        {
            isOpen.Wait(Cancel);
            inner.Write(buffers, offsetBytes);
        }

        public void Flush() => inner.Flush();

        public void Truncate(long lengthBytes) => inner.Truncate(lengthBytes);

        public void Dispose() => inner.Dispose();
    }

    [Fact]
    public async Task A_disk_that_stands_still_makes_batches_wait_then_refuses_them_and_loses_none_that_waited()
    {
        var options = _fixture.Options();
        options.MaxPendingBytes = 256 << 10;
        options.OpenLogFile = path => new HaltingLogFile(LogFile.Create(path), _isOpen);
        await using var store = await _fixture.OpenAsync(options);
        _isOpen.Reset();

        var taken = Enumerable.Range(0, 10_000).Select(i => Samples.Batch($"b{i}", 50));
        List<Model.EventBatch> waitingBatches = [];
        List<Task> waiting = [];
        StoreBusyException? refusal = null;
        foreach (var batch in taken)
        {
            var append = store.AppendAsync(batch, Cancel).AsTask();
            if (append.Exception?.InnerException is StoreBusyException busy)
            {
                refusal = busy;
                break;
            }
            waitingBatches.Add(batch);
            waiting.Add(append);
        }

        Assert.NotNull(refusal);
        Assert.Contains("wait to be written", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(waiting.Count, 2, 200);
        Assert.DoesNotContain(waiting, append => append.IsCompleted);

        _isOpen.Set();
        await Task.WhenAll(waiting);
        var later = Samples.Batch("later", 50);
        await store.AppendAsync(later, Cancel);
        Assert.Equal(Samples.Names([.. waitingBatches, later]), await store.NamesAsync(Cancel));
    }
}
