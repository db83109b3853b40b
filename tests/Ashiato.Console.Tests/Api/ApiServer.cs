using System.Net;
using System.Text.Json;
using Ashiato.Console.Api;
using Ashiato.Console.Frame;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Settings;
using Ashiato.Settings.SourceMaps;
using Ashiato.Settings.Sqlite;
using Ashiato.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Tests.Api;

/// <summary>The endpoints on a real Kestrel, over a store in memory.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _settings;

    private ApiServer(WebApplication app, IEventStore store, DirectoryInfo settings)
    {
        _app = app;
        _settings = settings;
        Store = store;
        Client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public IEventStore Store { get; }

    public HttpClient Client { get; }

    public SourceMapStore Maps => _app.Services.GetRequiredService<SourceMapStore>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ApiServer> StartAsync(IEventStore store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(store);
        var settings = Directory.CreateTempSubdirectory("ashiato-api-");
        builder.Services.AddSingleton<ISettingsStore>(_ => SqliteSettingsStore.Open(settings.FullName));
        builder.Services.AddSingleton<IOtlpReader, OtlpFiles>();
        builder.Services.AddApi();
        var app = builder.Build();
        // The language of the answers, as the program chooses it.
        app.UseMiddleware<ReaderChoices>();
        app.MapApi();
        await app.StartAsync(Cancel);
        return new ApiServer(app, store, settings);
    }

    /// <summary>The JSON of an answer of the expected status.</summary>
    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == expected, $"{path} answered {response.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }

    /// <summary>The JSON of an answer to a request that changes something; undefined for an answer without a body.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await Client.SendAsync(request, Cancel);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == expected, $"{method} {path} answered {response.StatusCode}: {body}");
        return body.Length == 0 ? default : JsonElement.Parse(body);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
        _settings.Delete(recursive: true);
    }
}
