using System.Text;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Users;

namespace Ashiato.Settings.Tests.Users;

public sealed class UserDirectoryTests : IDisposable
{
    private const string Password = "correct horse";

    private readonly TemporaryFolder _folder = new();
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_user_is_kept_without_the_password()
    {
        await using var store = SqliteSettingsStore.Open(_folder.Path);
        var users = new UserDirectory(store, TimeProvider.System);

        var added = await users.AddAsync("elastic", Password, UserRole.Admin, Cancel);

        Assert.Equal([added], await users.ListAsync(Cancel));
        Assert.True(PasswordHash.Matches(added.PasswordHash, Password));
        Assert.DoesNotContain(Password, Encoding.UTF8.GetString((await store.ListAsync("user", Cancel)).Single().Value), StringComparison.Ordinal);
        Assert.Equal("user elastic (admin)", added.ToString());
    }

    [Fact]
    public async Task A_change_of_password_or_role_draws_another_stamp()
    {
        await using var store = SqliteSettingsStore.Open(_folder.Path);
        var users = new UserDirectory(store, TimeProvider.System);
        await users.AddAsync("elastic", Password, UserRole.Admin, Cancel);
        var first = await users.AddAsync("viola", Password, UserRole.Viewer, Cancel);

        Assert.True(await users.SetRoleAsync("viola", UserRole.Editor, Cancel));
        var second = (await users.ListAsync(Cancel))[1];
        Assert.True(await users.SetPasswordAsync("viola", "another horse", Cancel));
        var third = (await users.ListAsync(Cancel))[1];

        Assert.Equal((UserRole.Editor, UserRole.Editor), (second.Role, third.Role));
        Assert.Equal(3, new[] { first.Stamp, second.Stamp, third.Stamp }.Distinct().Count());
        Assert.True(PasswordHash.Matches(third.PasswordHash, "another horse"));
    }

    [Fact]
    public async Task There_is_always_an_admin()
    {
        await using var store = SqliteSettingsStore.Open(_folder.Path);
        var users = new UserDirectory(store, TimeProvider.System);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await users.AddAsync("viola", Password, UserRole.Viewer, Cancel));
        await users.AddAsync("elastic", Password, UserRole.Admin, Cancel);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await users.RemoveAsync("elastic", Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await users.SetRoleAsync("elastic", UserRole.Editor, Cancel));

        await users.AddAsync("second", Password, UserRole.Admin, Cancel);
        Assert.True(await users.RemoveAsync("elastic", Cancel));
        Assert.Equal("second", Assert.Single(await users.ListAsync(Cancel)).Name);
    }

    [Theory]
    [InlineData("", Password)]
    [InlineData("a b", Password)]
    [InlineData("<b>", Password)]
    [InlineData("viola\n", Password)]
    [InlineData("viola", "short")]
    [InlineData("violaviola", "VIOLAviola")]
    [InlineData("viola", "aaaaaaaaaaaa")]
    public async Task Names_and_passwords_that_cannot_be_are_refused(string name, string password)
    {
        await using var store = SqliteSettingsStore.Open(_folder.Path);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await new UserDirectory(store, TimeProvider.System).AddAsync(name, password, UserRole.Admin, Cancel));

        Assert.Empty(await store.ListAsync("user", Cancel));
    }

    [Fact]
    public async Task A_name_is_given_once_and_unknown_ones_change_nothing()
    {
        await using var store = SqliteSettingsStore.Open(_folder.Path);
        var users = new UserDirectory(store, TimeProvider.System);
        await users.AddAsync("elastic", Password, UserRole.Admin, Cancel);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await users.AddAsync("elastic", "another horse", UserRole.Viewer, Cancel));
        Assert.False(await users.SetPasswordAsync("nobody", "another horse", Cancel));
        Assert.False(await users.SetRoleAsync("nobody", UserRole.Admin, Cancel));
        Assert.False(await users.RemoveAsync("nobody", Cancel));

        Assert.True(PasswordHash.Matches(Assert.Single(await users.ListAsync(Cancel)).PasswordHash, Password));
    }

    [Fact]
    public void A_password_that_was_made_can_be_used_and_is_another_each_time()
    {
        string made = Passwords.Make();

        Assert.Null(Passwords.Problem("elastic", made));
        Assert.NotEqual(made, Passwords.Make());
    }
}
