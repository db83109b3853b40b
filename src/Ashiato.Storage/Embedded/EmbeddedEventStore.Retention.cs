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
        // What is in memory is in the log as well. As segments it can be written again without the events, and the log goes.
        await FlushAsync().ConfigureAwait(false);
        if (_problems.About(Problems.Subject.Flush) is { } reason) throw new StoreBusyException(reason);
        long count = await Task.Run(() => _maintenance.Delete(filter, cancel), cancel).ConfigureAwait(false);
        LogDeleted(_logger, count);
        return new DeletedEvents(count, [.. _rows.Segments().Aside.Select(segment => segment.Finding), .. DamagedLogs()]);
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

    private IEnumerable<string> DamagedLogs() => Directory.EnumerateFiles(_directory.Logs, "*.damaged")
        .Select(static path => $"Log file '{path}' is damaged and kept for a look at it; remove it to be sure that it holds no such events.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {EventCount} events as asked for.")]
    private static partial void LogDeleted(ILogger logger, long eventCount);
}
