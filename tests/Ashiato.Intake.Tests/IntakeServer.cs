using System.Net;
using System.Net.Http.Headers;
using Ashiato.Doctor;
using Ashiato.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Intake.Tests;

/// <summary>Intake on a real Kestrel, on a free port of the loopback.</summary>
internal sealed class IntakeServer : IAsyncDisposable
{
    public const string Events = "/intake/v2/events";

    private readonly WebApplication _app;

    private IntakeServer(WebApplication app, RecordingStore store, SettingsInMemory settings, Uri address)
    {
        _app = app;
        Store = store;
        Settings = settings;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    public RecordingStore Store { get; }

    public SettingsInMemory Settings { get; }

    public HttpClient Client { get; }

    /// <summary>What the doctor saw of attempts that came to nothing.</summary>
    public IEnumerable<(Cause Cause, string? Detail)> Failures =>
        _app.Services.GetRequiredService<ConnectionDoctor>().Memory.Read(DateTimeOffset.MinValue).Where(finding => finding.Cause != Cause.Delivered).Select(finding => (finding.Cause, finding.Detail));

    public int Port => Client.BaseAddress!.Port;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a server; it makes no metrics unless told to, so that what is stored is what was sent.</summary>
    public static async Task<IntakeServer> StartAsync(Action<IntakeOptions>? configure = null, RecordingStore? store = null, TimeProvider? time = null)
    {
        store ??= new RecordingStore();
        var settings = new SettingsInMemory();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.AddIntake(options =>
        {
            options.Aggregation.Intervals = "off";
            configure?.Invoke(options);
        });
        builder.WebHost.ConfigureKestrel(server =>
        {
            IntakeKestrel.Configure(server);
            server.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        app.MapIntake(store, settings);
        await app.StartAsync(Cancel);
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new IntakeServer(app, store, settings, new Uri(address));
    }

    /// <summary>Posts a body as an agent does.</summary>
    public Task<HttpResponseMessage> PostAsync(byte[] body, string? encoding = null, string path = Events) => PostAsync(new ByteArrayContent(body), encoding, path);

    public Task<HttpResponseMessage> PostAsync(HttpContent content, string? encoding = null, string path = Events)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return Client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);
    }

    public Task StopAsync() => _app.StopAsync(Cancel);

    public IReadOnlyList<EventRow> Stored => Store.Events;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
    }
}
