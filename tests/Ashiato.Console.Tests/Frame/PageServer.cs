using System.Net;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Tests;
using Ashiato.Settings;
using Ashiato.Settings.Sqlite;
using Ashiato.Settings.Users;
using Ashiato.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Console.Tests.Frame;

/// <summary>The pages on a real Kestrel, over a store in memory.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    /// <summary>An hour around the sample events.</summary>
    public const string Range = "from=2026-11-22T11:30:00Z&to=2026-11-22T12:30:00Z";

    /// <summary>A service with three requests by two names; one of them failed.</summary>
    public static SampleEvents Shop => new SampleEvents()
        .Transaction("t1", takes: 351_000, name: "GET /orders")
        .Transaction("t2", at: 1_000_000, takes: 5_000, name: "GET /health")
        .Transaction("t3", at: 2_000_000, takes: 90_000, name: "GET /orders", with: batch => batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure));

    private readonly WebApplication _app;
    private readonly IEventStore _store;
    private readonly DirectoryInfo _settings;

    private PageServer(WebApplication app, IEventStore store, DirectoryInfo settings)
    {
        _settings = settings;
        _app = app;
        _store = store;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    /// <summary>Where the pages find what people and doctors have written.</summary>
    public ISettingsStore Settings => _app.Services.GetRequiredService<ISettingsStore>();

    /// <summary>The users; none at first.</summary>
    public UserDirectory Users => _app.Services.GetRequiredService<SignIns>().Users;

    /// <summary>What the pages are made of.</summary>
    public IServiceProvider Services => _app.Services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<PageServer> StartAsync(SampleEvents? events = null, Action<ConsoleOptions>? configure = null, IEventStore? other = null)
    {
        var store = other ?? (events is null ? new MemoryEventStore() : await events.ToStoreAsync());
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IEventStore>(store);
        builder.Services.AddSingleton<IQuestions, Questions>();
        var settings = Directory.CreateTempSubdirectory("ashiato-pages-");
        builder.Services.AddSingleton<ISettingsStore>(_ => SqliteSettingsStore.Open(settings.FullName));
        builder.Services.AddConsole(configure ?? (console => console.MayBeOpen = true));
        var app = builder.Build();
        app.MapConsole();
        await app.StartAsync(Cancel);
        return new PageServer(app, store, settings);
    }

    /// <summary>The HTML of a page that answers with the expected status.</summary>
    public async Task<string> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var response = await Client.SendAsync(request, Cancel);
        string html = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Cancel));
        Assert.True(response.StatusCode == expected, $"{path} answered {response.StatusCode}: {html}");
        return html;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _settings.Delete(recursive: true);
    }
}
