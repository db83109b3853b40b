using System.Globalization;
using System.Security.Cryptography;

namespace Marketplace.Market;

/// <summary>Hashes passwords: dearly, or less so when that is mended.</summary>
internal sealed class Passwords(Faults faults)
{
    private const int Dear = 200_000;
    private const int Cheap = 1_000;

    /// <summary>A hash that can be kept.</summary>
    public string Hash(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        int rounds = faults.Has(Fault.Hash) ? Dear : Cheap;
        return string.Create(CultureInfo.InvariantCulture, $"{rounds}.{Convert.ToHexStringLower(salt)}.{Convert.ToHexStringLower(Derive(password, salt, rounds))}");
    }

    /// <summary>Whether a password is the one of a hash.</summary>
    public static bool Fits(string password, string hash)
    {
        string[] parts = hash.Split('.');
        if (parts.Length != 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int rounds)) return false;
        return CryptographicOperations.FixedTimeEquals(Derive(password, Convert.FromHexString(parts[1]), rounds), Convert.FromHexString(parts[2]));
    }

    private static byte[] Derive(string password, byte[] salt, int rounds) => Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA256, 32);
}
