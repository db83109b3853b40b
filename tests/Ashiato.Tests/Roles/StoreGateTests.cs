using Ashiato.Model;
using Ashiato.Roles;
using Ashiato.Search;
using Ashiato.Settings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Users;
using Ashiato.Storage.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Tests.Roles;

/// <summary>What programs with a token of their own may do with a store.</summary>
public sealed class StoreGateTests : IAsyncDisposable
{
    private const string Console = "token of the console", Server = "token of the server", Store = "token of the store";

    private readonly TemporaryFolder _data = new(), _files = new();
    private readonly SqliteSettingsStore _settings;
    private readonly Access _access;

    public StoreGateTests()
    {
        File.WriteAllText(Path.Combine(_files.Path, "users"), $"console:{{SHA256}}{new SecretDigest(Console)}\nserver:{{SHA256}}{new SecretDigest(Server)}\n");
        File.WriteAllText(Path.Combine(_files.Path, "users_roles"), "kibana_system:console\napm_server_writer:server\n");
        _settings = SqliteSettingsStore.Open(_data.Path);
        var files = new UserFiles(_files.Path, TimeProvider.System, NullLogger.Instance);
        _access = new Access(new SignIns(_settings, TimeProvider.System, NullLogger<SignIns>.Instance, null), new SecretDigest(Store), null, null, files);
    }

    public async ValueTask DisposeAsync()
    {
        _access.Dispose();
        await _settings.DisposeAsync();
        _data.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData(Store, "POST", "/store/v1/groups", "", 200)]
    [InlineData(Console, "POST", "/store/v1/groups", "", 200)]
    [InlineData(Console, "GET", "/settings/v1/documents", "?kind=user", 200)]
    [InlineData(Server, "POST", "/store/v1/append", "", 200)]
    [InlineData(Server, "GET", "/store/v1/status", "", 200)]
    [InlineData(Server, "GET", "/settings/v1/documents", "?kind=agent-configuration", 200)]
    [InlineData(Server, "PUT", "/settings/v1/document", "?kind=doctor-report&key=a", 200)]
    [InlineData(Server, "POST", "/store/v1/groups", "", 403)]
    [InlineData(Server, "POST", "/store/v1/tail", "", 403)]
    [InlineData(Server, "POST", "/store/v1/delete", "", 403)]
    [InlineData(Server, "POST", "/store/v1/backup", "", 403)]
    [InlineData(Server, "GET", "/settings/v1/documents", "?kind=user", 403)]
    [InlineData(Server, "PUT", "/settings/v1/document", "?kind=user&key=me", 403)]
    [InlineData(Server, "PUT", "/settings/v1/document", "?kind=api-key&key=mine", 403)]
    [InlineData("another", "POST", "/store/v1/append", "", 401)]
    [InlineData("", "GET", "/store/v1/status", "", 401)]
    public async Task A_console_may_do_all_and_a_server_what_it_needs(string token, string method, string path, string query, int code)
    {
        var context = Request(token, method, path, query);
        await new StoreGate(_access, mayBeOpen: false, trustsAnyName: false).InvokeAsync(context, _ => Task.CompletedTask);
        Assert.Equal(code, context.Response.StatusCode);
    }

    [Theory]
    [InlineData(Store, false)]
    [InlineData(Console, false)]
    [InlineData(Server, true)]
    public async Task Of_events_a_server_reads_what_servers_tell_each_other(string token, bool isLimited)
    {
        var context = Request(token, "POST", "/store/v1/rows", "");
        Filter? limit = Filter.Everything;
        await new StoreGate(_access, mayBeOpen: false, trustsAnyName: false).InvokeAsync(context, passed =>
        {
            limit = ProgramRights.MayRead(passed);
            return Task.CompletedTask;
        });
        Assert.Equal(isLimited ? [Fields.DataStreamDataset.Name, "apm.sampled"] : null, limit is Filter.TextIn only ? [only.Field.Name, .. only.Values] : (string[]?)null);
    }

    [Theory]
    [InlineData("Bearer " + Server, SearchAdmission.Forbidden, SearchAdmission.Welcome)]
    [InlineData("Bearer " + Console, SearchAdmission.Welcome, SearchAdmission.Welcome)]
    [InlineData("Basic c2VydmVyOnRva2VuIG9mIHRoZSBzZXJ2ZXI=", SearchAdmission.Forbidden, SearchAdmission.Welcome)]
    [InlineData("Bearer another", SearchAdmission.Unknown, SearchAdmission.Unknown)]
    public async Task The_search_API_knows_them_too(string header, SearchAdmission reading, SearchAdmission writing)
    {
        var gate = new SearchGate(_access, new ApiKeys(_settings, TimeProvider.System), mayBeOpen: false, trustsAnyName: false, TimeProvider.System);
        var context = Request("", "GET", "/", "");
        context.Request.Headers.Authorization = header;
        Assert.Equal((reading, writing), (await gate.AdmitAsync(context, SearchAccess.Read), await gate.AdmitAsync(context, SearchAccess.Write)));
    }

    private static DefaultHttpContext Request(string token, string method, string path, string query)
    {
        var context = new DefaultHttpContext { Request = { Method = method, Path = path, QueryString = new QueryString(query) } };
        if (token.Length > 0) context.Request.Headers.Authorization = "Bearer " + token;
        return context;
    }
}
