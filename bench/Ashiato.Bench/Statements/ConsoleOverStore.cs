extern alias AshiatoConsole;
using System.Net;
using Ashiato.Settings;
using Ashiato.Settings.Sqlite;
using Ashiato.Storage;
using AshiatoConsole::Ashiato.Console;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Bench.Statements;

/// <summary>The console on a port of this machine, over a store of this process.</summary>
internal sealed class ConsoleOverStore : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ConsoleOverStore(WebApplication app)
    {
        _app = app;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Asks it.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts it, with settings of its own.</summary>
    public static async Task<ConsoleOverStore> StartAsync(IEventStore store, string settings, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<ISettingsStore>(_ => SqliteSettingsStore.Open(settings));
        builder.Services.AddConsole(static console => console.MayBeOpen = true);
        var app = builder.Build();
        app.MapConsole();
        await app.StartAsync(cancel);
        return new ConsoleOverStore(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
