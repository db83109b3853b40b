using System.Buffers.Text;
using System.Security.Cryptography;

namespace Ashiato.Settings.Tokens;

/// <summary>The tokens that the program made itself: what agents send, and what other roles send to the store.</summary>
public sealed class StoredTokens(ISettingsStore settings, TimeProvider time)
{
    /// <summary>What agents send to the server.</summary>
    public const string Agents = "agents";

    /// <summary>What servers and consoles of other processes send to the store.</summary>
    public const string Store = "store";

    // 256 bits, which nobody guesses.
    private const int SecretBytes = 32;

    private readonly SettingsKind<StoredToken> _tokens = new(settings, "token", static () => SettingsJson.Default.StoredToken);

    /// <summary>Makes a token unless there is one.</summary>
    /// <param name="use"><see cref="Agents"/> or <see cref="Store"/>.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The token, which is not to be had again; <see langword="null"/> when there is one already.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<string?> MakeAsync(string use, CancellationToken cancel)
    {
        string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return await _tokens.TryAddAsync(use, new StoredToken(new SecretDigest(secret).ToString(), time.GetUtcNow()), cancel) ? secret : null;
    }

    /// <summary>What recognises a token.</summary>
    /// <returns><see langword="null"/> when none was made.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<SecretDigest?> FindAsync(string use, CancellationToken cancel) =>
        await _tokens.FindAsync(use, cancel) is { } token ? SecretDigest.Parse(token.Digest) : null;
}
