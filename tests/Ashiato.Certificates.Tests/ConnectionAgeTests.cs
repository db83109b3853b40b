using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ashiato.Certificates.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Certificates.Tests;

/// <summary>What becomes of connections that were made with a certificate of before.</summary>
public sealed class ConnectionAgeTests : IAsyncLifetime
{
    private readonly HourTime _time = new();
    private readonly Certificates _certificates = new();
    private readonly TaskCompletionSource _mayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously), _hasBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _app = null!;
    private volatile string _shown = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var door = new ConnectionDoor(_certificates, null, _time);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => door.Guard(listen, speaksHttp2InClear: false)));
        _app = builder.Build();
        _app.Run(async context =>
        {
            if (context.Request.Path == "/slow")
            {
                _hasBegun.SetResult();
                await _mayEnd.Task;
            }
            await context.Response.WriteAsync(context.Connection.Id);
        });
        await _app.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _mayEnd.TrySetResult();
        await _app.DisposeAsync();
        _certificates.Dispose();
    }

    [Fact]
    public async Task One_of_http_2_is_given_up_after_an_hour_without_losing_a_request_and_the_next_shows_the_new_certificate()
    {
        using var client = Client(HttpVersion.Version20);
        string first = await AskAsync(client, "/"), before = _shown;
        var slow = AskAsync(client, "/slow");
        await _hasBegun.Task.WaitAsync(Cancel);
        _certificates.Renew();
        Assert.Equal(first, await AskAsync(client, "/"));

        _time.PassAnHour();
        // The client learns of it between two requests.
        string next = first;
        while (next == first) next = await AskAsync(client, "/");
        Assert.NotEqual(before, _shown);
        _mayEnd.SetResult();
        Assert.Equal(first, await slow);
    }

    [Fact]
    public async Task One_of_http_1_stays()
    {
        using var client = Client(HttpVersion.Version11);
        string first = await AskAsync(client, "/");
        _certificates.Renew();
        _time.PassAnHour();
        Assert.Equal(first, await AskAsync(client, "/"));
    }

    private static async Task<string> AskAsync(HttpClient client, string path)
    {
        Cancel.ThrowIfCancellationRequested();
        return await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
    }

    private HttpClient Client(Version version)
    {
        // Nobody has signed it; it is known by itself.
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            _shown = certificate!.GetCertHashString();
            return _shown == _certificates.Current.Certificate.GetCertHashString();
        };
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().Replace("http://", "https://", StringComparison.Ordinal);
        return new HttpClient(handler) { BaseAddress = new Uri(address), DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    /// <summary>Timers of an hour end when the test says so.</summary>
    private sealed class HourTime : TimeProvider
    {
        private readonly List<Action> _hours = [];

        public void PassAnHour() => _hours.ForEach(static ends => ends());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromHours(1)) _hours.Add(() => callback(state));
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class Certificates : IServerCertificates
    {
        public ServedCertificate Current { get; private set; } = Make();

        public string? AuthorityPem => null;

        public string? AuthorityFingerprint => null;

        public void Renew() => Current = Make();

        public ValueTask<ServedCertificate> ForAsync(string serverName, IPAddress? local, CancellationToken cancel) => ValueTask.FromResult(Current);

        public void Dispose() => Current.Certificate.Dispose();

        private static ServedCertificate Make()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
            return new ServedCertificate(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1)), []);
        }
    }
}
