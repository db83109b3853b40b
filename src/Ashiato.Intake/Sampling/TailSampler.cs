using Ashiato.Model;
using Ashiato.Storage;
using Microsoft.Extensions.Logging;
using EventId = Ashiato.Model.EventId;

namespace Ashiato.Intake.Sampling;

/// <summary>Holds the events of traces back until it is decided whether the trace is kept: whole traces, or none of them. Thread-safe.</summary>
/// <remarks>
/// Events wait in a <see cref="Spool"/>. At the end of each interval the traces whose roots came are decided; the decision is written down, told to
/// other servers, and then the events of kept traces are published. All that follows from a decision has an identity that follows from it too, so
/// that doing it again after a crash changes nothing. Errors, metrics, logs, and transactions that their agents did not sample pass.
/// </remarks>
internal sealed partial class TailSampler : IAsyncDisposable
{
    /// <summary>An interval with so many roots ends early: they are kept in memory.</summary>
    private const int MaxRoots = 500_000;

    private const int MaxHolding = 64;

    private readonly TailSamplingOptions _options;
    private readonly IEventStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PolicySet _policies;
    private readonly SamplingState _state;
    private readonly Spool _spool;
    private readonly DecisionLog _decisions;
    private readonly SharedDecisions _shared;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _deciding = new(1, 1);
    // Events are written and remembered while nothing is decided: a decision speaks of all records below a number.
    private readonly SemaphoreSlim _holding = new(MaxHolding, MaxHolding);
    private readonly Queue<(SamplingDecision Decision, SortedDictionary<long, HashSet<EventId>> Records)> _unfinished = new();
    private readonly Random _random;
    private readonly DateTimeOffset _startedAt;
    // What was held before the last stop: a sender that got no answer sends it again.
    private readonly HashSet<BatchId> _recovered = [];
    // What was left out before a restart is neither told nor counted again: both are set when everything is found out again.
    private readonly Action<string, int>? _leftOut;
    private readonly TailSamplingMeter? _meter;

    /// <param name="options">What is kept, and where events wait.</param>
    /// <param name="store">Where events are kept.</param>
    /// <param name="shared">What servers tell each other.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For what could not be done.</param>
    /// <param name="random">Draws.</param>
    /// <param name="leftOut">Hears how many events of a service were not kept.</param>
    /// <param name="openDecisions">Opens the file of decisions, in place of the file system.</param>
    /// <exception cref="TailSamplingException">The directory cannot be used.</exception>
    public TailSampler(TailSamplingOptions options, IEventStore store, SharedDecisions shared, TimeProvider time, ILogger log, Random random, Action<string, int>? leftOut = null,
        Func<string, FileStream>? openDecisions = null)
    {
        _options = options;
        _store = store;
        _shared = shared;
        _time = time;
        _log = log;
        _random = random;
        _startedAt = time.GetUtcNow();
        _policies = new PolicySet(options.Policies);
        _state = new SamplingState(_policies);
        try
        {
            _spool = new Spool(options.Directory, options.StorageLimitBytes, options.DiskUsageThreshold, time);
            _decisions = new DecisionLog(options.Directory, openDecisions);
            Recover();
            _leftOut = leftOut;
            _meter = new TailSamplingMeter(() => _spool.Bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _spool?.Dispose();
            throw new TailSamplingException($"The sampling directory '{options.Directory}' cannot be used: {e.Message} Each server needs one of its own; name another as 'directory' in the sampling file.", e);
        }
    }

    /// <summary>Appends the events of a batch that are to be kept, and holds those back about which nothing is decided.</summary>
    /// <exception cref="StoreBusyException">The store cannot take more at the moment; nothing of the batch was kept.</exception>
    public async ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        var rows = new SampledRows(batch);
        lock (_gate) rows.Sort(_state);
        if (rows.Passing.Count > 0) await _store.AppendAsync(BatchRows.Take(batch, rows.Passing), cancel);
        _meter?.CountEvents("kept", rows.Passing.Count);
        LeaveOut(rows.Dropped);
        if (rows.Held.Count > 0) await HoldAsync(batch, rows, cancel);
    }

    /// <summary>Decides at the end of each interval, until cancelled. What waits then goes on waiting on disk.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(_options.Interval, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested) return;
            try
            {
                await DecideAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogNotDone(e);
            }
        }
    }

    /// <summary>Hears what others decided, decides about the roots that came, and does all that follows.</summary>
    public async Task DecideAsync(CancellationToken cancel)
    {
        await _deciding.WaitAsync(cancel);
        try
        {
            await FinishAsync(cancel);
            var heard = await _shared.HearAsync(_options.TimeToLive, cancel);
            await DecideAsync(heard, cancel);
            await FinishAsync(cancel);
            Clean();
        }
        finally
        {
            _deciding.Release();
        }
    }

    /// <summary>Decides while no events are being held.</summary>
    private async Task DecideAsync(List<EventId> heard, CancellationToken cancel)
    {
        int taken = 0;
        try
        {
            for (; taken < MaxHolding; taken++) await _holding.WaitAsync(cancel);
            Decide(heard);
        }
        finally
        {
            if (taken > 0) _holding.Release(taken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _meter?.Dispose();
        _decisions.Dispose();
        _spool.Dispose();
        _deciding.Dispose();
        _holding.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask HoldAsync(EventBatch batch, SampledRows rows, CancellationToken cancel)
    {
        // Under an identity of its own: what passed has that of the batch.
        var held = BatchRows.Take(batch, rows.Held).WithId(batch.Id.Part(1));
        lock (_gate)
            if (_recovered.Contains(held.Id)) return;
        bool isFull;
        await _holding.WaitAsync(cancel);
        try
        {
            long record = await WriteAsync(held, cancel);
            if (record < 0)
            {
                await PassAsync(held, cancel);
                return;
            }
            _meter?.CountEvents("held", held.RowCount);
            lock (_gate)
            {
                Register(held, record);
                isFull = _state.RootCount >= MaxRoots;
            }
        }
        finally
        {
            _holding.Release();
        }
        if (isFull) await DecideEarlyAsync(cancel);
    }

    /// <summary>Writes events that wait.</summary>
    /// <returns>The number of the record, or −1 when there is no room or the disk does not take it.</returns>
    private async ValueTask<long> WriteAsync(EventBatch held, CancellationToken cancel)
    {
        try
        {
            return await _spool.AppendAsync(held, cancel);
        }
        catch (IOException e)
        {
            LogNotHeld(e, _options.Directory);
            return -1;
        }
    }

    /// <summary>Decides about more roots than an interval may have; what follows is done at its end.</summary>
    private async Task DecideEarlyAsync(CancellationToken cancel)
    {
        await _deciding.WaitAsync(cancel);
        try
        {
            if (_state.RootCount >= MaxRoots) await DecideAsync([], cancel);
        }
        finally
        {
            _deciding.Release();
        }
    }

    /// <summary>There is no room: the traces count as decided, so that the rest of them goes the same way.</summary>
    private async ValueTask PassAsync(EventBatch batch, CancellationToken cancel)
    {
        LogFull(batch.RowCount, _options.DiscardsOnWriteFailure ? "dropped" : "kept unsampled");
        if (_options.DiscardsOnWriteFailure)
        {
            Discard(batch);
            return;
        }
        await _store.AppendAsync(batch, cancel);
        _meter?.CountEvents("passed", batch.RowCount);
        // Only now: were the traces kept before the store refused, all of the batch would go under its own id the next time, of which the store has a part.
        lock (_gate)
            foreach (var row in batch.Rows) _state.Keep(row.Id(Fields.TraceId), _time.GetUtcNow() + _options.TimeToLive);
    }

    private void Discard(EventBatch batch)
    {
        var events = new ServiceCounts();
        lock (_gate)
        {
            foreach (var row in batch.Rows)
            {
                events.Add(row);
                var trace = row.Id(Fields.TraceId);
                if (!_state.IsDropped(trace)) Drop(trace);
            }
        }
        LeaveOut(events);
    }

    /// <summary>Counts events that are not kept.</summary>
    private void LeaveOut(ServiceCounts events)
    {
        _meter?.CountEvents("dropped", events.Total);
        if (_leftOut is not null) events.Tell(_leftOut);
    }

    /// <summary>Remembers the traces of a record, and the roots in it.</summary>
    private void Register(EventBatch batch, long record)
    {
        var leftOut = new ServiceCounts();
        foreach (var row in batch.Rows)
        {
            var trace = row.Id(Fields.TraceId);
            if (SampledRows.IsRoot(row))
            {
                ulong matched = _policies.MatchedBy(row);
                if (_policies.IsCertain(matched) && _policies[_policies.Choose(matched, 0)].SampleRate == 0) Drop(trace);
                else if (!_state.IsKept(trace)) _state.AddRoot(new SampledRoot(trace, row.Text(Fields.ServiceName) ?? "", row.Int64(Fields.TransactionDurationUs) ?? 0, matched));
            }
            if (_state.IsDropped(trace))
            {
                leftOut.Add(row);
                continue;
            }
            if (_state.Hold(trace, row, record, _policies.MetBy(row))) _spool.Wait(record, 1);
        }
        LeaveOut(leftOut);
    }

    /// <summary>A trace is not kept. Counted when it was not dropped before: a root may come twice, and there may have been no room for a part of it.</summary>
    private void Drop(EventId trace)
    {
        if (!_state.IsDropped(trace)) _meter?.CountTraces("dropped", 1);
        _state.Drop(trace);
        if (_state.Release(trace) is { } held)
        {
            foreach (long record in held.Records) _spool.Wait(record, -1);
            LeaveOut(held.Events);
        }
    }

    private void Decide(List<EventId> heard)
    {
        SamplingDecision decision;
        var records = new SortedDictionary<long, HashSet<EventId>>();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            // What others keep is kept here too, whatever is drawn.
            foreach (var trace in heard) _state.Keep(trace, now + _options.TimeToLive);
            var (kept, dropped) = _state.Decide(_random);
            foreach (var trace in kept) _state.Keep(trace, now + _options.TimeToLive);
            foreach (var trace in dropped) Drop(trace);
            _meter?.CountTraces("kept", kept.Count);

            // Also traces that were decided before: their events may have come while they were.
            var published = _state.Held.Keys.Where(_state.IsKept).ToList();
            foreach (var trace in published) AddRecords(records, trace, _state.Release(trace)!.Records);
            if (kept.Count == 0 && dropped.Count == 0 && published.Count == 0) return;
            decision = new SamplingDecision(
                _decisions.NextNumber, _spool.EndSequence, Guid.CreateVersion7(), (now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
                [.. kept.Select(trace => trace.ToString())], [.. published.Select(trace => trace.ToString())]);
            _unfinished.Enqueue((decision, records));
            try
            {
                _decisions.Add(decision);
            }
            catch (IOException e)
            {
                // What is kept is published all the same; only after a kill it would be decided again.
                LogNotWritten(e, _options.Directory);
            }
        }
    }

    private static void AddRecords(SortedDictionary<long, HashSet<EventId>> records, EventId trace, IEnumerable<long> of)
    {
        foreach (long record in of)
        {
            if (!records.TryGetValue(record, out var traces)) records.Add(record, traces = []);
            traces.Add(trace);
        }
    }

    private void Clean()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _state.Forget(now);
            if (now - _startedAt > _options.TimeToLive) _recovered.Clear();
            _spool.Seal();
            long expiredEnd = _spool.Clean(now - _options.TimeToLive, neededFrom: _unfinished.Count == 0 ? long.MaxValue : 0);
            if (expiredEnd > 0) Expire(expiredEnd);
            _decisions.Clean(_spool.FirstSequence);
        }
    }

    private void Expire(long endSequence)
    {
        var expired = _state.Expire(endSequence);
        _meter?.CountTraces("expired", expired.Count);
        foreach (var held in expired) LeaveOut(held.Events);
    }

    [LoggerMessage(EventId = 140, Level = LogLevel.Warning, Message = "What follows from sampling decisions could not be done; it is tried again at the end of the next interval")]
    private partial void LogNotDone(Exception cause);

    [LoggerMessage(EventId = 141, Level = LogLevel.Error, Message = "Events could not be written to the sampling directory {Directory}")]
    private partial void LogNotHeld(Exception cause, string directory);

    [LoggerMessage(EventId = 142, Level = LogLevel.Warning, Message = "There is no room for events that wait for a sampling decision; {Events} events were {Fate}")]
    private partial void LogFull(int events, string fate);

    [LoggerMessage(EventId = 144, Level = LogLevel.Error, Message = "A sampling decision could not be written to the directory {Directory}; its traces are kept as long as the server runs")]
    private partial void LogNotWritten(Exception cause, string directory);

    [LoggerMessage(EventId = 143, Level = LogLevel.Error, Message = "Events that waited in the sampling directory {Directory} are lost: a record is not what was written")]
    private partial void LogLost(Exception cause, string directory);
}
