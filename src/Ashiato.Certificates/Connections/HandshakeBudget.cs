using System.Net;

namespace Ashiato.Certificates.Connections;

/// <summary>How many handshakes that fail are worth their cost.</summary>
/// <remarks>
/// A handshake costs a signature, a failed one as much as another. An address that fails more often than <see cref="FailuresEach"/> times in a
/// second is not looked at for the rest of it; when all together fail more often than <see cref="FailuresOfAll"/> times, only addresses are let in from
/// which requests have come lately. The table is bounded: what does not fit counts with the others.
/// </remarks>
internal sealed class HandshakeBudget(TimeProvider time)
{
    internal const int FailuresEach = 20;
    internal const int FailuresOfAll = 200;
    private const int MaxAddresses = 4_096;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _failures = [];
    private readonly HashSet<IPAddress> _trusted = [];
    private readonly Queue<IPAddress> _trustedInOrder = new();
    private long _secondBegan = time.GetTimestamp();
    private int _failuresOfAll;

    /// <summary>Whether a connection from an address is looked at.</summary>
    public bool Admits(IPAddress? client)
    {
        if (client is null) return true;
        lock (_gate)
        {
            BeginSecond();
            if (_failures.GetValueOrDefault(client) >= FailuresEach) return false;
            return _failuresOfAll < FailuresOfAll || _trusted.Contains(client);
        }
    }

    /// <summary>A handshake with an address has failed.</summary>
    public void Failed(IPAddress? client)
    {
        if (client is null) return;
        lock (_gate)
        {
            BeginSecond();
            _failuresOfAll++;
            if (_failures.Count < MaxAddresses || _failures.ContainsKey(client)) _failures[client] = _failures.GetValueOrDefault(client) + 1;
        }
    }

    /// <summary>A request has come from an address.</summary>
    public void Succeeded(IPAddress? client)
    {
        if (client is null) return;
        lock (_gate)
        {
            if (!_trusted.Add(client)) return;
            _trustedInOrder.Enqueue(client);
            if (_trustedInOrder.Count > MaxAddresses) _trusted.Remove(_trustedInOrder.Dequeue());
        }
    }

    private void BeginSecond()
    {
        long now = time.GetTimestamp();
        if (time.GetElapsedTime(_secondBegan, now) < TimeSpan.FromSeconds(1)) return;
        _secondBegan = now;
        _failuresOfAll = 0;
        _failures.Clear();
    }
}
