using System.Net;
using Ashiato.Settings.Remote;
using Ashiato.Settings.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Ashiato.Settings.Tests.Remote;

public sealed class RemoteSettingsStoreTests : SettingsStoreContract, IAsyncDisposable
{
    private const string Token = "between-us";
    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;
    private SqliteSettingsStore? _served;
    private HttpClient? _client;

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        if (_served is not null) await _served.DisposeAsync();
        _folder.Dispose();
    }

    protected override async ValueTask<ISettingsStore> OpenAsync() => new RemoteSettingsStore(await ServeAsync(), Token);

    [Theory]
    [InlineData(null)]
    [InlineData("between-u")]
    [InlineData("between-us-all")]
    public async Task Without_the_token_nothing_is_told(string? token)
    {
        await using var stranger = new RemoteSettingsStore(await ServeAsync(), token);

        var refused = await Assert.ThrowsAsync<SettingsUnavailableException>(async () => await stranger.ListAsync("pin", Cancel));

        Assert.Contains("does not accept the token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_to_be_so()
    {
        var client = await ServeAsync();
        await using var store = new RemoteSettingsStore(client, Token);
        await _app!.StopAsync(Cancel);

        var away = await Assert.ThrowsAsync<SettingsUnavailableException>(async () => await store.FindAsync("pin", "a", Cancel));

        Assert.Contains("cannot be reached", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_without_settings_is_said_to_be_so()
    {
        var client = await ServeAsync();
        using var elsewhere = new HttpClient { BaseAddress = new Uri(client.BaseAddress!, "elsewhere/") };
        await using var store = new RemoteSettingsStore(elsewhere, Token);

        var wrong = await Assert.ThrowsAsync<SettingsUnavailableException>(async () => await store.FindAsync("pin", "a", Cancel));

        Assert.Contains("There are no settings at", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_no_number_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "settings/v1/document?kind=pin&key=a") { Content = new ByteArrayContent([1]) };
        request.Headers.TryAddWithoutValidation("If-Match", "\"new\"");
        request.Headers.Authorization = new("Bearer", Token);

        using var answer = await (await ServeAsync()).SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<HttpClient> ServeAsync()
    {
        _served = SqliteSettingsStore.Open(_folder.Path);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapSettings(_served, Token);
        await _app.StartAsync(Cancel);
        return _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }
}
