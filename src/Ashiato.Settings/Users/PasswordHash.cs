using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Settings.Users;

/// <summary>What is kept of a password: enough to recognise it, and costly enough that trying many takes long.</summary>
/// <remarks>
/// Text form: <c>pbkdf2-sha512$ITERATIONS$SALT$HASH</c>, salt and hash in base64. Iterations: OWASP's Password Storage Cheat Sheet (PBKDF2-HMAC-SHA512).
/// Older hashes say their own number, so that the number can grow.
/// </remarks>
public static class PasswordHash
{
    private const string Scheme = "pbkdf2-sha512";
    private const int Iterations = 210_000;
    private const int MaxIterations = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>The hash of a password, with a salt of its own.</summary>
    public static string Of(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] hash = Derive(password, salt, Iterations, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>True when a text is the password. Takes as long wherever it differs.</summary>
    /// <exception cref="FormatException"><paramref name="hash"/> was not made by <see cref="Of"/>, and is none of a file either.</exception>
    public static bool Matches(string hash, string candidate)
    {
        if (FileRealmHash.IsOne(hash)) return FileRealmHash.Matches(hash, candidate);
        if (hash.Split('$') is not [Scheme, var number, var salt, var expected]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) || iterations is < 1 or > MaxIterations)
            throw new FormatException("What is kept of a password cannot be read. Set the password anew.");
        byte[] bytes = Convert.FromBase64String(expected);
        return CryptographicOperations.FixedTimeEquals(Derive(candidate, Convert.FromBase64String(salt), iterations, bytes.Length), bytes);
    }

    /// <summary>The same for all hashes that take equally long to compare with.</summary>
    internal static string CostOf(string hash) => FileRealmHash.IsOne(hash) ? FileRealmHash.CostOf(hash) : string.Join('$', hash.Split('$').Take(2));

    private static byte[] Derive(string password, byte[] salt, int iterations, int bytes) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA512, bytes);
}
