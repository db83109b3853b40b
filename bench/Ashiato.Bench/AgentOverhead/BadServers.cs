using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashiato.Bench.AgentOverhead;

/// <summary>A server that takes everything, and others that behave badly.</summary>
internal sealed class BadServers : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private BadServers(WebApplication app, X509Certificate2 certificate, Uri absent) => (_app, _certificate, Absent) = (app, certificate, absent);

    /// <summary>Takes everything.</summary>
    public Uri Good => new(new Uri(_app.Urls.First()), "good");

    /// <summary>Knows no token.</summary>
    public Uri Unauthorised => new(new Uri(_app.Urls.First()), "unauthorised");

    /// <summary>Takes a request and never answers.</summary>
    public Uri Hanging => new(new Uri(_app.Urls.First()), "hanging");

    /// <summary>Shows a certificate that nobody trusts.</summary>
    public Uri Untrusted => new(_app.Urls.Last());

    /// <summary>Nobody listens there.</summary>
    public Uri Absent { get; }

    /// <summary>Starts them.</summary>
    public static async Task<BadServers> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        var app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Path.StartsWithSegments("/hanging")) await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.StatusCode = context.Request.Path.StartsWithSegments("/unauthorised") ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
        });
        await app.StartAsync();
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new BadServers(app, certificate, new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }
}
