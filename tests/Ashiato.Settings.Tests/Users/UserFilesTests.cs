using System.Net;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Users;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Settings.Tests.Users;

public sealed class UserFilesTests : IAsyncDisposable
{
    // The passwords are all "secret".
    private const string Hash = "$2y$05$......................35w9tBXOiWEqF4YNx8Fn9rPUbxS7RTu";

    private readonly TemporaryFolder _kept = new(), _files = new();
    private readonly GoingClock _clock = new();
    private readonly SettingsWithUserFiles _settings;
    private readonly SignIns _signIns;

    public UserFilesTests()
    {
        Write($"anna:{Hash}\nbert:{Hash}\n# a remark\ncarla:{{SHA}}abc\nidle:{Hash}\n", "viewer:anna,bert\n\n# a remark\nsuperuser: bert , carla\nlogs_only:idle\n");
        _settings = new SettingsWithUserFiles(SqliteSettingsStore.Open(_kept.Path), new UserFiles(_files.Path, _clock, NullLogger.Instance));
        _signIns = new SignIns(_settings, _clock, NullLogger<SignIns>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _signIns.Dispose();
        await _settings.DisposeAsync();
        _kept.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Users_of_files_come_in_with_their_mightiest_role_beside_those_that_are_kept()
    {
        await _signIns.Users.AddAsync("dora", "correct horse", UserRole.Viewer, Cancel);
        Assert.Equal((UserRole.Viewer, UserRole.Admin), (await RoleAsync("anna", "secret"), await RoleAsync("bert", "secret")));
        Assert.Equal((UserRole.Viewer, (UserRole?)null), (await RoleAsync("dora", "correct horse"), await RoleAsync("anna", "wrong")));
        // One whose hash protects nothing, and one without a role that counts.
        Assert.Equal((null, null), (await RoleAsync("carla", "secret"), await RoleAsync("idle", "secret")));
        Assert.Equal("anna bert dora", string.Join(' ', (await _signIns.Users.ListAsync(Cancel)).Select(user => user.Name)));
    }

    [Fact]
    public async Task Programs_are_known_by_their_token_and_nobody_signs_in_as_one()
    {
        string console = new SecretDigest("token of the console").ToString(), server = new SecretDigest("token of the server").ToString(), idle = new SecretDigest("token of nobody").ToString();
        Write($"console:{{SHA256}}{console}\nserver:{{SHA256}}{server}\nidle:{{SHA256}}{idle}\nanna:{Hash}\n", "kibana_system:console\napm_server_writer:server,anna\nadmin:idle,console\nviewer:anna\n");
        var files = new UserFiles(_files.Path, _clock, NullLogger.Instance);
        Assert.Equal(new KnownProgram("console", ProgramRole.Console), files.ProgramOf("token of the console"));
        Assert.Equal(new KnownProgram("server", ProgramRole.Server), files.ProgramOf("token of the server"));
        foreach (string token in (string[])["", "token of nobody", "secret", console]) Assert.Null(files.ProgramOf(token));
        Assert.Equal(["anna"], files.Users.Keys);
        Assert.Null(await RoleAsync("console", "token of the console"));
    }

    [Fact]
    public async Task A_change_of_the_files_counts_soon_and_ends_the_sessions_of_whom_it_is_about()
    {
        var account = (await _signIns.TryAsync("anna", "secret", IPAddress.Loopback, Cancel)).Account!;
        Assert.NotNull(await _signIns.ContinueAsync("session", "anna", account.Stamp, Cancel));

        Write($"anna:{Hash}\n", "editor:anna\n");
        _clock.Pass(TimeSpan.FromSeconds(6));
        Assert.Null(await _signIns.ContinueAsync("session", "anna", account.Stamp, Cancel));
        Assert.Equal((UserRole.Editor, (UserRole?)null), (await RoleAsync("anna", "secret"), await RoleAsync("bert", "secret")));

        // Files that are away for a moment shut nobody out.
        File.Delete(Path.Combine(_files.Path, "users"));
        _clock.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal(UserRole.Editor, await RoleAsync("anna", "secret"));
    }

    [Fact]
    public async Task What_a_file_says_is_changed_there_alone()
    {
        foreach (var change in (Func<ValueTask<bool>>[])[() => _signIns.Users.SetPasswordAsync("anna", "correct horse", Cancel), () => _signIns.Users.SetRoleAsync("anna", UserRole.Admin, Cancel), () => _signIns.Users.RemoveAsync("anna", Cancel)])
            Assert.Contains("'anna' is named by the files of --users-dir", (await Assert.ThrowsAnyAsync<ArgumentException>(async () => await change())).Message, StringComparison.Ordinal);
        Assert.Contains("There is a user 'anna' already", (await Assert.ThrowsAnyAsync<ArgumentException>(async () => await _signIns.Users.AddAsync("anna", "correct horse", UserRole.Admin, Cancel))).Message, StringComparison.Ordinal);
        Assert.False(await _signIns.IsKeptAsync("anna", Cancel));
        Assert.Equal(UserRole.Viewer, await RoleAsync("anna", "secret"));
    }

    [Fact]
    public async Task Of_two_with_the_same_name_the_files_counts_and_the_kept_one_is_back_when_it_is_gone()
    {
        Write("", "");
        _clock.Pass(TimeSpan.FromSeconds(6));
        await _signIns.Users.AddAsync("anna", "correct horse", UserRole.Admin, Cancel);
        Assert.Equal(UserRole.Admin, await RoleAsync("anna", "correct horse"));

        Write($"anna:{Hash}\n", "viewer:anna\n");
        _clock.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal((UserRole.Viewer, (UserRole?)null), (await RoleAsync("anna", "secret"), await RoleAsync("anna", "correct horse")));

        Write("", "");
        _clock.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal(UserRole.Admin, await RoleAsync("anna", "correct horse"));
    }

    [Fact]
    public void A_directory_without_the_files_is_named()
    {
        Assert.Contains("/nowhere", Assert.Throws<SettingsUnavailableException>(() => new UserFiles("/nowhere", _clock, NullLogger.Instance)).Message, StringComparison.Ordinal);
    }

    private async Task<UserRole?> RoleAsync(string name, string password) => (await _signIns.TryAsync(name, password, IPAddress.Parse("192.0.2.1"), Cancel)).Account?.Role;

    private void Write(string users, string roles)
    {
        File.WriteAllText(Path.Combine(_files.Path, "users"), users);
        File.WriteAllText(Path.Combine(_files.Path, "users_roles"), roles);
    }

    private sealed class GoingClock : TimeProvider
    {
        private TimeSpan _passed;

        public void Pass(TimeSpan time) => _passed += time;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.Zero) + _passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _passed.Ticks;
    }
}
