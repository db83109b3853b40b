using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>The store's token: what its other roles show, and what the store recognises them by. One that comes from a file follows the file.</summary>
internal sealed class StoreToken
{
    private readonly Func<Known> _find;

    private StoreToken(Func<Known> find) => _find = find;

    /// <summary>The token itself.</summary>
    public string Text => _find().Text;

    /// <summary>What it is recognised by.</summary>
    public SecretDigest Digest => _find().Digest;

    /// <summary>The token of the options; <see langword="null"/> when they name none.</summary>
    public static StoreToken? Of(ProgramOptions options, ILoggerFactory logs) => FollowedSecret.Of(options.StoreToken, options.StoreTokenFile, Known.Of, logs) is { } find ? new StoreToken(find) : null;

    private sealed record Known(string Text, SecretDigest Digest)
    {
        public static Known Of(string token) => new(token, new SecretDigest(token));
    }
}
