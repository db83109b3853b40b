namespace Ashiato.Settings.Keys;

/// <summary>An API key as it is kept: everything but its secret.</summary>
/// <param name="Id">By which it is found: 20 letters, digits, <c>_</c> and <c>-</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Privileges">What it opens.</param>
/// <param name="Digest">The <see cref="SecretDigest"/> of its secret.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it opens nothing; <see langword="null"/> for never.</param>
public sealed record ApiKey(string Id, string Name, ApiKeyPrivileges Privileges, string Digest, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>True once it opens nothing any more.</summary>
    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;
}
