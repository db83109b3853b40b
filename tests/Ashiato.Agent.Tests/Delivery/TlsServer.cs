using System.Net;
using System.Security.Cryptography.X509Certificates;
using Ashiato.Tests.EndToEnd;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ashiato.Agent.Tests.Delivery;

/// <summary>A server that takes any spans, and speaks TLS.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TlsServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts it with a certificate of an issuer.</summary>
    public static async Task<TlsServer> StartAsync(TestIssuer issuer, TaskCompletionSource gotSpans)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        // On some systems a key that stands in a file of its own must be imported with its certificate.
        using var pem = X509Certificate2.CreateFromPemFile(issuer.CertificatePath, issuer.KeyPath);
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (context.Request.Path == "/v1/traces" && body.Length > 0) gotSpans.TrySetResult();
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TlsServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
