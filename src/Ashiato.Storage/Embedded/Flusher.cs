using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.WriteAhead;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

/// <summary>Writes sealed tables to segments, in a task of its own, and removes the log files that they covered.</summary>
internal sealed partial class Flusher(
    DataDirectory directory, EmbeddedStoreOptions options, LiveRows rows, CatalogFile catalog, ColumnCache cache, SegmentSummaries summaries, Problems problems, TimeProvider time, ILogger<EmbeddedEventStore> logger)
    : IAsyncDisposable
{
    // Without a limit of age, older events than this share one partition: a sender cannot make a directory for each day of history.
    private static readonly TimeSpan s_longestHistory = TimeSpan.FromDays(400);

    // A table takes its last batches whole. What is larger still is rare, and writes with room of its own.
    private const int MostRowsOver = 16_384;

    // One part in so many of what is in memory may be tables that were written: one table in a store that nobody asks, two beside a full cache of 256 MiB.
    private const int PartUncollected = 12;

    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _attempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private GatherBuffers? _buffers;
    private long _bytesUncollected;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Says that there is, or may be, something to write.</summary>
    public void Signal() => _work.Release();

    /// <summary>Ends when the sealed table was written, or could not be.</summary>
    public Task AttemptAsync()
    {
        Task attempt;
        lock (_gate) attempt = _attempt.Task;
        if (rows.Sealed is null) return Task.CompletedTask;
        Signal();
        return attempt;
    }

    /// <summary>Ends the task after the write under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        _work.Dispose();
        _buffers?.Dispose();
    }

    /// <summary>Writes the sealed table, if there is one.</summary>
    /// <returns><see langword="false"/> when it could not be written; it stays visible, and in the log.</returns>
    public bool TryFlush()
    {
        var written = new List<Segment>();
        try
        {
            if (rows.Sealed is { } table) Flush(table, written);
            if (problems.Clear(Problems.Subject.Flush)) LogFlushWorksAgain(logger);
            return true;
        }
        catch (Exception wrong)
        {
            // Whatever it is, the events are in memory and in the log, and the next attempt may work.
            foreach (var segment in written)
            {
                segment.Release();
                catalog.Abandon(segment.Name);
            }
            string sentence = $"Events cannot be written to segments: {wrong.Message.TrimEnd('.')}. Make room on the disk or mend it; the store goes on by itself.";
            if (problems.Report(Problems.Subject.Flush, sentence)) LogFlushFailed(logger, wrong);
            return false;
        }
        finally
        {
            lock (_gate)
            {
                _attempt.TrySetResult();
                _attempt = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _work.WaitAsync(_stop.Token).ConfigureAwait(false);
                TryFlush();
            }
        }
        catch (OperationCanceledException)
        {
            // The store closes.
        }
    }

    private void Flush(MemoryTable table, List<Segment> written)
    {
        long started = time.GetTimestamp();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var days = new SegmentOrder.Days(today.AddDays(-(options.LongestAge ?? s_longestHistory).Days - 1), today, today.AddDays(1));
        foreach (var order in SegmentOrder.Arrange(table.Groups, days))
            WriteOne(order, table.Groups, written);

        // If this fails nobody knows which catalog the next start finds, so the segments stay until a later one is there.
        var abandoned = catalog.Change(before => before with
        {
            FirstLog = table.LogEnd,
            NextNumber = rows.PeekNumber,
            Segments = [.. before.Segments, .. written.Select(segment => segment.Name)],
        });
        Segment[] live = [.. written];
        rows.ReplaceSealed(live);
        // They are in use from here on, whatever goes wrong with what is to be removed.
        written.Clear();
        foreach (string name in abandoned) RemoveFiles(name);
        long sizeBytes = live.Sum(segment => segment.SizeBytes);
        var elapsed = time.GetElapsedTime(started);
        LogFlushed(logger, table.RowCount, live.Length, sizeBytes, elapsed);
        RemoveLogs(table.LogEnd);
        Collect(table.EstimatedBytes);
    }

    /// <summary>Has the collector look for tables that were written, when there are enough of them.</summary>
    /// <remarks>
    /// A table is megabytes that lived long enough to be old: left alone, tables pile up until the collector looks at old things. In the background that costs no
    /// pause worth telling, and saves a fifth of the memory under load. But it looks at all that is old: where that is a full cache, doing so for each table takes a
    /// sixth of the time that taking in its events does.
    /// </remarks>
    private void Collect(long bytesWritten)
    {
        _bytesUncollected += bytesWritten;
        if (_bytesUncollected < GC.GetTotalMemory(forceFullCollection: false) / PartUncollected) return;
        _bytesUncollected = 0;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }

    /// <summary>Writes a segment; when the disk does not take it, those before it go, or every attempt would leave its own.</summary>
    private void WriteOne(SegmentOrder order, IReadOnlyList<RowGroup> sources, List<Segment> written)
    {
        try
        {
            bool isUsual = order.Rows.Length <= options.FlushRows + MostRowsOver;
            if (isUsual) _buffers ??= new GatherBuffers();
            written.Add(WriteSegment(order, sources, replaced: [], isUsual ? _buffers : null));
        }
        catch
        {
            foreach (var segment in written)
            {
                segment.Release();
                RemoveFiles(segment.Name);
            }
            written.Clear();
            throw;
        }
    }

    private void RemoveFiles(string name)
    {
        summaries.Remove(name);
        directory.Removals.Remove(directory.SegmentPath(name));
    }

    /// <summary>Writes one segment with its summary and opens it.</summary>
    /// <param name="order">Its rows.</param>
    /// <param name="sources">The row groups that have them.</param>
    /// <param name="replaced">The segments that it replaces, if all of its rows are theirs.</param>
    /// <param name="buffers">Room that is used again for the next segment; <see langword="null"/> for room of its own.</param>
    /// <param name="untold">What of their summaries goes.</param>
    public Segment WriteSegment(SegmentOrder order, IReadOnlyList<RowGroup> sources, IReadOnlyList<Segment> replaced, GatherBuffers? buffers = null, Filter? untold = null)
    {
        long number = rows.NextNumber();
        string name = FormattableString.Invariant($"{order.Partition}/{number}.segment");
        string path = directory.SegmentPath(name);
        using var filling = directory.Removals.Fill(Path.GetDirectoryName(path)!, out bool isNew);
        if (isNew) DurableFile.FlushDirectory(directory.Segments);
        // What is merged stays for long, what is fresh is soon merged.
        SegmentWriter.Write(path, number, sources, order, replaced.Count == 0 ? BrotliCodec.Fast : BrotliCodec.Small, buffers);
        summaries.Write(name, order, sources, replaced, untold);
        return Segment.Open(name, path, cache);
    }

    private void RemoveLogs(long before)
    {
        foreach (var (number, path) in LogWriter.FilesIn(directory.Logs))
            if (number < before) directory.Removals.Remove(path);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Flushed {RowCount} events into {SegmentCount} segments of {SizeBytes} bytes in {Elapsed}.")]
    private static partial void LogFlushed(ILogger logger, int rowCount, int segmentCount, long sizeBytes, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Events cannot be written to segments; they stay in memory and in the log.")]
    private static partial void LogFlushFailed(ILogger logger, Exception wrong);

    [LoggerMessage(Level = LogLevel.Information, Message = "Events can be written to segments again.")]
    private static partial void LogFlushWorksAgain(ILogger logger);
}
