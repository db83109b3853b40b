using System.Security.Cryptography;
using System.Text;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>Decides whom the Search API answers.</summary>
internal static class SearchGate
{
    private const string Bearer = "Bearer ";

    /// <summary>
    /// User <c>elastic</c>, or any other, with the console's password; a bearer with the store's token. Everyone when neither is set, which
    /// is allowed on loopback only.
    /// </summary>
    public static Func<string, CancellationToken, ValueTask<bool>>? Of(ProgramOptions options)
    {
        if (options.ConsolePassword is null && options.StoreToken is null) return null;
        var password = options.ConsolePassword is { } given ? new PasswordGate(given) : null;
        byte[]? token = options.StoreToken is { } secret ? Hash(secret) : null;
        return (authorization, _) => ValueTask.FromResult(
            password?.IsAllowed(authorization) == true
            || (token is not null && authorization.StartsWith(Bearer, StringComparison.Ordinal) && CryptographicOperations.FixedTimeEquals(Hash(authorization[Bearer.Length..]), token)));
    }

    // Hashes are of equal length, so the comparison takes as long wherever the first difference is.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
