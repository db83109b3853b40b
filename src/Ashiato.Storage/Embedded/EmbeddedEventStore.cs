using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.WriteAhead;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Ashiato.Storage.Embedded;

/// <summary>Keeps events in columns in a directory of this machine.</summary>
/// <remarks>
/// A batch goes to the log, is synced, becomes visible in memory and is answered. Tables in memory become segments; segments are
/// merged, and removed by age and size. What each file looks like stands in docs/storage-format.md.
/// </remarks>
public sealed partial class EmbeddedEventStore : IEventStore
{
    // Half of what one core takes in; merging costs about as much for an event as taking it in.
    private const double BusyPerSecond = 20_000;

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_maintenanceInterval = TimeSpan.FromSeconds(10);

    // Longer than a question takes, shorter than somebody looks at an answer.
    private static readonly TimeSpan s_cacheGrace = TimeSpan.FromSeconds(10);

    // Longer than somebody reads a page before asking for the next.
    private static readonly TimeSpan s_cacheAge = TimeSpan.FromMinutes(2);

    // So much is worth having the collector look for it at once.
    private const long ManyBytes = 8L << 20;

    private readonly DataDirectory _directory;
    private readonly EmbeddedStoreOptions _options;
    private readonly QueryLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<EmbeddedEventStore> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Problems _problems = new();
    private readonly TailHub _tail = new();
    private readonly LiveRows _rows;
    private readonly LogWriter _log;
    private readonly BatchWriter _writer;
    private readonly Flusher _flusher;
    private readonly SegmentSummaries _summaries;
    private readonly PinList _pins;
    private readonly UsageMeter _usage;
    private readonly CatalogFile _catalog;
    private readonly ColumnCache _cache;
    private readonly PendingDeletions _deletions;
    private readonly Lazy<Task<Maintenance>> _opening; // begun by who needs all segments, done once they are open
    private Task _ticking = Task.CompletedTask;
    private int _isDisposed;

    private EmbeddedEventStore(DataDirectory directory, EmbeddedStoreOptions options, TimeProvider time, ILogger<EmbeddedEventStore> logger)
    {
        (_directory, _options, _time, _logger) = (directory, options, time, logger);
        _limits = new QueryLimits(options.QueryThreads ?? Environment.ProcessorCount, options.QueryBytes);
        var catalog = Catalog.Read(directory.Root);
        _catalog = new CatalogFile(directory.Root, catalog);
        _deletions = new PendingDeletions(directory.Root);
        var cache = _cache = new ColumnCache(options.CacheBytes) { Grace = s_cacheGrace };
        var ids = new RecentBatchIds(RecentBatchIds.DefaultCapacity);
        // What comes from here on is none of a deletion that an earlier run began.
        _rows = new LiveRows(_deletions.Unfinished.Select(static deletion => deletion.Before ?? 0).Append(catalog.NextNumber).Max());

        _summaries = new SegmentSummaries(directory, cache, logger);
        _pins = new PinList(directory.Root);
        _usage = new UsageMeter(options, _summaries, time);
        var recovery = new Recovery(directory, catalog, _rows, ids, cache, _summaries, _problems, time, logger);
        recovery.RemoveUnnamed();
        _log = new LogWriter(directory.Logs, recovery.ReplayLog(), options.OpenLogFile, () => ids);
        var clock = new AgeClock(time, _problems);
        TimeRange[] inLog = [.. _rows.Active.Groups.Select(static group => group.Time)];
        _flusher = new Flusher(directory, options, _rows, _catalog, cache, _summaries, _problems, time, logger);
        _writer = new BatchWriter(options, _rows, _log, ids, _flusher, _tail, _problems, time, logger);
        // These may be thousands of files. Only who asks needs them: what comes goes to the log and to memory.
        _opening = new Lazy<Task<Maintenance>>(() => Task.Run(() =>
        {
            clock.Judge(recovery.OpenSegments().SelectMany(static segment => segment.Groups).Select(static group => group.Time).Concat(inLog));
            var exchange = new SegmentExchange(directory, _rows, _catalog, _flusher, _summaries);
            var retention = new Retention(options, _rows, exchange, _summaries, _pins, clock, logger);
            return new Maintenance(_rows, retention, exchange, _summaries, _problems, logger);
        }));
    }

    /// <summary>Opens a data directory, making it when it is missing, with everything that was acknowledged before.</summary>
    /// <exception cref="StoreInUseException">Somebody else has it open.</exception>
    /// <exception cref="InvalidDataException">It is not a data directory that this program can read; the message says what to do.</exception>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public static async ValueTask<EmbeddedEventStore> OpenAsync(EmbeddedStoreOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancel)
    {
        EmbeddedStoreOptionsValidator.Require(options);
        return await Task.Run(() => Open(options, time, logs.CreateLogger<EmbeddedEventStore>()), cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel) => _writer.AppendAsync(batch, cancel);

    /// <inheritdoc/>
    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) =>
        AnswerAsync(snapshot => QueryExecutor.RowsAsync(snapshot.GroupsFor(query.Time, query.Filter), query, _limits, cancel), cancel);

    /// <inheritdoc/>
    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) =>
        AnswerAsync(
            snapshot => QueryExecutor.GroupsAsync(
                query,
                plan => plan is null || !_options.UsesSummaries ? snapshot.GroupsFor(query.Time, query.Filter).Select(group => new QueryPart(group, query.Time)) : _summaries.PartsOf(snapshot, plan),
                _limits,
                cancel),
            cancel);

    /// <inheritdoc/>
    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) =>
        AnswerAsync(snapshot => QueryExecutor.ValuesAsync(snapshot.GroupsFor(query.Time, query.Filter), query, _limits, cancel), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) =>
        AnswerAsync(snapshot => QueryExecutor.FieldsAsync(snapshot.GroupsFor(time, filter ?? Filter.Everything), time, filter, cancel), cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => _tail.ReadAsync(filter, cancel);

    /// <inheritdoc/>
    public async ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel)
    {
        await OpenedAsync(cancel).ConfigureAwait(false);
        using var snapshot = _rows.Take();
        var times = snapshot.Groups.Select(group => group.Time).Where(time => time != default).ToArray();
        var (live, aside) = _rows.Segments();
        return new StoreStatus
        {
            IsWritable = _writer.IsWritable,
            EventCount = snapshot.Groups.Sum(group => (long)group.RowCount),
            SizeBytes = live.Sum(segment => segment.SizeBytes) + _summaries.StoredBytesOf(live.Select(segment => segment.Name)) + SizeOfLogs(),
            OldestMicros = times.Length == 0 ? null : times.Min(time => time.FromMicros),
            NewestMicros = times.Length == 0 ? null : times.Max(time => time.ToMicros) - 1,
            Problems = [.. _problems.Sentences, .. aside.Select(segment => segment.Finding)],
        };
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsWritableAsync(CancellationToken cancel) => ValueTask.FromResult(_writer.IsWritable);

    /// <summary>Writes what is in memory to segments.</summary>
    /// <returns><see langword="false"/> when the disk did not take it.</returns>
    internal async ValueTask<bool> FlushAsync()
    {
        // The first table may have been sealed long ago; the second holds what came since.
        for (int table = 0; table < 2; table++)
        {
            await _writer.SealAsync().ConfigureAwait(false);
            while (_rows.Sealed is { } before)
            {
                await _flusher.AttemptAsync().ConfigureAwait(false);
                if (ReferenceEquals(_rows.Sealed, before) && _problems.Has(Problems.Subject.Flush)) return false;
            }
        }
        return _rows.Active.RowCount == 0;
    }

    /// <summary>What segments tell in numbers, also those that are gone.</summary>
    internal SegmentSummaries Summaries => _summaries;

    /// <summary>All rows as they are now.</summary>
    internal LiveRows.Snapshot TakeSnapshot()
    {
        _opening.Value.Wait();
        return _rows.Take();
    }

    /// <summary>What the next segment has at least for its number.</summary>
    internal long PeekNumber => _rows.PeekNumber;

    /// <summary>Merges segments and removes old ones now.</summary>
    /// <param name="isBusy">True to do as in a flood of events.</param>
    internal void Maintain(bool isBusy = false) => _opening.Value.Result.Run(() => isBusy, _deletions.Unfinished.Count == 0, CancellationToken.None);

    /// <summary>Writes everything to disk and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ticking.ConfigureAwait(false);
        await _upkeep.WaitAsync().ConfigureAwait(false);
        await _deleting.WaitAsync().ConfigureAwait(false);
        // Why it failed was told to whoever asked.
        if (_opening.IsValueCreated) await ((Task)_opening.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!await FlushAsync().ConfigureAwait(false)) LogNotFlushed(_logger);
        await _writer.StopAsync().ConfigureAwait(false);
        await _flusher.DisposeAsync().ConfigureAwait(false);
        _tail.Complete();
        _log.Dispose();
        // Otherwise each segment looks through all of it for what came from it.
        _cache.Clear();
        _rows.Close();
        _directory.Dispose();
        _stop.Dispose();
        _upkeep.Dispose();
        _deleting.Dispose();
    }

    private static EmbeddedEventStore Open(EmbeddedStoreOptions options, TimeProvider time, ILogger<EmbeddedEventStore> logger)
    {
        var directory = DataDirectory.Open(options.Directory);
        try
        {
            var store = new EmbeddedEventStore(directory, options, time, logger);
            store.Start();
            return store;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private void Start()
    {
        _writer.Start();
        _flusher.Start();
        _ticking = Task.Run(TickAsync);
    }

    /// <summary>Flushes what has waited long enough, tries again what failed, and keeps the segments in order.</summary>
    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(s_tick, _time);
        long? maintained = null;
        var rate = new WriteRate(() => _rows.CommittedRows, _time);
        // What the log brought back becomes segments at once, so that one start never reads more than the last run left.
        if (_rows.Active.RowCount > 0) await _writer.SealAsync().ConfigureAwait(false);
        try
        {
            await FinishDeletionsAsync(_stop.Token).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                // A clock that was set back makes no event wait until it has caught up.
                if (_rows.Active.Since is { } since && (_time.GetUtcNow() - since).Duration() >= _options.FlushAge) await _writer.SealAsync().ConfigureAwait(false);
                if (_rows.Sealed is not null) _flusher.Signal();
                ForgetDoneDeletions();
                if (maintained is { } before && _time.GetElapsedTime(before) < s_maintenanceInterval) continue;
                var maintenance = await OpenedAsync(_stop.Token).ConfigureAwait(false);
                if (_cache.DropUnused(s_cacheAge) >= ManyBytes) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
                await FinishDeletionsAsync(_stop.Token).ConfigureAwait(false);
                maintenance.Run(() => rate.PerSecond > BusyPerSecond, _deletions.Unfinished.Count == 0, _stop.Token);
                maintained = _time.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            // The store closes.
        }
    }

    /// <summary>What keeps the segments in order, once all are open.</summary>
    private Task<Maintenance> OpenedAsync(CancellationToken cancel) => _opening.Value.WaitAsync(cancel);

    /// <summary>Asks a snapshot; when a segment or a summary turns out to be damaged, asks again without it.</summary>
    private async ValueTask<T> AnswerAsync<T>(Func<LiveRows.Snapshot, ValueTask<T>> ask, CancellationToken cancel)
    {
        await OpenedAsync(cancel).ConfigureAwait(false);
        while (true)
        {
            using var snapshot = _rows.Take();
            try
            {
                return await ask(snapshot).ConfigureAwait(false);
            }
            catch (SegmentDamagedException damage)
            {
                if (_rows.LeaveOut(damage)) LogDamaged(_logger, damage);
            }
            catch (SummaryDamagedException damage)
            {
                _summaries.LeaveOut(damage);
            }
        }
    }

    private long SizeOfLogs() =>
        LogWriter.FilesIn(_directory.Logs).Select(file => new FileInfo(file.Path)).Where(file => file.Exists).Sum(file => file.Length);

    [LoggerMessage(Level = LogLevel.Error, Message = "A segment is damaged and left out.")]
    private static partial void LogDamaged(ILogger logger, Exception damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events in memory could not be written to segments; the next start brings them back from the log.")]
    private static partial void LogNotFlushed(ILogger logger);
}
