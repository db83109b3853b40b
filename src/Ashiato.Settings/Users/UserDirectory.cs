using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ashiato.Model;

namespace Ashiato.Settings.Users;

/// <summary>The users: added, changed, listed and removed.</summary>
/// <param name="settings">Where they are kept.</param>
/// <param name="time">Tells when one was added.</param>
/// <param name="hasAdmin">True when somebody is an admin who is not kept here, such as the one of the program's options.</param>
public sealed partial class UserDirectory(ISettingsStore settings, TimeProvider time, bool hasAdmin = false)
{
    /// <summary>The name of the first user, as in Elastic's products.</summary>
    public const string FirstName = "elastic";

    /// <summary>The longest name: letters and digits of ASCII, <c>. _ - @ +</c>.</summary>
    public const int MaxNameLength = 64;

    /// <summary>What users are called among the settings.</summary>
    internal const string Kind = "user";

    private const int MostUsers = 1_000;
    private const int StampBytes = 12;

    private readonly SettingsKind<User> _users = new(settings, Kind, static () => SettingsJson.Default.User);
    private int _changes;

    /// <summary>Grows with each change that was made through this object, so that what remembers users can forget them.</summary>
    internal int Changes => Volatile.Read(ref _changes);

    /// <summary>Why a user of a file cannot be changed, for a person.</summary>
    internal static Refused IsOfFile(string name) => new(SettingsRefusal.UserOfFile, $"'{name}' is named by the files of --users-dir; change the user there. On Kubernetes they are made of the Secrets of spec.auth.fileRealm and of NAME-es-elastic-user.");

    /// <summary>All users, by name.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public ValueTask<IReadOnlyList<User>> ListAsync(CancellationToken cancel) => _users.ListAsync(cancel);

    /// <summary>Adds a user.</summary>
    /// <exception cref="ArgumentException">Name or password cannot be used, the name is taken, or it is the first user and no admin.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<User> AddAsync(string name, string password, UserRole role, CancellationToken cancel)
    {
        if (!IsName(name)) throw new RefusedException(SettingsRefusal.UserName, $"A user needs a name of 1 to {MaxNameLength} letters, digits and . _ - @ +.");
        if (Passwords.Problem(name, password) is { } problem) throw new RefusedException(problem);
        var others = await ListAsync(cancel);
        if (others.Count >= MostUsers) throw new RefusedException(SettingsRefusal.TooManyUsers, $"There are {others.Count} users; at most {MostUsers} are kept. Remove one first.");
        if (role != UserRole.Admin && !hasAdmin && !others.Any(other => other.Role == UserRole.Admin))
            throw new RefusedException(SettingsRefusal.FirstUserIsAdmin, $"The first user must be an admin, for nobody else could add others.");

        var user = new User(name, role, PasswordHash.Of(password), NewStamp(), time.GetUtcNow());
        if (!await _users.TryAddAsync(name, user, cancel)) throw new RefusedException(SettingsRefusal.UserExists, $"There is a user '{name}' already; choose another name, or change that user.");
        Interlocked.Increment(ref _changes);
        return user;
    }

    /// <summary>Gives a user another password. Sessions of the user are over.</summary>
    /// <returns><see langword="false"/> when there is no such user.</returns>
    /// <exception cref="ArgumentException">The password cannot be used, or the user is one of a file.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<bool> SetPasswordAsync(string name, string password, CancellationToken cancel)
    {
        if (Passwords.Problem(name, password) is { } problem) throw new RefusedException(problem);
        string hash = PasswordHash.Of(password);
        return await ChangeAsync(name, user => user with { PasswordHash = hash, Stamp = NewStamp() }, cancel);
    }

    /// <summary>Gives a user another role. Sessions of the user are over.</summary>
    /// <returns><see langword="false"/> when there is no such user.</returns>
    /// <exception cref="ArgumentException">Nobody would be an admin any more, or the user is one of a file.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<bool> SetRoleAsync(string name, UserRole role, CancellationToken cancel)
    {
        if (role != UserRole.Admin) await KeepAnAdminAsync(name, cancel);
        return await ChangeAsync(name, user => user with { Role = role, Stamp = NewStamp() }, cancel);
    }

    /// <summary>Removes a user. Sessions of the user are over.</summary>
    /// <returns><see langword="false"/> when there is no such user.</returns>
    /// <exception cref="ArgumentException">Nobody would be an admin any more, or the user is one of a file.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancel)
    {
        await KeepAnAdminAsync(name, cancel);
        await RequireKeptAsync(name, cancel);
        if (!IsName(name) || !await _users.DeleteAsync(name, cancel)) return false;
        Interlocked.Increment(ref _changes);
        return true;
    }

    private async ValueTask<bool> ChangeAsync(string name, Func<User, User> change, CancellationToken cancel)
    {
        await RequireKeptAsync(name, cancel);
        if (!IsName(name) || !await _users.ChangeAsync(name, change, cancel)) return false;
        Interlocked.Increment(ref _changes);
        return true;
    }

    private async ValueTask RequireKeptAsync(string name, CancellationToken cancel)
    {
        if (IsName(name) && await _users.FindAsync(name, cancel) is { IsFromFile: true }) throw new RefusedException(IsOfFile(name));
    }

    private async ValueTask KeepAnAdminAsync(string name, CancellationToken cancel)
    {
        if (hasAdmin) return;
        var admins = (await ListAsync(cancel)).Where(user => user.Role == UserRole.Admin).ToList();
        if (admins is [{ Name: var last }] && last == name)
            throw new RefusedException(SettingsRefusal.LastAdmin, $"'{name}' is the last admin; make another user an admin first.");
    }

    /// <summary>True for what a user may be called.</summary>
    internal static bool IsName(string? name) => name is not null && Name().IsMatch(name);

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(StampBytes));

    [GeneratedRegex(@"^[A-Za-z0-9._@+-]{1,64}\z")]
    private static partial Regex Name();
}
