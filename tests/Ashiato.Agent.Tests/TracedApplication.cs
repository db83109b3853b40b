using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Tests;

/// <summary>An application on a real Kestrel that uses the agent as its documentation says.</summary>
internal sealed class TracedApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TracedApplication(WebApplication app, LogLines log, Uri address)
    {
        (_app, Log) = (app, log);
        // Its own client is not traced: it would be one more service.
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <summary>The lines of the application's log that the agent wrote.</summary>
    public LogLines Log { get; }

    public AgentRuntime Agent => _app.Services.GetRequiredService<AgentRuntime>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts it.</summary>
    /// <param name="server">Where the agent sends.</param>
    /// <param name="map">Its endpoints.</param>
    /// <param name="settings">Settings of the agent beside those for a test, such as <c>TransactionMaxSpans=3</c>.</param>
    public static async Task<TracedApplication> StartAsync(Uri server, Action<WebApplication> map, params string[] settings)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new[] { $"ServerUrl={server}", "ServiceName=shop", "FlushInterval=20ms", "MetricsInterval=0" }.Concat(settings)
            .Select(setting => setting.Split('=', 2)).GroupBy(pair => pair[0]).Select(pairs => KeyValuePair.Create("Ashiato:" + pairs.Key, (string?)pairs.Last()[1])));
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddHttpClient();
        builder.Services.AddAshiato();
        var app = builder.Build();
        map(app);
        await app.StartAsync(Cancel);
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new TracedApplication(app, log, new Uri(address));
    }

    /// <summary>Asks for something.</summary>
    /// <returns>The status.</returns>
    public async Task<HttpStatusCode> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
