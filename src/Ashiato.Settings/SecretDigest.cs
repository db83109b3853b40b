using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Settings;

/// <summary>Recognises a secret without keeping it.</summary>
/// <remarks>
/// SHA-256 suffices for secrets that a machine has drawn from 256 random bits: nobody can try them all, so there is nothing to be
/// slowed down by a costly hash, which every request would have to pay. Passwords that people choose need a costly one.
/// </remarks>
public sealed class SecretDigest
{
    private readonly byte[] _digest;

    /// <summary>The digest of a secret.</summary>
    public SecretDigest(string secret) => _digest = SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private SecretDigest(byte[] digest) => _digest = digest;

    /// <summary>A digest as <see cref="ToString"/> wrote it.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static SecretDigest Parse(string hex)
    {
        byte[] digest = Convert.FromHexString(hex);
        return digest.Length == SHA256.HashSizeInBytes ? new SecretDigest(digest) : throw new FormatException($"'{hex}' is no SHA-256 digest; it has {digest.Length} bytes.");
    }

    /// <summary>True when a text is the secret. Takes as long wherever the first difference is, and whatever its length is.</summary>
    public bool Matches(string candidate) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(candidate)), _digest);

    /// <summary>The digest as lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_digest);
}
