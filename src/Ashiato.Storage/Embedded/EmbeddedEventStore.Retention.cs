using System.Collections.Concurrent;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

public sealed partial class EmbeddedEventStore : IEventRetention
{
    // One at a time; closing the store takes its turn and keeps it.
    private readonly SemaphoreSlim _deleting = new(1);

    // Done, but still noted: the disk did not let the note go.
    private readonly ConcurrentQueue<PendingDeletions.Deletion> _done = [];

    /// <inheritdoc/>
    public async ValueTask<DeletedEvents> DeleteAsync(Filter filter, CancellationToken cancel)
    {
        // Refused before anything is done.
        _ = new FilterMatcher(filter);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
        var noted = Note(() => _deletions.Begin(filter));
        bool isForTheNextStart = false;
        try
        {
            await _deleting.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                long count = await DeleteNotedAsync(noted, either.Token).ConfigureAwait(false);
                return new DeletedEvents(count, [.. _rows.Segments().Aside.Select(segment => segment.Finding), .. DamagedLogs()]);
            }
            finally
            {
                _deleting.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            isForTheNextStart = true;
            throw;
        }
        finally
        {
            if (!isForTheNextStart) ForgetDeletion(noted);
        }
    }

    /// <inheritdoc/>
    public ValueTask PinAsync(string traceId, CancellationToken cancel)
    {
        _pins.Add(traceId);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> UnpinAsync(string traceId, CancellationToken cancel) => ValueTask.FromResult(_pins.Remove(traceId));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> GetPinsAsync(CancellationToken cancel) => ValueTask.FromResult(_pins.Ids);

    /// <inheritdoc/>
    public ValueTask<StoreUsage> GetUsageAsync(CancellationToken cancel) => AnswerAsync(snapshot => _usage.MeasureAsync(snapshot, _limits, cancel), cancel);

    /// <summary>Deletes what a crash kept an earlier run from deleting.</summary>
    private async Task FinishDeletionsAsync(CancellationToken stop)
    {
        // Until there are none, no segment is written again but by them: what they are about is found by number.
        while (_deletions.Unfinished is [var deletion, ..])
        {
            try
            {
                await DeleteNotedAsync(deletion, stop).ConfigureAwait(false);
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or StoreBusyException)
            {
                string sentence = $"A deletion that was interrupted is not done yet: {wrong.Message.TrimEnd('.')}. Make room on the disk or mend it; it is tried again every ten seconds, and segments are not merged until then.";
                if (_problems.Report(Problems.Subject.Deletion, sentence)) LogNotDeleted(_logger, wrong);
                return;
            }
            ForgetDeletion(deletion);
        }
        _problems.Clear(Problems.Subject.Deletion);
    }

    /// <summary>Brings a deletion to its end.</summary>
    /// <param name="noted">What was noted of it; an attempt after this one finds in it what had come by now.</param>
    /// <param name="cancel">Ends the work between two segments.</param>
    /// <returns>How many events it removed.</returns>
    private async ValueTask<long> DeleteNotedAsync(PendingDeletions.Deletion noted, CancellationToken cancel)
    {
        var maintenance = await OpenedAsync(cancel).ConfigureAwait(false);
        // Unless it had begun, what it is about is in the log, too.
        if (noted.Before is null) await FlushForDeletionAsync().ConfigureAwait(false);
        long count = await Task.Run(() => maintenance.Delete(noted.Filter, () => noted.Before ?? Note(() => _deletions.Bind(noted, _rows.PeekNumber)), cancel), cancel).ConfigureAwait(false);
        // A backup under way still holds the files that they were in.
        await _directory.Removals.WhenGoneAsync(cancel).ConfigureAwait(false);
        LogDeleted(_logger, count);
        return count;
    }

    /// <summary>Makes segments of what is in memory, and so in the log as well: segments can be written again without some events, and the log goes.</summary>
    private async ValueTask FlushForDeletionAsync()
    {
        bool isFlushed = await FlushAsync().ConfigureAwait(false);
        if (_problems.About(Problems.Subject.Flush) is { } reason) throw new StoreBusyException(reason);
        // The table is not even sealed where the log can have no next file. What came in meanwhile is none of the deletion's.
        if (!isFlushed && _problems.About(Problems.Subject.Log) is { } logReason) throw new StoreBusyException(logReason);
    }

    private static T Note<T>(Func<T> note)
    {
        try
        {
            return note();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreBusyException(StoreRefusal.DeletionNotNoted, $"The deletion cannot be noted: {wrong.Message.TrimEnd('.')}. Make room on the disk or mend it, and send it again.", wrong);
        }
    }

    private void ForgetDeletion(PendingDeletions.Deletion noted)
    {
        try
        {
            _deletions.End(noted);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            LogNotForgotten(_logger, wrong);
            _done.Enqueue(noted);
        }
    }

    /// <summary>Tries again to forget deletions that are done.</summary>
    private void ForgetDoneDeletions()
    {
        if (_done.TryDequeue(out var noted)) ForgetDeletion(noted);
    }

    private IEnumerable<string> DamagedLogs() => Directory.EnumerateFiles(_directory.Logs, "*.damaged")
        .Select(static path => $"Log file '{path}' is damaged and kept for a look at it; remove it to be sure that it holds no such events.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {EventCount} events as asked for.")]
    private static partial void LogDeleted(ILogger logger, long eventCount);

    [LoggerMessage(Level = LogLevel.Error, Message = "A deletion that a crash interrupted could not be brought to its end; it is tried again.")]
    private static partial void LogNotDeleted(ILogger logger, Exception wrong);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A deletion that came to its end stays noted; forgetting it is tried again.")]
    private static partial void LogNotForgotten(ILogger logger, Exception wrong);
}
