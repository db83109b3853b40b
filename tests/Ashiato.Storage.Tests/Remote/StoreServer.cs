using Ashiato.Storage.Remote;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Tests.Remote;

/// <summary>A real Kestrel on a free loopback port that offers a store in memory.</summary>
internal sealed class StoreServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StoreServer(WebApplication app, MemoryEventStore store)
    {
        _app = app;
        Store = store;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First() + "/") };
    }

    public MemoryEventStore Store { get; }

    public HttpClient Client { get; }

    /// <param name="options">How the store is offered.</param>
    /// <param name="between">Stands between the network and the endpoints.</param>
    /// <param name="offered">The store that is offered; without it, one in memory.</param>
    public static async Task<StoreServer> StartAsync(StoreEndpointOptions? options = null, Func<HttpContext, RequestDelegate, Task>? between = null, IEventStore? offered = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        if (between is not null) app.Use(between);
        var store = new MemoryEventStore();
        app.MapEventStore(offered ?? store, options);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new StoreServer(app, store);
    }

    public RemoteEventStore Open(RemoteStoreOptions? options = null) => new(Client, options);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
    }
}
