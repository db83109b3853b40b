namespace Ashiato.Agent.Delivery;

/// <summary>Who waits for everything to be sent draws a ticket, and is served by a pass that began after that.</summary>
/// <remarks>A pass that was under way may have looked into the queue before the spans came that the ticket is about.</remarks>
internal sealed class FlushTickets
{
    private readonly object _turn = new();
    private long _drawn;
    private long _served;
    private bool _isClosed;

    /// <summary>How many were drawn; to be read before a pass begins.</summary>
    public long Drawn => Volatile.Read(ref _drawn);

    /// <summary>Whether one was drawn that no pass has served.</summary>
    public bool AreWaiting => Drawn > Volatile.Read(ref _served);

    /// <summary>Draws one.</summary>
    public long Draw() => Interlocked.Increment(ref _drawn);

    /// <summary>Waits until it is served.</summary>
    /// <param name="ticket">What <see cref="Draw"/> gave.</param>
    /// <param name="timeoutMilliseconds">How long at most; -1 for as long as it takes.</param>
    /// <returns><see langword="false"/> when that did not happen in time, or can happen no more.</returns>
    public bool Wait(long ticket, int timeoutMilliseconds)
    {
        long began = Environment.TickCount64;
        lock (_turn)
        {
            while (_served < ticket && !_isClosed)
            {
                int left = timeoutMilliseconds < 0 ? Timeout.Infinite : (int)Math.Max(0, timeoutMilliseconds - (Environment.TickCount64 - began));
                if (!Monitor.Wait(_turn, left)) return _served >= ticket;
            }
            return _served >= ticket;
        }
    }

    /// <summary>A pass is over.</summary>
    /// <param name="drawn">What <see cref="Drawn"/> was before it began.</param>
    public void Serve(long drawn)
    {
        lock (_turn)
        {
            _served = drawn;
            Monitor.PulseAll(_turn);
        }
    }

    /// <summary>No further pass comes.</summary>
    public void Close()
    {
        lock (_turn)
        {
            _isClosed = true;
            Monitor.PulseAll(_turn);
        }
    }
}
