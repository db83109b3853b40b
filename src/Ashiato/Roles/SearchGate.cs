using System.Text;
using Ashiato.Search;
using Ashiato.Settings;
using Ashiato.Settings.Keys;

namespace Ashiato.Roles;

/// <summary>Decides whom the Search API answers.</summary>
internal static class SearchGate
{
    private const string Bearer = "Bearer ";
    private const string ApiKey = "ApiKey ";

    /// <summary>
    /// User <c>elastic</c>, or any other, with the console's password; a bearer with the store's token; API keys, of which reading needs
    /// <c>event:read</c> and sending <c>event:write</c>. Everyone when neither password nor token is set, which is allowed on loopback only.
    /// </summary>
    public static Func<string, SearchAccess, CancellationToken, ValueTask<bool>>? Of(ProgramOptions options, ISettingsStore settings, TimeProvider time)
    {
        if (options.ConsolePassword is null && options.StoreToken is null) return null;
        var password = options.ConsolePassword is { } given ? new PasswordGate(given) : null;
        var token = options.StoreToken is { } secret ? new SecretDigest(secret) : null;
        var keys = new ApiKeys(settings, time);
        return async (authorization, access, cancel) =>
        {
            if (authorization.StartsWith(ApiKey, StringComparison.OrdinalIgnoreCase)) return await IsKeyAsync(keys, authorization[ApiKey.Length..], access, time, cancel);
            if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return token?.Matches(authorization[Bearer.Length..]) == true;
            return password?.IsAllowed(authorization) == true;
        };
    }

    private static async ValueTask<bool> IsKeyAsync(ApiKeys keys, string encoded, SearchAccess access, TimeProvider time, CancellationToken cancel)
    {
        byte[] bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length)) return false;
        string pair = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 1 or > SettingsLimits.MaxKeyLength) return false;
        try
        {
            if (await keys.FindAsync(pair[..colon], cancel) is not { } key || key.HasExpired(time.GetUtcNow())) return false;
            var needed = access == SearchAccess.Read ? ApiKeyPrivileges.EventRead : ApiKeyPrivileges.EventWrite;
            return SecretDigest.Parse(key.Digest).Matches(pair[(colon + 1)..]) && key.Privileges.HasFlag(needed);
        }
        catch (SettingsUnavailableException)
        {
            // Who cannot be recognised is not let in.
            return false;
        }
    }
}
