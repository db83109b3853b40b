using System.Net;
using System.Net.Sockets;

namespace Ashiato.Certificates;

/// <summary>Finds out whether a name that a stranger has dialled leads to this machine.</summary>
/// <remarks>
/// Anybody can claim to have dialled anything, so little is spent on it: one look-up at a time, and each name once in <see cref="s_forgetAfter"/>.
/// </remarks>
/// <param name="resolve">Looks a name up.</param>
/// <param name="time">The clock.</param>
internal sealed class NameResolver(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time)
{
    private const int MaxStrangers = 256;
    private static readonly TimeSpan s_forgetAfter = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _strangers = [];
    private bool _isBusy;

    /// <summary>Whether a name leads here. False also when that cannot be found out soon.</summary>
    public async ValueTask<bool> LeadsHereAsync(string name, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_isBusy || IsStranger(name)) return false;
            _isBusy = true;
        }
        try
        {
            using var late = new CancellationTokenSource(s_patience, time);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
            var addresses = await resolve(name, ending.Token);
            if (addresses.Length > 0 && Array.TrueForAll(addresses, HostAddresses.IsOwn)) return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            // A name that nobody knows leads nowhere.
        }
        finally
        {
            lock (_gate) _isBusy = false;
        }
        lock (_gate) _strangers[name] = time.GetTimestamp();
        return false;
    }

    private bool IsStranger(string name)
    {
        if (_strangers.Count >= MaxStrangers)
        {
            foreach (var (known, at) in _strangers)
                if (time.GetElapsedTime(at) > s_forgetAfter) _strangers.Remove(known);
            if (_strangers.Count >= MaxStrangers) return true;
        }
        return _strangers.TryGetValue(name, out long seen) && time.GetElapsedTime(seen) <= s_forgetAfter;
    }
}
