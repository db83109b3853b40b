namespace Ashiato.Settings.Tokens;

/// <summary>What is kept of a token that the program made itself.</summary>
/// <param name="Digest">Its <see cref="SecretDigest"/>.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record StoredToken(string Digest, DateTimeOffset CreatedAt);
