using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Settings.Users;

/// <summary>Hashes of passwords as Elasticsearch's file realm has them: bcrypt, and PBKDF2 in that realm's own notation.</summary>
/// <remarks>
/// <c>{PBKDF2}ITERATIONS$SALT$HASH</c> is PBKDF2-HMAC-SHA512 with salt and hash in base64; <c>{PBKDF2_STRETCH}</c> is the same of the SHA-512 of the password, in hex digits. Others, such as
/// unsalted digests, are not taken: they are no protection for a password that somebody chose.
/// </remarks>
internal static class FileRealmHash
{
    private const string Plain = "{PBKDF2}", Stretched = "{PBKDF2_STRETCH}";
    private const int MaxIterations = 1_000_000, MaxBytes = 128;

    /// <summary>True when a text is such a hash.</summary>
    public static bool IsOne(string hash) => Bcrypt.TryRead(hash, out _) || TryRead(hash, out _);

    /// <summary>The same for all hashes that take equally long to compare with.</summary>
    public static string CostOf(string hash) => Bcrypt.TryRead(hash, out int cost) ? $"bcrypt {cost}" : hash[..hash.IndexOf('$', StringComparison.Ordinal)];

    /// <summary>True when a text is the password.</summary>
    /// <exception cref="FormatException">It is no such hash.</exception>
    public static bool Matches(string hash, string candidate)
    {
        if (Bcrypt.TryRead(hash, out _)) return Bcrypt.Matches(hash, candidate);
        if (!TryRead(hash, out var known)) throw new FormatException("What is kept of a password cannot be read.");
        if (known.IsStretched) candidate = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(candidate)));
        byte[] actual = Rfc2898DeriveBytes.Pbkdf2(candidate, known.Salt, known.Iterations, HashAlgorithmName.SHA512, known.Hash.Length);
        return CryptographicOperations.FixedTimeEquals(actual, known.Hash);
    }

    private static bool TryRead(string hash, out Known known)
    {
        known = default;
        string? scheme = hash.StartsWith(Plain, StringComparison.Ordinal) ? Plain : hash.StartsWith(Stretched, StringComparison.Ordinal) ? Stretched : null;
        if (scheme is null || hash[scheme.Length..].Split('$') is not [var number, var salt, var digest]) return false;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) || iterations is < 1 or > MaxIterations) return false;
        if (Bytes(salt) is not { } saltBytes || Bytes(digest) is not { } hashBytes) return false;
        known = new Known(scheme == Stretched, iterations, saltBytes, hashBytes);
        return true;
    }

    private static byte[]? Bytes(string base64)
    {
        byte[] bytes = new byte[MaxBytes];
        return Convert.TryFromBase64String(base64, bytes, out int length) && length > 0 ? bytes[..length] : null;
    }

    private readonly record struct Known(bool IsStretched, int Iterations, byte[] Salt, byte[] Hash);
}
