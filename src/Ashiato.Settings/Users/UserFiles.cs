using Microsoft.Extensions.Logging;

namespace Ashiato.Settings.Users;

/// <summary>People who may come in as two files say, in the notation of Elasticsearch's file realm; read again when the files change. Thread-safe.</summary>
/// <remarks>
/// <c>users</c> has lines <c>NAME:HASH</c>, <c>users_roles</c> lines <c>ROLE:NAME,NAME</c>. Of roles those of <see cref="UserRoleNames"/> count, and <c>superuser</c>, who is an admin; who has several
/// has the mightiest. Who has none, or whose hash is of another kind, cannot come in. Programs have a hash <c>{SHA256}</c> of their token, which a machine has drawn, and the role
/// <c>kibana_system</c> or <c>apm_server_writer</c>; nobody signs in as one. Files that cannot be read at the moment change nothing: nobody is to be shut out by a mount that is just swapped.
/// Source: Elasticsearch Guide, "File-based user authentication".
/// </remarks>
public sealed partial class UserFiles
{
    private const string UsersFile = "users", RolesFile = "users_roles", Superuser = "superuser", ProgramHash = "{SHA256}";
    private const int MaxBytes = 1 << 20, MostUsers = 1_000;

    private static readonly Dictionary<string, ProgramRole> s_programRoles = new() { ["kibana_system"] = ProgramRole.Console, ["apm_server_writer"] = ProgramRole.Server };

    /// <summary>A change counts after this.</summary>
    private static readonly TimeSpan s_rereadAfter = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _reading = new();
    private Known _known;

    /// <summary>Reads them.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told whenever something else was read.</param>
    /// <exception cref="SettingsUnavailableException">They cannot be read.</exception>
    public UserFiles(string folder, TimeProvider time, ILogger log)
    {
        (_folder, _time, _log) = (folder, time, log);
        try
        {
            _known = Read(null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsUnavailableException($"The users in '{folder}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The users, by name.</summary>
    public IReadOnlyDictionary<string, User> Users => Current.Users;

    /// <summary>The program whose token something is; <see langword="null"/> when it is nobody's.</summary>
    /// <remarks>Found by its digest, of which the time that this takes tells something: nothing follows from that about a token.</remarks>
    public KnownProgram? ProgramOf(string token) => token.Length == 0 ? null : Current.Programs.GetValueOrDefault(new SecretDigest(token).ToString());

    private Known Current
    {
        get
        {
            var known = Volatile.Read(ref _known);
            if (_time.GetElapsedTime(known.ReadAt) < s_rereadAfter || !_reading.TryEnter()) return known;
            try
            {
                known = Read(known);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                known = known with { ReadAt = _time.GetTimestamp() };
            }
            finally
            {
                _reading.Exit();
            }
            Volatile.Write(ref _known, known);
            return known;
        }
    }

    private Known Read(Known? before)
    {
        long now = _time.GetTimestamp();
        string[] lines = LinesOf(UsersFile), roles = LinesOf(RolesFile);
        if (before is not null && before.Lines.SequenceEqual(lines) && before.Roles.SequenceEqual(roles)) return before with { ReadAt = now };
        var users = UsersOf(lines, RolesOf(roles), out int left);
        var programs = ProgramsOf(lines, roles);
        LogRead(users.Count, programs.Count, _folder, left - programs.Count);
        return new Known(users, programs, lines, roles, now);
    }

    private string[] LinesOf(string file)
    {
        using var stream = File.OpenRead(Path.Combine(_folder, file));
        if (stream.Length > MaxBytes) throw new IOException($"{file} has more than {MaxBytes} bytes.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')];
    }

    private static Dictionary<string, KnownProgram> ProgramsOf(string[] lines, string[] roles)
    {
        var members = new Dictionary<string, ProgramRole>(StringComparer.Ordinal);
        foreach (var (role, names) in roles.Select(MembersOf))
            if (s_programRoles.TryGetValue(role, out var program))
                foreach (string name in names) members.TryAdd(name, program);
        var programs = new Dictionary<string, KnownProgram>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines)
        {
            if (line.Split(':', 2) is [var name, var hash] && hash.StartsWith(ProgramHash, StringComparison.Ordinal) && members.TryGetValue(name, out var role) && programs.Count < MostUsers)
                programs.TryAdd(hash[ProgramHash.Length..], new KnownProgram(name, role));
        }
        return programs;
    }

    private static (string Role, string[] Names) MembersOf(string line) =>
        line.Split(':', 2, StringSplitOptions.TrimEntries) is [var role, var names] ? (role, names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : ("", []);

    private static Dictionary<string, UserRole> RolesOf(string[] lines)
    {
        var roles = new Dictionary<string, UserRole>(StringComparer.Ordinal);
        foreach (var (called, names) in lines.Select(MembersOf))
        {
            if (!UserRoleNames.TryParse(called == Superuser ? UserRole.Admin.Name : called, out var role)) continue;
            foreach (string name in names)
                if (role > roles.GetValueOrDefault(name)) roles[name] = role;
        }
        return roles;
    }

    private Dictionary<string, User> UsersOf(string[] lines, Dictionary<string, UserRole> roles, out int left)
    {
        var users = new Dictionary<string, User>(StringComparer.Ordinal);
        left = 0;
        foreach (string line in lines)
        {
            bool isOne = line.Split(':', 2) is [var name, var hash] && UserDirectory.IsName(name) && roles.ContainsKey(name) && FileRealmHash.IsOne(hash) && users.Count < MostUsers
                && users.TryAdd(name, new User(name, roles[name], hash, Stamp(name, roles[name], hash), _time.GetUtcNow(), IsFromFile: true));
            if (!isOne) left++;
        }
        return users;
    }

    /// <summary>The same in every replica, and another once password or role is another.</summary>
    private static string Stamp(string name, UserRole role, string hash) => new SecretDigest($"stamp of {name} {role} {hash}").ToString();

    [LoggerMessage(EventId = 22, Level = LogLevel.Information, Message = "{Count} users and {Programs} programs were read from {Folder}; {Left} lines name nobody who may come in")]
    private partial void LogRead(int count, int programs, string folder, int left);

    private sealed record Known(IReadOnlyDictionary<string, User> Users, IReadOnlyDictionary<string, KnownProgram> Programs, string[] Lines, string[] Roles, long ReadAt);
}
