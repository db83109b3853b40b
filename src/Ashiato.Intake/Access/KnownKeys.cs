using System.Security.Cryptography;
using System.Text;
using Ashiato.Settings;
using Ashiato.Settings.Keys;

namespace Ashiato.Intake.Access;

/// <summary>What the API keys that callers show may do, looked up now and then instead of with every request.</summary>
/// <remarks>
/// A revoked key opens nothing more after <see cref="s_recheckAfter"/>. While the settings are away, keys that were right within the last
/// <see cref="s_rememberFor"/> stay so. Somebody who tries keys fills the cache with refusals and is stopped by its limit; keys that are in it
/// keep working.
/// </remarks>
/// <param name="keys">The keys.</param>
/// <param name="time">What tells the age of an answer.</param>
/// <param name="limit">How many different keys are looked up within <see cref="s_rememberFor"/>.</param>
internal sealed class KnownKeys(ApiKeys keys, TimeProvider time, int limit)
{
    private static readonly TimeSpan s_recheckAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_rememberFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_askAgainAfter = TimeSpan.FromSeconds(2);

    // Not by the credentials: a dump of memory need not hold them. Not by the id either: a wrong secret must not evict the right one.
    private readonly Dictionary<string, Known> _known = [];
    private int _lookingUp;
    private DateTimeOffset _failedAt = DateTimeOffset.MinValue;

    /// <summary>What a key may do; <see cref="ApiKeyPrivileges.None"/> for one that is unknown, wrong or expired.</summary>
    /// <exception cref="SettingsUnavailableException">It cannot be found out, or too many different keys were tried.</exception>
    public async ValueTask<ApiKeyPrivileges> FindAsync(ApiKeyCredentials credentials, CancellationToken cancel)
    {
        string digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(credentials.Encoded)));
        var now = time.GetUtcNow();
        Known? known;
        lock (_known)
        {
            if (_known.TryGetValue(digest, out known) && now - known.CheckedAt < s_recheckAfter) return known.At(now);
            // While the settings are stuck, requests do not wait for them one by one.
            if (known is not null && now - known.CheckedAt < s_rememberFor && now - _failedAt < s_askAgainAfter) return known.At(now);
            if (known is null && !HasRoom(now)) throw new SettingsUnavailableException($"More than {limit} different API keys were shown within a minute.");
            if (known is null) _lookingUp++;
        }
        Known found;
        try
        {
            found = await SettingsWait.ForAsync(time, ending => LookUpAsync(credentials, now, ending), cancel);
        }
        catch (SettingsUnavailableException)
        {
            lock (_known) _failedAt = time.GetUtcNow();
            if (known is null || now - known.CheckedAt >= s_rememberFor) throw;
            return known.At(now);
        }
        finally
        {
            if (known is null)
                lock (_known) _lookingUp--;
        }
        lock (_known)
        {
            _failedAt = DateTimeOffset.MinValue;
            if (_known.ContainsKey(digest) || HasRoom(now)) _known[digest] = found;
        }
        return found.At(now);
    }

    private async ValueTask<Known> LookUpAsync(ApiKeyCredentials credentials, DateTimeOffset now, CancellationToken cancel)
    {
        bool isPossible = credentials.Id.Length is > 0 and <= SettingsLimits.MaxKeyLength;
        var key = isPossible ? await keys.FindAsync(credentials.Id, cancel) : null;
        bool isRight = key is not null && SecretDigest.Parse(key.Digest).Matches(credentials.Secret);
        return isRight ? new Known(key!.Privileges, key.ExpiresAt, now) : new Known(ApiKeyPrivileges.None, null, now);
    }

    private bool HasRoom(DateTimeOffset now)
    {
        if (_known.Count + _lookingUp < limit) return true;
        foreach (var (digest, known) in _known)
            if (now - known.CheckedAt >= s_rememberFor) _known.Remove(digest);
        return _known.Count + _lookingUp < limit;
    }

    private sealed record Known(ApiKeyPrivileges Privileges, DateTimeOffset? ExpiresAt, DateTimeOffset CheckedAt)
    {
        public ApiKeyPrivileges At(DateTimeOffset now) => ExpiresAt <= now ? ApiKeyPrivileges.None : Privileges;
    }
}
