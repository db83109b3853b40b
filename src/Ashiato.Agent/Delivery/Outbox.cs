using System.Collections.Concurrent;
using System.Diagnostics;
using Ashiato.Agent.Settings;
using OpenTelemetry;

namespace Ashiato.Agent.Delivery;

/// <summary>Ended spans wait here, no more than allowed, until a thread of its own has sent them.</summary>
/// <remarks>
/// <see cref="BatchActivityExportProcessor"/> does not say how many it dropped, and drops a batch that could not be sent. This one keeps a
/// batch until the server takes it or says that it never will; what ends meanwhile waits, and beyond the limit is counted and left out.
/// Whoever ends a span never waits: the queue takes no lock.
/// </remarks>
internal sealed class Outbox : BaseExportProcessor<Activity>
{
    private const int MaxBatch = 512;
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(10);

    private readonly AgentSettings _settings;
    private readonly DeliveryHandler _handler;
    private readonly DeliveryJournal _journal;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<Activity> _queue = new();
    private readonly AutoResetEvent _hasWork = new(false);
    private readonly FlushTickets _flushes = new();
    private readonly Activity[] _batch = new Activity[MaxBatch];
    private readonly Thread _thread;
    private int _waiting;
    private volatile bool _isStopping;

    /// <param name="exporter">Sends a batch.</param>
    /// <param name="handler">Says what became of it.</param>
    /// <param name="settings">How much may wait.</param>
    /// <param name="journal">Where losses are counted.</param>
    /// <param name="time">The clock.</param>
    public Outbox(BaseExporter<Activity> exporter, DeliveryHandler handler, AgentSettings settings, DeliveryJournal journal, TimeProvider time)
        : base(exporter)
    {
        (_settings, _handler, _journal, _time) = (settings, handler, journal, time);
        _thread = new Thread(Run) { IsBackground = true, Name = "Ashiato delivery" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.Recorded) OnExport(data);
    }

    /// <inheritdoc/>
    protected override void OnExport(Activity data)
    {
        int waiting = Interlocked.Increment(ref _waiting);
        if (waiting > _settings.MaxQueueSize)
        {
            Interlocked.Decrement(ref _waiting);
            _journal.Lose(1);
            return;
        }
        _queue.Enqueue(data);
        if (waiting == MaxBatch) _hasWork.Set();
    }

    /// <inheritdoc/>
    protected override bool OnForceFlush(int timeoutMilliseconds)
    {
        if (Volatile.Read(ref _waiting) == 0) return true;
        long ticket = _flushes.Draw();
        _hasWork.Set();
        return _flushes.Wait(ticket, timeoutMilliseconds);
    }

    /// <inheritdoc/>
    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        _isStopping = true;
        _hasWork.Set();
        bool isDone = _thread.Join(timeoutMilliseconds);
        // What could not be sent in time is lost; the thread does not keep the process alive.
        return exporter.Shutdown(isDone ? timeoutMilliseconds : 0) && isDone;
    }

    private void Run()
    {
        // What is done to send events must not become events.
        using var silence = SuppressInstrumentationScope.Begin();
        while (true)
        {
            bool isLast = _isStopping;
            if (!isLast && !_flushes.AreWaiting) _hasWork.WaitOne(_settings.FlushInterval);
            long drawn = _flushes.Drawn;
            SendAll();
            _journal.ReportOverflow(_time);
            _flushes.Serve(drawn);
            if (!isLast) continue;
            _flushes.Close();
            return;
        }
    }

    private void SendAll()
    {
        while (true)
        {
            int count = 0;
            while (count < MaxBatch && _queue.TryDequeue(out var activity)) _batch[count++] = activity;
            if (count == 0) return;
            Deliver(count);
            Array.Clear(_batch, 0, count);
            Interlocked.Add(ref _waiting, -count);
            // Not before there is room: whoever reads that events arrive again may count on it.
            _handler.TellSuccess();
        }
    }

    private void Deliver(int count)
    {
        _handler.BeginBatch();
        for (var wait = s_firstRetry; ; wait = wait * 2 < s_longestRetry ? wait * 2 : s_longestRetry)
        {
            if (TryExport(count)) return;
            if (_isStopping || _handler.LastTrouble is { IsAboutTheData: true })
            {
                _journal.Lose(count);
                return;
            }
            // Stopping wakes it; so does a flush, which then tries at once.
            _hasWork.WaitOne(wait);
        }
    }

    private bool TryExport(int count)
    {
        try
        {
            using var batch = new Batch<Activity>(_batch, count);
            return exporter.Export(batch) == ExportResult.Success;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // An exporter that throws has not sent; the thread must live on.
            return false;
        }
    }
}
