using System.Net;
using System.Text;
using Ashiato.Roles;
using Ashiato.Search;
using Ashiato.Settings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Tests.Roles;

public sealed class SearchGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_secrets_everyone_of_this_machine_is_admitted()
    {
        using var data = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(data.Path);
        var gate = Gate(settings, null, null, mayBeOpen: true);

        Assert.Equal(SearchAdmission.Welcome, await gate.AdmitAsync(Request(""), SearchAccess.Write));
        Assert.Equal(SearchAdmission.OtherName, await gate.AdmitAsync(Request("", host: "elsewhere.example.org"), SearchAccess.Read));
    }

    [Fact]
    public async Task An_address_for_other_machines_is_never_open()
    {
        using var data = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(data.Path);

        Assert.Equal(SearchAdmission.Unknown, await Gate(settings, null, null, mayBeOpen: false).AdmitAsync(Request(""), SearchAccess.Read));
    }

    [Fact]
    public async Task Passwords_tokens_and_keys_open_what_they_are_for()
    {
        using var data = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(data.Path);
        var keys = new ApiKeys(settings, TimeProvider.System);
        var (_, reading) = await keys.CreateAsync("reads", ApiKeyPrivileges.EventRead, null, Cancel);
        var (_, writing) = await keys.CreateAsync("writes", ApiKeyPrivileges.EventWrite, null, Cancel);
        var gate = Gate(settings, "s3cret-of-elastic", "t0ken", mayBeOpen: true);
        await new UserDirectory(settings, TimeProvider.System, hasAdmin: true).AddAsync("viola", "looks-only", UserRole.Viewer, Cancel);
        string wrongSecret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{reading.Id}:wrong"));
        var (yes, no, known) = (SearchAdmission.Welcome, SearchAdmission.Unknown, SearchAdmission.Forbidden);

        Assert.Equal((yes, yes), await AdmitsAsync("Basic " + Convert.ToBase64String("elastic:s3cret-of-elastic"u8)));
        Assert.Equal((yes, known), await AdmitsAsync("Basic " + Convert.ToBase64String("viola:looks-only"u8)));
        Assert.Equal((yes, yes), await AdmitsAsync("Bearer t0ken"));
        Assert.Equal((yes, known), await AdmitsAsync("ApiKey " + reading.Encoded));
        Assert.Equal((known, yes), await AdmitsAsync("apikey " + writing.Encoded));
        foreach (string header in new[] { "", "Basic", "Basic %%%", "Bearer", "Bearer T0ken", "ApiKey", "ApiKey %%%", "ApiKey bm9uZQ==", "ApiKey " + wrongSecret, "s3cret-of-elastic" })
            Assert.Equal((no, no), await AdmitsAsync(header));

        async Task<(SearchAdmission Reads, SearchAdmission Writes)> AdmitsAsync(string header) =>
            (await gate.AdmitAsync(Request(header), SearchAccess.Read), await gate.AdmitAsync(Request(header), SearchAccess.Write));
    }

    [Fact]
    public async Task Guessing_is_locked_out_even_when_the_last_guess_is_right()
    {
        using var data = new TemporaryFolder();
        await using var settings = SqliteSettingsStore.Open(data.Path);
        var gate = Gate(settings, "s3cret-of-elastic", null, mayBeOpen: true);

        for (int i = 1; i < FailedSignIns.MostForUser; i++)
            Assert.Equal(SearchAdmission.Unknown, await gate.AdmitAsync(Request(Basic($"guess {i}")), SearchAccess.Read));
        Assert.Equal(SearchAdmission.Locked, await gate.AdmitAsync(Request(Basic("guess")), SearchAccess.Read));

        Assert.Equal(SearchAdmission.Locked, await gate.AdmitAsync(Request(Basic("s3cret-of-elastic")), SearchAccess.Read));
        Assert.Equal(SearchAdmission.Welcome, await gate.AdmitAsync(Request(Basic("s3cret-of-elastic"), address: "192.0.2.7"), SearchAccess.Read));
    }

    private static string Basic(string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("elastic:" + password));

    private static SearchGate Gate(ISettingsStore settings, string? password, string? token, bool mayBeOpen)
    {
        var signIns = new SignIns(settings, TimeProvider.System, NullLogger<SignIns>.Instance, password is null ? null : () => password);
        return new SearchGate(new Access(signIns, token is null ? null : new SecretDigest(token), null), new ApiKeys(settings, TimeProvider.System), mayBeOpen, trustsAnyName: false, TimeProvider.System);
    }

    private static DefaultHttpContext Request(string authorization, string host = "localhost:9200", string address = "127.0.0.1")
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        context.Request.Host = new HostString(host);
        if (authorization.Length > 0) context.Request.Headers.Authorization = authorization;
        return context;
    }
}
