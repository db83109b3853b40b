using System.Diagnostics;
using Ashiato.Agent.Otlp;
using Ashiato.Agent.Settings;
using OpenTelemetry;

namespace Ashiato.Agent.Delivery;

/// <summary>Ended spans wait here, no more than allowed, until a thread of its own has sent them.</summary>
/// <remarks>
/// An activity is written down when it ends, while the processor still has it at hand; what waits is a few hundred bytes in one piece of memory, and neither the activity nor what hangs on it has to outlive a collection. Whoever
/// ends one waits for nobody but others who copy such bytes at the same moment. A request is kept until the server takes it or says that it never will; what ends meanwhile waits, and beyond the limit is counted and left out.
/// </remarks>
internal sealed class Outbox : IDisposable
{
    /// <summary>How long spans may be on average, should the queue be full.</summary>
    private const int BytesPerSpan = 4_096;
    private const int LeastBytes = 1 << 20;
    private const int MostBytes = 1 << 28;

    /// <summary>Empty batches that are kept to be filled again: one is filled while another is sent.</summary>
    private const int KeptBatches = 2;
    private const int KeptBytesOfWriter = 64 * 1024;
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(10);

    [ThreadStatic]
    private static ProtoWriter? t_writer;

    private readonly AgentSettings _settings;
    private readonly ISpanSender _sender;
    private readonly DeliveryJournal _journal;
    private readonly TimeProvider _time;
    private readonly Scopes _scopes;
    private readonly SpanEncoder _encoder;
    private readonly byte[] _resource;
    private readonly ProtoWriter _request = new();
    private readonly Queue<SpanBatch> _full = new();
    private readonly Stack<SpanBatch> _empty = new();
    private readonly AutoResetEvent _hasWork = new(false);
    private readonly FlushTickets _flushes = new();
    private readonly object _turn = new();
    private readonly Thread _thread;
    private readonly int _maxBytes;
    private readonly int _wakeAt;
    private SpanBatch _filling = new();
    private int _waiting;
    private long _waitingBytes;
    private volatile bool _isStopping;

    /// <param name="sender">Sends requests.</param>
    /// <param name="resource">Who sends.</param>
    /// <param name="settings">How much may wait.</param>
    /// <param name="journal">Where losses are counted.</param>
    /// <param name="time">The clock.</param>
    public Outbox(ISpanSender sender, IEnumerable<KeyValuePair<string, object>> resource, AgentSettings settings, DeliveryJournal journal, TimeProvider time)
    {
        (_settings, _sender, _journal, _time) = (settings, sender, journal, time);
        var attributes = new AttributeEncoder(settings.MaxAttributeLength);
        _scopes = new Scopes(attributes);
        _encoder = new SpanEncoder(attributes);
        _resource = Written(resource, attributes);
        _maxBytes = (int)Math.Clamp(settings.MaxQueueSize * (long)BytesPerSpan, LeastBytes, MostBytes);
        _wakeAt = Math.Clamp(settings.MaxQueueSize / 2, 1, SpanBatch.Most);
        _thread = new Thread(Run) { IsBackground = true, Name = "Ashiato delivery" };
        _thread.Start();
    }

    /// <summary>Takes a span that has ended.</summary>
    public void Add(Activity ended) => Add(ended, ended.Source, ended.Kind);

    /// <summary>Takes a span that has ended.</summary>
    /// <param name="ended">The span.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="kind">What it is seen from outside.</param>
    public void Add(Activity ended, ActivitySource source, ActivityKind kind)
    {
        int waiting = Interlocked.Increment(ref _waiting);
        if (waiting <= _settings.MaxQueueSize && TryWrite(ended, source, kind))
        {
            if (waiting == _wakeAt) _hasWork.Set();
            return;
        }
        Interlocked.Decrement(ref _waiting);
        _journal.Lose(1);
    }

    /// <summary>Sends what waits, and waits for that.</summary>
    /// <param name="timeoutMilliseconds">How long at most; -1 for as long as it takes.</param>
    /// <returns>Whether everything was sent or given up that had ended before.</returns>
    public bool Flush(int timeoutMilliseconds = Timeout.Infinite)
    {
        if (Volatile.Read(ref _waiting) == 0) return true;
        if (_thread.Join(0)) return false;
        long ticket = _flushes.Draw();
        _hasWork.Set();
        return _flushes.Wait(ticket, timeoutMilliseconds);
    }

    /// <summary>Tries once more to send what waits, and ends. What could not be sent in time is lost; the thread does not keep the process alive.</summary>
    public bool Stop(int timeoutMilliseconds = Timeout.Infinite)
    {
        // Applications may stop and dispose more than once; the event is gone then.
        if (_thread.Join(0)) return true;
        _isStopping = true;
        _hasWork.Set();
        return _thread.Join(timeoutMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A thread that still waits for an answer needs the event.
        if (Stop(timeoutMilliseconds: 0)) _hasWork.Dispose();
    }

    private bool TryWrite(Activity ended, ActivitySource source, ActivityKind kind)
    {
        var writer = t_writer ??= new ProtoWriter();
        writer.Clear(KeptBytesOfWriter);
        int scope = _scopes.NumberOf(source);
        try
        {
            _encoder.Write(writer, Tags.Group.Items, ended, kind);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Somebody changes what hangs on the activity at this moment. The span is lost; the application must not notice.
            return false;
        }
        lock (_turn)
        {
            if (_waitingBytes + writer.Length > _maxBytes) return false;
            _waitingBytes += writer.Length;
            _filling.Add(writer.Written, scope);
            if (_filling.IsFull) PutAside();
            return true;
        }
    }

    /// <summary>What is filled is to be sent as it is. The caller has the turn.</summary>
    private void PutAside()
    {
        _full.Enqueue(_filling);
        _filling = _empty.TryPop(out var empty) ? empty : new SpanBatch();
    }

    private void Run()
    {
        // What is done to send events must not become events.
        using var silence = SuppressInstrumentationScope.Begin();
        while (true)
        {
            bool isLast = _isStopping;
            // What ended while others were sent waits for more: many small requests would cost more than few large ones.
            if (!isLast && !_flushes.AreWaiting && Volatile.Read(ref _waiting) < _wakeAt) _hasWork.WaitOne(_settings.FlushInterval);
            long drawn = _flushes.Drawn;
            SendWaiting();
            _journal.ReportOverflow(_time);
            _flushes.Serve(drawn);
            if (!isLast) continue;
            _flushes.Close();
            return;
        }
    }

    private void SendWaiting()
    {
        int count;
        lock (_turn)
        {
            if (_filling.Count > 0) PutAside();
            count = _full.Count;
        }
        for (; count > 0; count--)
        {
            SpanBatch batch;
            lock (_turn) batch = _full.Dequeue();
            batch.WriteTo(_request, _resource, _scopes);
            Deliver(batch.Count);
            Interlocked.Add(ref _waiting, -batch.Count);
            TakeBack(batch);
            // Not before there is room: whoever reads that events arrive again may count on it.
            _sender.TellSuccess();
        }
    }

    private void TakeBack(SpanBatch sent)
    {
        long bytes = sent.Length;
        sent.Clear();
        lock (_turn)
        {
            _waitingBytes -= bytes;
            if (_empty.Count < KeptBatches) _empty.Push(sent);
        }
    }

    private void Deliver(int count)
    {
        _sender.Begin();
        for (var wait = s_firstRetry; ; wait = wait * 2 < s_longestRetry ? wait * 2 : s_longestRetry)
        {
            if (_sender.TrySend(_request.WrittenMemory)) return;
            if (_isStopping || _sender.IsRefusedForGood)
            {
                _journal.Lose(count);
                return;
            }
            // Stopping wakes it; so does a flush, which then tries at once.
            _hasWork.WaitOne(wait);
        }
    }

    private static byte[] Written(IEnumerable<KeyValuePair<string, object>> resource, AttributeEncoder attributes)
    {
        var writer = new ProtoWriter();
        var head = writer.Begin(Tags.Group.Head);
        foreach (var (name, value) in resource) attributes.Write(writer, Tags.Group.ResourceAttributes, name, value);
        writer.End(head);
        return writer.Written.ToArray();
    }
}
