using System.Diagnostics;
using Ashiato.Model;
using Ashiato.Storage;

namespace Ashiato.Intake;

/// <summary>Puts small batches that come at the same time together before they go to the store.</summary>
/// <remarks>
/// Thousands of agents send an event or two each, many times a minute. A batch of one event costs a store nearly as much as one of a hundred: its
/// columns, its place in the log, its wait for the disk. While one append is under way the small batches behind it gather, and go together
/// when it is done; where many keep coming, every <see cref="s_pace"/>. One that comes alone goes at once, and large batches go their own way.
/// Thread-safe.
/// </remarks>
/// <param name="store">Where they go.</param>
internal sealed class BatchGatherer(IEventStore store)
{
    private const int SmallRows = 64;
    private const int MostRows = 4_096;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(10);

    private readonly Lock _turn = new();
    private readonly Queue<Waiting> _waiting = [];
    private bool _isAppending;
    private long _beganAt;

    /// <summary>Appends a batch, alone or with others. When the task ends, its events are durable.</summary>
    /// <exception cref="StoreBusyException">The store cannot take more at the moment; nothing of the batch was kept.</exception>
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        if (batch.RowCount > SmallRows) return store.AppendAsync(batch, cancel);
        lock (_turn)
        {
            if (_isAppending)
            {
                var waiting = new Waiting(batch, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                _waiting.Enqueue(waiting);
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
            if (HasWaiting() && s_pace - Stopwatch.GetElapsedTime(_beganAt) is var rest && rest > TimeSpan.Zero) await Task.Delay(rest);
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

    private bool HasWaiting()
    {
        lock (_turn) return _waiting.Count > 0;
    }

    private List<Waiting> TakeWaiting()
    {
        var together = new List<Waiting>();
        lock (_turn)
        {
            for (int rows = 0; _waiting.TryPeek(out var next) && rows + next.Batch.RowCount <= MostRows; rows += next.Batch.RowCount) together.Add(_waiting.Dequeue());
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

    private readonly record struct Waiting(EventBatch Batch, TaskCompletionSource Done);
}
