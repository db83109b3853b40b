using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

public sealed partial class EmbeddedEventStore : IEventRetention
{
    /// <inheritdoc/>
    public async ValueTask<DeletedEvents> DeleteAsync(Filter filter, CancellationToken cancel)
    {
        // Refused before anything is done.
        _ = new FilterMatcher(filter);
        string noted = NoteDeletion(filter);
        try
        {
            long count = await DeleteNotedAsync(filter, cancel).ConfigureAwait(false);
            return new DeletedEvents(count, [.. _rows.Segments().Aside.Select(segment => segment.Finding), .. DamagedLogs()]);
        }
        finally
        {
            ForgetDeletion(noted);
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

    /// <summary>Deletes what a crash kept an earlier run from deleting.</summary>
    private async Task FinishDeletionsAsync(CancellationToken stop)
    {
        foreach (var filter in _deletions.Unfinished)
        {
            try
            {
                await DeleteNotedAsync(filter, stop).ConfigureAwait(false);
                ForgetDeletion(PendingDeletions.LineOf(filter));
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or StoreBusyException)
            {
                // It stays noted for the next start.
                LogNotDeleted(_logger, wrong);
            }
        }
    }

    private async ValueTask<long> DeleteNotedAsync(Filter filter, CancellationToken cancel)
    {
        // What is in memory is in the log as well. As segments it can be written again without the events, and the log goes.
        bool isFlushed = await FlushAsync().ConfigureAwait(false);
        if (_problems.About(Problems.Subject.Flush) is { } reason) throw new StoreBusyException(reason);
        // The table is not even sealed where the log can have no next file. What came in meanwhile is none of the deletion's.
        if (!isFlushed && _problems.About(Problems.Subject.Log) is { } logReason) throw new StoreBusyException(logReason);
        long count = await Task.Run(() => _maintenance.Delete(filter, cancel), cancel).ConfigureAwait(false);
        // A backup under way still holds the files that they were in.
        await _directory.Removals.WhenGoneAsync(cancel).ConfigureAwait(false);
        LogDeleted(_logger, count);
        return count;
    }

    private string NoteDeletion(Filter filter)
    {
        try
        {
            return _deletions.Begin(filter);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreBusyException(StoreRefusal.DeletionNotNoted, $"The deletion cannot be noted: {wrong.Message.TrimEnd('.')}. Make room on the disk or mend it, and send it again.", wrong);
        }
    }

    private void ForgetDeletion(string noted)
    {
        try
        {
            _deletions.End(noted);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // The next start finds nothing more to delete.
            LogNotForgotten(_logger, wrong);
        }
    }

    private IEnumerable<string> DamagedLogs() => Directory.EnumerateFiles(_directory.Logs, "*.damaged")
        .Select(static path => $"Log file '{path}' is damaged and kept for a look at it; remove it to be sure that it holds no such events.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {EventCount} events as asked for.")]
    private static partial void LogDeleted(ILogger logger, long eventCount);

    [LoggerMessage(Level = LogLevel.Error, Message = "A deletion that a crash interrupted could not be brought to its end; the next start tries again.")]
    private static partial void LogNotDeleted(ILogger logger, Exception wrong);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A deletion that was done stays noted; the next start does it again.")]
    private static partial void LogNotForgotten(ILogger logger, Exception wrong);
}
