using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Settings.Users;

/// <summary>Counts passwords that were wrong, and says who must wait before trying another.</summary>
/// <remarks>
/// Two counts: of a user from one address, and of an address whoever it claims to be. An IPv6 address counts as its /64 network, which is what one
/// customer has. Memory is bounded: when it is full, the half goes that was quiet the longest.
/// </remarks>
public sealed class FailedSignIns(TimeProvider time)
{
    /// <summary>So many wrong passwords for one user from one address lock it.</summary>
    public const int MostForUser = 5;

    /// <summary>So many wrong passwords from one address lock it for every user.</summary>
    public const int MostForAddress = 30;

    /// <summary>How many users and addresses are remembered at most.</summary>
    public const int Capacity = 10_000;

    /// <summary>How long a lock lasts, and how long a wrong password is remembered.</summary>
    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(10);

    private readonly Dictionary<UInt128, Failures> _failures = [];
    private readonly Lock _turn = new();

    /// <summary>How many users and addresses are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_turn) return _failures.Count;
        }
    }

    /// <summary>How long somebody must wait.</summary>
    /// <returns><see langword="null"/> for not at all.</returns>
    public TimeSpan? WaitOf(string user, IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_turn) return Wait(KeyOf(user, address), MostForUser) ?? Wait(KeyOf(null, address), MostForAddress);

        TimeSpan? Wait(UInt128 key, int most) =>
            _failures.TryGetValue(key, out var failures) && failures.Count >= most && failures.Until > now ? failures.Until - now : null;
    }

    /// <summary>Counts a wrong password.</summary>
    /// <returns>True when this one locked the user or the address.</returns>
    public bool Add(string user, IPAddress? address)
    {
        lock (_turn)
        {
            bool locksUser = Add(KeyOf(user, address)) == MostForUser;
            bool locksAddress = Add(KeyOf(null, address)) == MostForAddress;
            return locksUser || locksAddress;
        }
    }

    /// <summary>Forgets what a user got wrong at an address before getting it right. What the address did under other names stays.</summary>
    public void Forget(string user, IPAddress? address)
    {
        lock (_turn) _failures.Remove(KeyOf(user, address));
    }

    private int Add(UInt128 key)
    {
        var now = time.GetUtcNow();
        int count = _failures.TryGetValue(key, out var failures) && failures.Until > now ? failures.Count + 1 : 1;
        if (!_failures.ContainsKey(key) && _failures.Count >= Capacity) MakeRoom();
        _failures[key] = new Failures(count, now + LockedFor);
        return count;
    }

    private void MakeRoom()
    {
        foreach (var key in _failures.OrderBy(pair => pair.Value.Until).Take(Capacity / 2).Select(pair => pair.Key).ToList()) _failures.Remove(key);
    }

    /// <summary>A name may be as long as a request; a digest of it is not.</summary>
    private static UInt128 KeyOf(string? user, IPAddress? address)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{NetworkOf(address)}\n{(user is null ? "*" : "u" + user)}"));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    private static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }

    private readonly record struct Failures(int Count, DateTimeOffset Until);
}
