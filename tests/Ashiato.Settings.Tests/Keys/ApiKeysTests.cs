using System.Text;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Sqlite;

namespace Ashiato.Settings.Tests.Keys;

public sealed class ApiKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_is_kept_without_its_secret()
    {
        await using var store = SqliteSettingsStore.Open(_folder.Path);
        var keys = new ApiKeys(store, TimeProvider.System);

        var (made, credentials) = await keys.CreateAsync("shop", ApiKeyPrivileges.EventWrite, TimeSpan.FromDays(1), Cancel);

        var found = await keys.FindAsync(made.Id, Cancel);
        Assert.Equal(made, found);
        Assert.Equal(TimeSpan.FromDays(1), made.ExpiresAt - made.CreatedAt);
        Assert.True(SecretDigest.Parse(found!.Digest).Matches(credentials.Secret));
        Assert.False(SecretDigest.Parse(found.Digest).Matches(credentials.Secret + "x"));
        Assert.DoesNotContain(credentials.Secret, Encoding.UTF8.GetString((await store.ListAsync("api-key", Cancel)).Single().Value), StringComparison.Ordinal);
        Assert.Equal($"{made.Id}:{credentials.Secret}", Encoding.UTF8.GetString(Convert.FromBase64String(credentials.Encoded)));
        Assert.DoesNotContain(credentials.Secret, credentials.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_is_gone()
    {
        await using var store = SqliteSettingsStore.Open(_folder.Path);
        var keys = new ApiKeys(store, TimeProvider.System);
        var (first, _) = await keys.CreateAsync("a", ApiKeyPrivileges.All, null, Cancel);
        var (second, _) = await keys.CreateAsync("a", ApiKeyPrivileges.All, null, Cancel);

        Assert.True(await keys.RevokeAsync(first.Id, Cancel));
        Assert.False(await keys.RevokeAsync(first.Id, Cancel));

        Assert.Equal([second], await keys.ListAsync(Cancel));
    }

    [Theory]
    [InlineData("", ApiKeyPrivileges.All, 1)]
    [InlineData(" ", ApiKeyPrivileges.All, 1)]
    [InlineData("a", ApiKeyPrivileges.None, 1)]
    [InlineData("a", (ApiKeyPrivileges)16, 1)]
    [InlineData("a", ApiKeyPrivileges.All, 0)]
    [InlineData("a", ApiKeyPrivileges.All, 9_999_999)]
    public async Task A_key_needs_a_name_a_privilege_and_a_life(string name, ApiKeyPrivileges privileges, int days)
    {
        await using var store = SqliteSettingsStore.Open(_folder.Path);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await new ApiKeys(store, TimeProvider.System).CreateAsync(name, privileges, TimeSpan.FromDays(days), Cancel));

        Assert.Empty(await store.ListAsync("api-key", Cancel));
    }

    [Fact]
    public void Privileges_are_read_by_their_names()
    {
        Assert.True(ApiKeyPrivilegeNames.TryParse(["event:write", "sourcemap:write"], out var privileges, out _));
        Assert.Equal(["event:write", "sourcemap:write"], privileges.Names());
        Assert.False(ApiKeyPrivilegeNames.TryParse(["event:delete"], out _, out var unknown));
        Assert.Contains("no privilege 'event:delete'", unknown?.ToString(), StringComparison.Ordinal);
        Assert.False(ApiKeyPrivilegeNames.TryParse([], out _, out var none));
        Assert.Contains("config_agent:read", none?.ToString(), StringComparison.Ordinal);
    }
}
