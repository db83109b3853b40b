using System.Diagnostics;
using Ashiato.Model;
using Ashiato.Storage;

namespace Ashiato.Intake;

/// <summary>Puts small batches that come at the same time together before they go to the store.</summary>
/// <remarks>
/// Thousands of agents send an event or two each, many times a minute. A batch of one event costs a store nearly as much as one of a hundred: its
/// columns, its place in the log, its wait for the disk. While one append is under way the small batches behind it gather, and go together
/// when it is done; where many keep coming, as soon as they are no small batch any more, and every ten milliseconds. One that comes alone, or one of
/// two, goes at once, and large batches go their own way. Thread-safe.
/// </remarks>
/// <param name="store">Where they go.</param>
/// <param name="pace">How far appends of small batches are apart, instead of ten milliseconds.</param>
internal sealed class BatchGatherer(IEventStore store, TimeSpan? pace = null)
{
    private const int SmallRows = 64;
    private const int MostRows = 4_096;

    /// <summary>A larger batch goes its own way, however few events it has.</summary>
    private const long SmallBytes = 256 << 10;

    /// <summary>Of so many bytes batches are put together: no store refuses them for their size.</summary>
    private const long MostBytes = 8 << 20;

    /// <summary>So many bytes wait at most, as at the store itself.</summary>
    private const long MostWaitingBytes = 64 << 20;

    // Of so many nobody waits for others: they come far apart.
    private const int Few = 2;

    private readonly TimeSpan _pace = pace ?? TimeSpan.FromMilliseconds(10);
    private readonly Lock _turn = new();
    private readonly Queue<Waiting> _waiting = [];
    private int _waitingRows;
    private long _waitingBytes;
    private TaskCompletionSource _hasMany = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isAppending;
    private long _beganAt;

    /// <summary>Appends a batch, alone or with others. When the task ends, its events are durable.</summary>
    /// <exception cref="StoreBusyException">The store cannot take more at the moment; nothing of the batch was kept.</exception>
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        if (batch.RowCount > SmallRows || ColumnSize.Of(batch) is var bytes && bytes > SmallBytes) return store.AppendAsync(batch, cancel);
        lock (_turn)
        {
            if (_isAppending)
            {
                if (_waitingBytes + bytes > MostWaitingBytes) throw new StoreBusyException($"{_waitingBytes >> 10} KiB of events already wait for the store. Send the batch again in a moment.");
                var waiting = new Waiting(batch, bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                _waiting.Enqueue(waiting);
                _waitingRows += batch.RowCount;
                _waitingBytes += bytes;
                if (_waitingRows > SmallRows) _hasMany.TrySetResult();
                return new ValueTask(waiting.Done.Task);
            }
            _isAppending = true;
            _beganAt = Stopwatch.GetTimestamp();
        }
        return AppendFirstAsync(batch, cancel);
    }

    private async ValueTask AppendFirstAsync(EventBatch batch, CancellationToken cancel)
    {
        try
        {
            await store.AppendAsync(batch, cancel);
        }
        finally
        {
            // It tells each of those that wait how it went, and fails for nobody else.
            _ = AppendWaitingAsync();
        }
    }

    private async Task AppendWaitingAsync()
    {
        while (true)
        {
            await AwaitOthersAsync();
            if (TakeWaiting() is not { Count: > 0 } together) return;
            try
            {
                _beganAt = Stopwatch.GetTimestamp();
                await store.AppendAsync(together.Count == 1 ? together[0].Batch : Merge(together), CancellationToken.None);
                foreach (var one in together) one.Done.SetResult();
            }
            catch (Exception failure)
            {
                foreach (var one in together) one.Done.SetException(failure);
            }
        }
    }

    /// <summary>Waits until there are enough to be worth an append, or it is time for one.</summary>
    private async ValueTask AwaitOthersAsync()
    {
        Task hasMany;
        lock (_turn)
        {
            if (_waiting.Count <= Few) return;
            hasMany = _hasMany.Task;
        }
        var rest = _pace - Stopwatch.GetElapsedTime(_beganAt);
        if (rest > TimeSpan.Zero) await Task.WhenAny(hasMany, Task.Delay(rest));
    }

    private List<Waiting> TakeWaiting()
    {
        var together = new List<Waiting>();
        lock (_turn)
        {
            int rows = 0;
            long bytes = 0;
            while (_waiting.TryPeek(out var next) && rows + next.Batch.RowCount <= MostRows && bytes + next.Bytes <= MostBytes)
            {
                rows += next.Batch.RowCount;
                bytes += next.Bytes;
                together.Add(_waiting.Dequeue());
            }
            _waitingRows -= rows;
            _waitingBytes -= bytes;
            if (_waitingRows <= SmallRows && _hasMany.Task.IsCompleted) _hasMany = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _isAppending = together.Count > 0;
        }
        return together;
    }

    private static EventBatch Merge(List<Waiting> together)
    {
        var builder = new EventBatchBuilder();
        foreach (var one in together) builder.Append(one.Batch);
        return builder.Build();
    }

    private readonly record struct Waiting(EventBatch Batch, long Bytes, TaskCompletionSource Done);
}
