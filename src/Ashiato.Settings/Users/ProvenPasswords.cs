using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Settings.Users;

/// <summary>Passwords that were right a moment ago, so that a program that sends its password with every request does not pay for comparing it each time.</summary>
/// <remarks>What is kept is a keyed digest under a key that this process has drawn and nobody else knows; it is gone with the process.</remarks>
internal sealed class ProvenPasswords(TimeProvider time)
{
    private const int Most = 1_000;
    private static readonly TimeSpan s_keepFor = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, DateTimeOffset> _proven = [];

    /// <summary>Remembers one.</summary>
    public void Add(string name, string password, string stamp)
    {
        lock (_proven)
        {
            if (_proven.Count >= Most) _proven.Clear();
            _proven[DigestOf(name, password, stamp)] = time.GetUtcNow() + s_keepFor;
        }
    }

    /// <summary>True when it was right a moment ago, and the user has not changed since.</summary>
    public bool Contains(string name, string password, string stamp)
    {
        if (password.Length > Passwords.MaxLength) return false;
        string digest = DigestOf(name, password, stamp);
        lock (_proven) return _proven.TryGetValue(digest, out var until) && time.GetUtcNow() < until;
    }

    private string DigestOf(string name, string password, string stamp) =>
        Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name.Length}:{name}{stamp.Length}:{stamp}{password}")));
}
