using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Ashiato.Settings.Users;

/// <summary>Who may come in: tells it by name and password, and whether sessions go on.</summary>
/// <remarks>
/// Users are read at most every <see cref="s_rereadAfter"/>, so a change that another process made counts after that. One object serves all roles of a
/// process, so that they count wrong passwords together.
/// </remarks>
public sealed partial class SignIns : IDisposable
{
    /// <summary>Users are read again after this.</summary>
    private static readonly TimeSpan s_rereadAfter = TimeSpan.FromSeconds(5);

    /// <summary>While the settings are away, what was read stays true for this long.</summary>
    private static readonly TimeSpan s_rememberFor = TimeSpan.FromMinutes(1);

    /// <summary>A try waits this long for its turn.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes as long to compare with as a user's, so that nobody learns by the clock which users there are.</summary>
    private static readonly Lazy<string> s_nobody = new(() => PasswordHash.Of(Passwords.Make()));

    private readonly SettingsKind<SignedOutSession> _signedOut;
    private readonly FailedSignIns _failures;
    private readonly ProvenPasswords _proven;
    private readonly TimeProvider _time;
    private readonly ILogger<SignIns> _log;
    private readonly Func<string>? _firstPassword;
    private FirstUser? _first;

    // Comparing a password is costly by design. Half of the machine remains for everything else.
    private readonly SemaphoreSlim _comparing = new(Math.Max(1, Environment.ProcessorCount / 2));
    private Known? _known;
    private int _endings;

    /// <summary>Who may come in.</summary>
    /// <param name="settings">Where users are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Who came in, and who tried.</param>
    /// <param name="firstPassword">Finds the password of user <see cref="UserDirectory.FirstName"/> where the program's options give it; it counts instead of a kept one, and may become another.</param>
    public SignIns(ISettingsStore settings, TimeProvider time, ILogger<SignIns> log, Func<string>? firstPassword = null)
    {
        Users = new UserDirectory(settings, time, hasAdmin: firstPassword is not null);
        _signedOut = new SettingsKind<SignedOutSession>(settings, "signed-out-session", static () => SettingsJson.Default.SignedOutSession);
        _failures = new FailedSignIns(time);
        _proven = new ProvenPasswords(time);
        _time = time;
        _log = log;
        _firstPassword = firstPassword;
    }

    /// <summary>The users that are kept.</summary>
    public UserDirectory Users { get; }

    /// <summary>True when somebody could come in: there is a user, or a password in the options.</summary>
    /// <exception cref="SettingsUnavailableException">It cannot be found out.</exception>
    public async ValueTask<bool> HasAccountsAsync(CancellationToken cancel) =>
        _firstPassword is not null || (await KnownAsync(cancel)).Users.Count > 0;

    /// <summary>Somebody by name.</summary>
    /// <returns><see langword="null"/> when there is no such user.</returns>
    /// <exception cref="SettingsUnavailableException">It cannot be found out.</exception>
    public async ValueTask<Account?> FindAsync(string name, CancellationToken cancel) =>
        IsFirst(name) ? First().Account : (await KnownAsync(cancel)).Users.GetValueOrDefault(name) is { } user ? Of(user) : null;

    /// <summary>True when a user's password is kept, and so can be changed here.</summary>
    /// <exception cref="SettingsUnavailableException">It cannot be found out.</exception>
    public async ValueTask<bool> IsKeptAsync(string name, CancellationToken cancel) => !IsFirst(name) && (await KnownAsync(cancel)).Users.GetValueOrDefault(name) is { IsFromFile: false };

    /// <summary>Looks at a name and a password.</summary>
    /// <param name="name">Who somebody claims to be.</param>
    /// <param name="password">What is to prove it.</param>
    /// <param name="address">Where the try comes from.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="SettingsUnavailableException">It cannot be found out.</exception>
    public async ValueTask<SignInResult> TryAsync(string name, string password, IPAddress? address, CancellationToken cancel)
    {
        var users = await KnownAsync(cancel);
        var first = IsFirst(name) ? First() : null;
        var user = first is not null ? null : users.Users.GetValueOrDefault(name);
        var account = first is not null ? first.Account : user is null ? null : Of(user);
        if (Known() is { } known) return known;
        if (!await _comparing.WaitAsync(s_patience, cancel)) return new SignInResult(SignInOutcome.Busy, Wait: s_patience);
        try
        {
            // Others have had their turn meanwhile: what they found out counts.
            if (Known() is { } since) return since;
            bool isRight = password.Length <= Passwords.MaxLength && await Task.Run(() => Matches(first, user, password, users.Decoys.Value), cancel);
            if (!isRight || account is null) return Refuse(name, account, address);
            _failures.Forget(name, address);
            _proven.Add(name, password, account.Stamp);
            return new SignInResult(SignInOutcome.Welcome, account);
        }
        finally
        {
            _comparing.Release();
        }

        // First the lock: otherwise passwords could be tried against those that were proven.
        SignInResult? Known()
        {
            if (_failures.WaitOf(name, address) is { } wait) return new SignInResult(SignInOutcome.Locked, Wait: wait);
            return account is not null && _proven.Contains(name, password, account.Stamp) ? new SignInResult(SignInOutcome.Welcome, account) : null;
        }
    }

    /// <summary>Whose session it is, while it may go on: the user is there, with the same password and role, and nobody has ended it.</summary>
    /// <returns><see langword="null"/> when it is over.</returns>
    /// <exception cref="SettingsUnavailableException">It cannot be found out.</exception>
    public async ValueTask<Account?> ContinueAsync(string session, string name, string stamp, CancellationToken cancel)
    {
        if ((await KnownAsync(cancel)).SignedOut.Contains(session)) return null;
        return await FindAsync(name, cancel) is { } account && FixedTime(account.Stamp, stamp) ? account : null;
    }

    /// <summary>Ends a session for all processes.</summary>
    /// <param name="session">Which.</param>
    /// <param name="until">When it would have ended by itself.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask EndAsync(string session, DateTimeOffset until, CancellationToken cancel)
    {
        await _signedOut.PutAsync(session, new SignedOutSession(session, until), cancel);
        Interlocked.Increment(ref _endings);
        var now = _time.GetUtcNow();
        foreach (var old in await _signedOut.ListAsync(cancel))
            if (old.Until < now) await _signedOut.DeleteAsync(old.Id, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _comparing.Dispose();

    private SignInResult Refuse(string name, Account? account, IPAddress? address)
    {
        bool isLocked = _failures.Add(name, address);
        // A name that is nobody's may be a password in the wrong field: it stays out of the log.
        string who = account?.Name ?? "(nobody's name)";
        if (!isLocked)
        {
            LogWrong(who, address);
            return new SignInResult(SignInOutcome.Wrong);
        }
        LogLocked(who, address, FailedSignIns.LockedFor.TotalMinutes);
        return new SignInResult(SignInOutcome.Locked, Wait: FailedSignIns.LockedFor);
    }

    private bool IsFirst(string name) => _firstPassword is not null && name == UserDirectory.FirstName;

    private FirstUser First()
    {
        string password = _firstPassword!();
        if (Volatile.Read(ref _first) is { } known && known.Password == password) return known;
        var first = FirstUser.Of(password);
        Volatile.Write(ref _first, first);
        return first;
    }

    /// <summary>Compares once with a hash of each cost that users have, so that every name takes equally long, also one that is nobody's.</summary>
    private static bool Matches(FirstUser? first, User? user, string password, IReadOnlyList<string> decoys)
    {
        if (first is not null) return first.Digest.Matches(password);
        string? cost = user is null ? null : PasswordHash.CostOf(user.PasswordHash);
        bool isRight = user is not null && PasswordHash.Matches(user.PasswordHash, password);
        foreach (string decoy in decoys)
            if (PasswordHash.CostOf(decoy) != cost) PasswordHash.Matches(decoy, password);
        return isRight;
    }

    private async ValueTask<Known> KnownAsync(CancellationToken cancel)
    {
        var known = Volatile.Read(ref _known);
        // Taken before reading: what changes meanwhile is not in what was read.
        int changes = Users.Changes + Volatile.Read(ref _endings);
        var now = _time.GetUtcNow();
        bool isCurrent = known is not null && known.Changes == changes;
        if (isCurrent && now - known!.ReadAt < s_rereadAfter) return known;
        try
        {
            var users = await Users.ListAsync(cancel);
            var signedOut = await _signedOut.ListAsync(cancel);
            // Hashes of files are cheaper than those made here, or dearer. The one of nobody is made when somebody tries to come in.
            var foreign = users.Where(user => user.IsFromFile).Select(user => user.PasswordHash).DistinctBy(PasswordHash.CostOf).ToList();
            var decoys = new Lazy<IReadOnlyList<string>>(() => [s_nobody.Value, .. foreign]);
            known = new Known(users.ToDictionary(user => user.Name, StringComparer.Ordinal), decoys, signedOut.Select(session => session.Id).ToHashSet(), changes, now);
            Volatile.Write(ref _known, known);
            return known;
        }
        catch (SettingsUnavailableException) when (isCurrent && now - known!.ReadAt < s_rememberFor)
        {
            return known;
        }
    }

    private static Account Of(User user) => new(user.Name, user.Role, user.Stamp);

    private static bool FixedTime(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "A wrong password for {User} from {Address}")]
    private partial void LogWrong(string user, IPAddress? address);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "Too many wrong passwords, the last for {User} from {Address}: none is looked at for {Minutes} minutes")]
    private partial void LogLocked(string user, IPAddress? address, double minutes);

    private sealed record FirstUser(string Password, SecretDigest Digest, Account Account)
    {
        // The stamp is the same in every replica, and another once the password is another.
        public static FirstUser Of(string password) => new(password, new SecretDigest(password), new Account(UserDirectory.FirstName, UserRole.Admin, new SecretDigest("stamp of " + password).ToString()));
    }

    private sealed record Known(IReadOnlyDictionary<string, User> Users, Lazy<IReadOnlyList<string>> Decoys, IReadOnlySet<string> SignedOut, int Changes, DateTimeOffset ReadAt);
}
