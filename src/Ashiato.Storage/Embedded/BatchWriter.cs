using System.Collections.Concurrent;
using Ashiato.Model;
using Ashiato.Storage.Embedded.WriteAhead;
using Ashiato.Storage.Execution;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

/// <summary>The one writer: gathers the batches that wait, makes them durable with one write and one sync, then visible, then answers.</summary>
/// <remarks>
/// All but <see cref="AppendAsync"/> and <see cref="SealAsync"/> happens on a thread of its own: the log and the ids of batches need no lock, and every
/// answer waits for it, so that it must not stand in the pool's queue behind what is decoded, nor take one of the pool's threads to wait for the disk.
/// </remarks>
internal sealed partial class BatchWriter(
    EmbeddedStoreOptions options, LiveRows rows, LogWriter log, RecentBatchIds ids, Flusher flusher, TailHub tail, Problems problems, TimeProvider time, ILogger<EmbeddedEventStore> logger)
{
    /// <summary>The most rows of one batch: what a table in memory can hold whatever the batch holds.</summary>
    public const int MaxBatchRows = 1_000_000;

    // Quicker disks take a second write before a wait for it ends.
    private static readonly TimeSpan s_slowWrite = TimeSpan.FromMilliseconds(4);

    private readonly BlockingCollection<Waiting> _queue = [];
    private readonly List<Waiting> _group = [];
    private long _pendingBytes;
    private int _groupBefore;
    private TimeSpan _writeTime; // of late, with the sync
    private Task _combining = Task.CompletedTask;
    private Thread? _thread;

    /// <summary>A batch that waits for its answer; without a batch, a wish to seal the table in memory.</summary>
    private sealed class Waiting(EventBatch? batch, PooledBuffer? record, long bytes)
    {
        public EventBatch? Batch => batch;

        public PooledBuffer? Record => record;

        /// <summary>What it holds in memory, about.</summary>
        public long Bytes => bytes;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>True while the disk takes batches.</summary>
    public bool IsWritable => !problems.Has(Problems.Subject.Log) && !(problems.Has(Problems.Subject.Flush) && IsFull);

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "Ashiato writer" };
        _thread.UnsafeStart();
    }

    /// <summary>See <see cref="IEventStore.AppendAsync"/>.</summary>
    public async ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (batch.RowCount == 0) return;
        if (batch.RowCount > MaxBatchRows)
            throw new ArgumentException($"A batch of {batch.RowCount} events is too large; send at most {MaxBatchRows} at once.", nameof(batch));
        long pending = Interlocked.Read(ref _pendingBytes);
        if (pending >= options.MaxPendingBytes)
            throw new StoreBusyException($"{pending >> 10} KiB of events already wait to be written to disk. Send the batch again in a moment.");

        // The binary form is about half as large as the columns.
        long columnBytes = ColumnSize.Of(batch);
        var record = new PooledBuffer((int)Math.Min(columnBytes / 2, 4 << 20));
        LogRecord.Write(batch, record);
        var waiting = new Waiting(batch, record, columnBytes + record.Length);
        Interlocked.Add(ref _pendingBytes, waiting.Bytes);
        if (!TryQueue(waiting))
        {
            Interlocked.Add(ref _pendingBytes, -waiting.Bytes);
            record.Dispose();
            throw new ObjectDisposedException(nameof(EmbeddedEventStore), "The store is closed.");
        }
        await waiting.Done.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Puts the table in memory aside for the flusher, if it holds anything and the one before is written.</summary>
    public async ValueTask SealAsync()
    {
        var wish = new Waiting(null, null, 0);
        if (TryQueue(wish)) await wish.Done.Task.ConfigureAwait(false);
    }

    /// <summary>Writes what waits, then stops.</summary>
    public async ValueTask StopAsync()
    {
        _queue.CompleteAdding();
        if (_thread is { } thread) await Task.Run(thread.Join).ConfigureAwait(false);
        await _combining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool TryQueue(Waiting waiting)
    {
        try
        {
            return _queue.TryAdd(waiting);
        }
        catch (InvalidOperationException)
        {
            // The store closes.
            return false;
        }
    }

    private void Run()
    {
        while (_queue.TryTake(out var first, Timeout.Infinite))
        {
            _group.Add(first);
            Gather();
            try
            {
                Commit();
                foreach (var waiting in _group) waiting.Done.TrySetResult();
            }
            catch (Exception wrong)
            {
                // Whatever it is, it must reach the senders and not end this thread.
                foreach (var waiting in _group.Where(waiting => waiting.Batch is not null)) waiting.Done.TrySetException(wrong);
                foreach (var waiting in _group) waiting.Done.TrySetResult();
            }
            Release();
            if (_combining.IsCompleted) _combining = Task.Run(rows.Combine);
        }
    }

    /// <summary>Takes what came while the last group was written: one write and one sync for all of it.</summary>
    private void Gather()
    {
        while (_queue.TryTake(out var waiting)) _group.Add(waiting);
        // Where there were many, there will be many again, and worth a moment if a write takes long.
        if (_writeTime >= s_slowWrite)
            while (_group.Count < _groupBefore && !IsSealWished && _queue.TryTake(out var waiting, options.GroupWait)) _group.Add(waiting);
        _groupBefore = _group.Count;
    }

    private bool IsSealWished => _group.Exists(static waiting => waiting.Batch is null);

    private void Release()
    {
        foreach (var waiting in _group)
        {
            if (waiting.Record is null) continue;
            Interlocked.Add(ref _pendingBytes, -waiting.Bytes);
            waiting.Record.Dispose();
        }
        _group.Clear();
    }

    private void Commit()
    {
        if (_group.Exists(waiting => waiting.Batch is not null)) MakeRoom();
        var batches = new List<EventBatch>(_group.Count);
        var records = new List<ReadOnlyMemory<byte>>(_group.Count);
        var inGroup = new HashSet<BatchId>();
        foreach (var waiting in _group)
        {
            if (waiting.Batch is not { } batch || ids.Contains(batch.Id)) continue;
            if (batch.Id != default && !inGroup.Add(batch.Id)) continue;
            batches.Add(batch);
            records.Add(waiting.Record!.Memory);
        }
        if (batches.Count > 0)
        {
            WriteDurably(records);
            foreach (var batch in batches) ids.Add(batch.Id);
            rows.Commit(batches, time.GetUtcNow());
            foreach (var batch in batches) tail.Publish(batch);
        }
        if (IsFull || IsSealWished) TrySeal();
    }

    /// <exception cref="StoreBusyException">Memory is full and the flusher cannot empty it.</exception>
    private void MakeRoom()
    {
        if (!IsFull) return;
        TrySeal();
        while (IsFull)
        {
            flusher.AttemptAsync().GetAwaiter().GetResult();
            TrySeal();
            if (IsFull && (problems.About(Problems.Subject.Flush) ?? problems.About(Problems.Subject.Log)) is { } reason) throw new StoreBusyException(reason);
        }
    }

    /// <summary>True when the active table should be sealed; while the one before is still being written, senders wait.</summary>
    private bool IsFull => rows.Active.RowCount >= options.FlushRows || rows.Active.EstimatedBytes >= options.FlushBytes;

    private void WriteDurably(List<ReadOnlyMemory<byte>> records)
    {
        long started = time.GetTimestamp();
        try
        {
            log.Append(records);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreBusyException(ReportLog(wrong), wrong);
        }
        _writeTime += (time.GetElapsedTime(started) - _writeTime) / 4;
        if (problems.Clear(Problems.Subject.Log)) LogWriteWorksAgain(logger);
    }

    private string ReportLog(Exception wrong)
    {
        string sentence = $"The log cannot be written: {wrong.Message.TrimEnd('.')}. Make room on the disk or mend it; the store goes on by itself.";
        if (problems.Report(Problems.Subject.Log, sentence)) LogWriteFailed(logger, wrong);
        return sentence;
    }

    private void TrySeal()
    {
        if (rows.Active.RowCount == 0 || rows.Sealed is not null) return;
        try
        {
            log.Roll();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // The table stays where it is; the next append or tick tries again.
            ReportLog(wrong);
            return;
        }
        if (problems.Clear(Problems.Subject.Log)) LogWriteWorksAgain(logger);
        rows.TrySeal(log.Number);
        flusher.Signal();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The log cannot be written; batches are refused until it can.")]
    private static partial void LogWriteFailed(ILogger logger, Exception wrong);

    [LoggerMessage(Level = LogLevel.Information, Message = "The log can be written again.")]
    private static partial void LogWriteWorksAgain(ILogger logger);
}
