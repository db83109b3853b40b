using Microsoft.Extensions.Logging;

namespace Ashiato.Settings.Users;

/// <summary>People who may come in as two files say, in the notation of Elasticsearch's file realm; read again when the files change. Thread-safe.</summary>
/// <remarks>
/// <c>users</c> has lines <c>NAME:HASH</c>, <c>users_roles</c> lines <c>ROLE:NAME,NAME</c>. Of roles those of <see cref="UserRoleNames"/> count, and <c>superuser</c>, who is an admin; who has several
/// has the mightiest. Who has none, or whose hash is of another kind, cannot come in. Files that cannot be read at the moment change nothing: nobody is to be shut out by a mount that is just swapped.
/// Source: Elasticsearch Guide, "File-based user authentication".
/// </remarks>
public sealed partial class UserFiles
{
    private const string UsersFile = "users", RolesFile = "users_roles", Superuser = "superuser";
    private const int MaxBytes = 1 << 20, MostUsers = 1_000;

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
    public IReadOnlyDictionary<string, User> Users
    {
        get
        {
            var known = Volatile.Read(ref _known);
            if (_time.GetElapsedTime(known.ReadAt) < s_rereadAfter || !_reading.TryEnter()) return known.Users;
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
            return known.Users;
        }
    }

    private Known Read(Known? before)
    {
        long now = _time.GetTimestamp();
        string[] lines = LinesOf(UsersFile), roles = LinesOf(RolesFile);
        if (before is not null && before.Lines.SequenceEqual(lines) && before.Roles.SequenceEqual(roles)) return before with { ReadAt = now };
        var users = UsersOf(lines, RolesOf(roles), out int left);
        LogRead(users.Count, _folder, left);
        return new Known(users, lines, roles, now);
    }

    private string[] LinesOf(string file)
    {
        using var stream = File.OpenRead(Path.Combine(_folder, file));
        if (stream.Length > MaxBytes) throw new IOException($"{file} has more than {MaxBytes} bytes.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')];
    }

    private static Dictionary<string, UserRole> RolesOf(string[] lines)
    {
        var roles = new Dictionary<string, UserRole>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [var called, var members]) continue;
            if (called == Superuser) called = UserRole.Admin.Name;
            if (!UserRoleNames.TryParse(called, out var role)) continue;
            foreach (string name in members.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
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

    [LoggerMessage(EventId = 22, Level = LogLevel.Information, Message = "{Count} users were read from {Folder}; {Left} lines name nobody who may come in")]
    private partial void LogRead(int count, string folder, int left);

    private sealed record Known(IReadOnlyDictionary<string, User> Users, string[] Lines, string[] Roles, long ReadAt);
}
