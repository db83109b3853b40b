using System.Globalization;
using System.Security.Cryptography;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Reconcilers;

namespace Ashiato.Operator.Secrets;

/// <summary>Users, their roles and the roles' rights, in the files that Elasticsearch's file realm reads, and the program with <c>--users-dir</c>.</summary>
/// <remarks>
/// Hashes of passwords that are known here are PBKDF2 in that realm's own notation: <c>{PBKDF2}iterations$salt$hash</c>. A hash is kept as long as it verifies, so that nothing changes without a
/// reason. Roles are written in the words of who gave them, and in the program's own.
/// </remarks>
internal static class FileRealm
{
    /// <summary>The role of those whom programs are, not people: it lets nobody sign in.</summary>
    public const string InternalRole = "elastic_internal";

    private const string Prefix = "{PBKDF2}";
    private const int Iterations = 10_000, SaltBytes = 32, HashBytes = 32;

    /// <summary>The three files.</summary>
    /// <param name="elastic">The password of user <c>elastic</c>; <see langword="null"/> when there shall be none.</param>
    /// <param name="own">Passwords of the operator's own users.</param>
    /// <param name="given">Whom the object's author lets in.</param>
    /// <param name="programs">Consoles and servers.</param>
    /// <param name="known">The users file as it is, or <see langword="null"/>.</param>
    public static IReadOnlyDictionary<string, string> Files(string? elastic, IReadOnlyDictionary<string, string> own, GivenUsers given, IReadOnlyList<StoreUsers.Entry> programs, string? known)
    {
        var hashes = new Dictionary<string, string>();
        foreach (string[] line in (known ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2)).Where(line => line.Length == 2)) hashes[line[0]] = line[1];
        var users = new SortedDictionary<string, string>(given.Hashes, StringComparer.Ordinal);
        foreach (var (user, password) in own.Concat(given.Passwords)) users[user] = HashOf(user, password);
        if (elastic is not null) users[ElasticsearchReconciler.ElasticUser] = HashOf(ElasticsearchReconciler.ElasticUser, elastic);

        // A program may have several tokens, one line for each.
        foreach (var program in programs) users.Remove(program.Name);
        var lines = users.Select(user => $"{user.Key}:{user.Value}\n").Concat(programs.Select(program => $"{program.Name}:{program.Hash}\n")).Order(StringComparer.Ordinal);

        var roles = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        // The program's own roles are for those alone who have them: a role of the same name may have been defined as another.
        foreach (var (role, members) in given.Roles.Where(role => !RoleMap.Own.Contains(role.Key) && !StoreUsers.Roles.Contains(role.Key))) Add(role, members);
        foreach (var role in given.OwnRoles.GroupBy(user => user.Value, user => user.Key)) Add(role.Key, role);
        if (elastic is not null) Add("superuser", [ElasticsearchReconciler.ElasticUser]);
        Add(InternalRole, own.Keys);
        foreach (var program in programs) Add(program.Role, [program.Name]);
        return new Dictionary<string, string>
        {
            ["users"] = string.Concat(lines),
            ["users_roles"] = string.Concat(roles.Where(role => role.Value.Count > 0).Select(role => $"{role.Key}:{string.Join(',', role.Value)}\n")),
            // JSON is YAML, too.
            ["roles.yml"] = given.Definitions.Count == 0 ? "# No roles were defined.\n" : given.Definitions.ToJsonString() + "\n",
        };

        string HashOf(string user, string password) => hashes.TryGetValue(user, out string? hash) && Verifies(hash, password) ? hash : Hash(password);

        void Add(string role, IEnumerable<string> members)
        {
            if (!roles.TryGetValue(role, out var all)) roles[role] = all = new SortedSet<string>(StringComparer.Ordinal);
            all.UnionWith(members);
        }
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
