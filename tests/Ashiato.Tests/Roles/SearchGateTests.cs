using System.Text;
using Ashiato.Roles;
using Ashiato.Search;
using Ashiato.Settings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Sqlite;

namespace Ashiato.Tests.Roles;

public sealed class SearchGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_secrets_everyone_is_admitted()
    {
        using var data = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(data.Path);

        Assert.Null(SearchGate.Of(Options(null, null), settings, TimeProvider.System));
    }

    [Fact]
    public async Task Passwords_tokens_and_keys_open_what_they_are_for()
    {
        using var data = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(data.Path);
        var keys = new ApiKeys(settings, TimeProvider.System);
        var (_, reading) = await keys.CreateAsync("reads", ApiKeyPrivileges.EventRead, null, Cancel);
        var (_, writing) = await keys.CreateAsync("writes", ApiKeyPrivileges.EventWrite, null, Cancel);
        var admit = SearchGate.Of(Options("s3cret", "t0ken"), settings, TimeProvider.System)!;
        string wrongSecret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{reading.Id}:wrong"));

        Assert.Equal((true, true), await AdmitsAsync("Basic " + Convert.ToBase64String("elastic:s3cret"u8)));
        Assert.Equal((true, true), await AdmitsAsync("Bearer t0ken"));
        Assert.Equal((true, false), await AdmitsAsync("ApiKey " + reading.Encoded));
        Assert.Equal((false, true), await AdmitsAsync("apikey " + writing.Encoded));
        foreach (string header in new[] { "", "Basic", "Bearer", "Bearer T0ken", "ApiKey", "ApiKey %%%", "ApiKey bm9uZQ==", "ApiKey " + wrongSecret, "s3cret" })
            Assert.Equal((false, false), await AdmitsAsync(header));

        async Task<(bool Reads, bool Writes)> AdmitsAsync(string header) => (await admit(header, SearchAccess.Read, Cancel), await admit(header, SearchAccess.Write, Cancel));
    }

    private static ProgramOptions Options(string? password, string? token) =>
        ProgramOptions.Read(_ => null, name => name == SettingTable.ConsolePassword.Variable ? password : name == SettingTable.StoreToken.Variable ? token : null);
}
