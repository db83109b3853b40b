using System.Net;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Users;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Settings.Tests.Users;

public sealed class SignInsTests : IAsyncDisposable
{
    private const string Password = "correct horse";
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteSettingsStore _store;
    private readonly StoppedClock _clock = new();
    private readonly SignIns _signIns;

    public SignInsTests()
    {
        _store = SqliteSettingsStore.Open(_folder.Path);
        _signIns = new SignIns(_store, _clock, NullLogger<SignIns>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _signIns.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_right_password_is_welcome_and_others_are_not()
    {
        Assert.False(await _signIns.HasAccountsAsync(Cancel));
        await _signIns.Users.AddAsync("elastic", Password, UserRole.Admin, Cancel);

        Assert.True(await _signIns.HasAccountsAsync(Cancel));
        Assert.Equal(UserRole.Admin, (await TryAsync("elastic", Password)).Account?.Role);
        Assert.Equal(SignInOutcome.Wrong, (await TryAsync("elastic", "wrong")).Outcome);
        Assert.Equal(SignInOutcome.Wrong, (await TryAsync("nobody", Password)).Outcome);
        Assert.Equal(SignInOutcome.Wrong, (await TryAsync("elastic", new string('x', Passwords.MaxLength + 1))).Outcome);
    }

    [Fact]
    public async Task A_password_that_was_proven_cannot_be_guessed_while_the_address_is_locked()
    {
        await _signIns.Users.AddAsync("elastic", Password, UserRole.Admin, Cancel);
        Assert.Equal(SignInOutcome.Welcome, (await TryAsync("elastic", Password)).Outcome);

        for (int i = 0; i < FailedSignIns.MostForUser; i++) await TryAsync("elastic", $"guess {i}");

        Assert.Equal(SignInOutcome.Locked, (await TryAsync("elastic", Password)).Outcome);
        _clock.Advance(FailedSignIns.LockedFor);
        Assert.Equal(SignInOutcome.Welcome, (await TryAsync("elastic", Password)).Outcome);
    }

    [Fact]
    public async Task A_changed_password_opens_at_once_and_the_old_one_no_more()
    {
        await _signIns.Users.AddAsync("elastic", Password, UserRole.Admin, Cancel);
        await TryAsync("elastic", Password);

        await _signIns.Users.SetPasswordAsync("elastic", "another horse", Cancel);

        Assert.Equal(SignInOutcome.Wrong, (await TryAsync("elastic", Password)).Outcome);
        Assert.Equal(SignInOutcome.Welcome, (await TryAsync("elastic", "another horse")).Outcome);
    }

    [Fact]
    public async Task A_session_goes_on_until_its_user_changes_or_it_is_ended()
    {
        await _signIns.Users.AddAsync("elastic", Password, UserRole.Admin, Cancel);
        var account = (await TryAsync("elastic", Password)).Account!;

        Assert.Equal(account, await _signIns.ContinueAsync("one", "elastic", account.Stamp, Cancel));
        Assert.Null(await _signIns.ContinueAsync("one", "elastic", "another stamp", Cancel));
        Assert.Null(await _signIns.ContinueAsync("one", "nobody", account.Stamp, Cancel));
        await _signIns.EndAsync("one", _clock.GetUtcNow() + TimeSpan.FromDays(1), Cancel);
        Assert.Null(await _signIns.ContinueAsync("one", "elastic", account.Stamp, Cancel));
        Assert.NotNull(await _signIns.ContinueAsync("two", "elastic", account.Stamp, Cancel));
        await _signIns.Users.SetPasswordAsync("elastic", "another horse", Cancel);
        Assert.Null(await _signIns.ContinueAsync("two", "elastic", account.Stamp, Cancel));
    }

    [Fact]
    public async Task Ended_sessions_are_forgotten_once_they_would_have_ended()
    {
        await _signIns.EndAsync("one", _clock.GetUtcNow() + TimeSpan.FromDays(1), Cancel);
        _clock.Advance(TimeSpan.FromDays(2));
        await _signIns.EndAsync("two", _clock.GetUtcNow() + TimeSpan.FromDays(1), Cancel);

        Assert.Equal("two", Assert.Single(await _store.ListAsync("signed-out-session", Cancel)).Key);
    }

    [Fact]
    public async Task What_another_process_changes_counts_within_seconds()
    {
        await _signIns.Users.AddAsync("elastic", Password, UserRole.Admin, Cancel);
        Assert.Null(await _signIns.FindAsync("viola", Cancel));

        await new UserDirectory(_store, _clock).AddAsync("viola", Password, UserRole.Viewer, Cancel);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(UserRole.Viewer, (await _signIns.FindAsync("viola", Cancel))?.Role);
    }

    [Fact]
    public async Task A_password_of_the_options_counts_for_the_first_user_in_place_of_a_kept_one()
    {
        await _signIns.Users.AddAsync("elastic", Password, UserRole.Admin, Cancel);
        string password = "from the options";
        using var configured = new SignIns(_store, _clock, NullLogger<SignIns>.Instance, () => password);

        var account = (await configured.TryAsync("elastic", "from the options", Here, Cancel)).Account!;

        Assert.Equal(UserRole.Admin, account.Role);
        Assert.Equal(SignInOutcome.Wrong, (await configured.TryAsync("elastic", Password, Here, Cancel)).Outcome);
        Assert.NotNull(await configured.ContinueAsync("one", "elastic", account.Stamp, Cancel));

        password = "another of the options";
        Assert.Null(await configured.ContinueAsync("one", "elastic", account.Stamp, Cancel));
        Assert.Equal((SignInOutcome.Wrong, SignInOutcome.Welcome), ((await TryAsync("from the options")).Outcome, (await TryAsync(password)).Outcome));

        ValueTask<SignInResult> TryAsync(string given) => configured.TryAsync("elastic", given, Here, Cancel);
    }

    private async Task<SignInResult> TryAsync(string name, string password) => await _signIns.TryAsync(name, password, Here, Cancel);
}
