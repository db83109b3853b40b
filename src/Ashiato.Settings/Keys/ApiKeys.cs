using System.Buffers.Text;
using System.Security.Cryptography;
using Ashiato.Model;

namespace Ashiato.Settings.Keys;

/// <summary>The API keys: made, listed, found and revoked.</summary>
public sealed class ApiKeys(ISettingsStore settings, TimeProvider time)
{
    /// <summary>The longest name of a key.</summary>
    public const int MaxNameLength = 200;

    // 15 bytes are 20 characters; 32 bytes are 256 bits, which nobody guesses.
    private const int IdBytes = 15;
    private const int SecretBytes = 32;

    private readonly SettingsKind<ApiKey> _keys = new(settings, "api-key", static () => SettingsJson.Default.ApiKey);

    /// <summary>Makes a key.</summary>
    /// <param name="name">What people call it; 1 to <see cref="MaxNameLength"/> characters. Several keys may have one name.</param>
    /// <param name="privileges">What it opens.</param>
    /// <param name="lifetime">How long it lives; <see langword="null"/> for ever.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The key, and the secret that is not to be had again.</returns>
    /// <exception cref="ArgumentException">The name or the privileges are empty, the name is too long, or the lifetime is not above zero.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<(ApiKey Key, ApiKeyCredentials Credentials)> CreateAsync(string name, ApiKeyPrivileges privileges, TimeSpan? lifetime, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
            throw new RefusedException(SettingsRefusal.KeyName, $"A key needs a name of 1 to {MaxNameLength} characters.");
        if (privileges is ApiKeyPrivileges.None || (privileges & ~ApiKeyPrivileges.All) != 0)
            throw new RefusedException(SettingsRefusal.KeyPrivilege, $"A key needs a privilege; the privileges are {string.Join(", ", ApiKeyPrivilegeNames.All)}.");
        if (lifetime <= TimeSpan.Zero) throw new RefusedException(SettingsRefusal.KeyLifetime, $"A key must live longer than no time.");

        var now = time.GetUtcNow();
        if (lifetime > DateTimeOffset.MaxValue - now) throw new RefusedException(SettingsRefusal.KeyLifetimeTooLong, $"A key cannot live beyond the year 9999; leave its life out to keep it for ever.");
        var credentials = new ApiKeyCredentials(RandomText(IdBytes), RandomText(SecretBytes));
        var key = new ApiKey(credentials.Id, name, privileges, new SecretDigest(credentials.Secret).ToString(), now, now + lifetime);
        await _keys.PutAsync(key.Id, key, cancel);
        return (key, credentials);
    }

    /// <summary>All keys, the oldest first.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancel) =>
        [.. (await _keys.ListAsync(cancel)).OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)];

    /// <summary>One key.</summary>
    /// <returns><see langword="null"/> when there is none of that id: it never was, or was revoked.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancel) => _keys.FindAsync(id, cancel);

    /// <summary>Takes a key away. Servers that know it forget it within seconds.</summary>
    /// <returns><see langword="false"/> when there is none of that id.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public ValueTask<bool> RevokeAsync(string id, CancellationToken cancel) => _keys.DeleteAsync(id, cancel);

    private static string RandomText(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
