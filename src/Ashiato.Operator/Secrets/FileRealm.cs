using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ashiato.Operator.Secrets;

/// <summary>Users, their roles and the roles' rights, in the files that Elasticsearch's file realm reads.</summary>
/// <remarks>
/// Tools that look for these files find them. Hashes are PBKDF2 in that realm's own notation: <c>{PBKDF2}iterations$salt$hash</c>. A hash is kept as long as it verifies,
/// so that nothing changes without a reason.
/// </remarks>
internal static class FileRealm
{
    private const string Prefix = "{PBKDF2}";
    private const int Iterations = 10_000, SaltBytes = 32, HashBytes = 32;

    /// <summary>The three files.</summary>
    /// <param name="passwords">Passwords by user.</param>
    /// <param name="known">The users file as it is, or <see langword="null"/>.</param>
    public static IReadOnlyDictionary<string, string> Files(IReadOnlyDictionary<string, string> passwords, string? known)
    {
        var hashes = (known ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);
        var users = new StringBuilder();
        foreach (var (user, password) in passwords.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            users.Append(CultureInfo.InvariantCulture, $"{user}:{(hashes.TryGetValue(user, out string? hash) && Verifies(hash, password) ? hash : Hash(password))}\n");
        return new Dictionary<string, string>
        {
            ["users"] = users.ToString(),
            ["users_roles"] = $"superuser:{string.Join(',', passwords.Keys.Order(StringComparer.Ordinal))}\n",
            ["roles.yml"] = "# All users of this file are superusers; nobody else has an entry.\n",
        };
    }

    /// <summary>True when a hash is a password's.</summary>
    public static bool Verifies(string hash, string password)
    {
        if (!hash.StartsWith(Prefix, StringComparison.Ordinal) || hash[Prefix.Length..].Split('$') is not [var iterations, var salt, var digest]) return false;
        if (!int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > 1_000_000) return false;
        byte[] saltBytes = new byte[salt.Length], expected = new byte[digest.Length];
        if (!Convert.TryFromBase64String(salt, saltBytes, out int saltLength) || !Convert.TryFromBase64String(digest, expected, out int length) || length == 0) return false;
        byte[] actual = Rfc2898DeriveBytes.Pbkdf2(password, saltBytes.AsSpan(0, saltLength), count, HashAlgorithmName.SHA512, length);
        return CryptographicOperations.FixedTimeEquals(actual, expected.AsSpan(0, length));
    }

    private static string Hash(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] digest = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(digest)}");
    }
}
