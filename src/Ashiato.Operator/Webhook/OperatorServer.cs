using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Operator.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ashiato.Operator.Webhook;

/// <summary>The operator's own ports: the webhook by TLS, probes and metrics without.</summary>
internal sealed class OperatorServer : IAsyncDisposable
{
    // Objects are at most 3 MiB; a review holds two of them at most.
    private const long MaxReview = 7 << 20;
    private readonly OperatorOptions _options;
    private readonly IReadOnlyList<Controller> _controllers;
    private readonly OperatorUuid _uuid;
    private readonly AdmissionReview _review;
    private readonly WebApplication _app;
    private X509Certificate2? _certificate;

    public OperatorServer(OperatorParts parts, IReadOnlyList<Controller> controllers, OperatorUuid uuid, ILoggerFactory logs)
    {
        (_options, _controllers, _uuid, _review) = (parts.Options, controllers, uuid, new AdmissionReview(parts));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>True once the operator has seen the cluster.</summary>
    public bool IsReady { get; set; }

    /// <summary>What the webhook serves from now on.</summary>
    public void Serve(X509Certificate2 certificate) => _certificate = certificate;

    // Without a port of its own, Kestrel would take one that nobody asked for.
    private bool HasPorts => _options.HasWebhook || _options.MetricsPort > 0;

    /// <summary>Opens the ports, if there are any.</summary>
    public Task StartAsync(CancellationToken cancel) => HasPorts ? _app.StartAsync(cancel) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (HasPorts) await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _certificate?.Dispose();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxReview;
        void secure(ListenOptions listen) => listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => _certificate);
        if (_options.HasWebhook) Listen(kestrel, _options.WebhookPort, secure);
        if (_options.MetricsPort > 0) Listen(kestrel, _options.MetricsPort, static _ => { });
    }

    private void Listen(KestrelServerOptions kestrel, int port, Action<ListenOptions> configure)
    {
        if (_options.ListenHost == "*") kestrel.ListenAnyIP(port, configure);
        else kestrel.Listen(IPAddress.Parse(_options.ListenHost), port, configure);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/livez":
                await context.Response.WriteAsync("ok\n");
                break;
            case "/readyz":
                context.Response.StatusCode = IsReady ? 200 : 503;
                await context.Response.WriteAsync(IsReady ? "ok\n" : "the cluster has not been seen yet\n");
                break;
            case "/metrics":
                context.Response.ContentType = "text/plain; version=0.0.4";
                await context.Response.WriteAsync(Metrics());
                break;
            case { } path when path.StartsWith("/validate-", StringComparison.Ordinal) && context.Request.IsHttps:
                await ReviewAsync(context);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private async Task ReviewAsync(HttpContext context)
    {
        JsonObject? review = null;
        try
        {
            review = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            // Answered below.
        }
        if (review is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("An AdmissionReview in JSON was expected.\n");
            return;
        }
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync((await _review.AnswerAsync(review, context.RequestAborted)).ToJsonString());
    }

    private string Metrics()
    {
        var text = new StringBuilder();
        // A replica that stands by has not read it.
        if (_uuid.Value is { } uuid) text.Append(CultureInfo.InvariantCulture, $"# TYPE ashiato_operator_info gauge\nashiato_operator_info{{uuid=\"{uuid}\"}} 1\n");
        text.Append("# TYPE ashiato_operator_reconciles_total counter\n");
        foreach (var controller in _controllers)
        {
            var (done, failed) = controller.Counts;
            text.Append(CultureInfo.InvariantCulture, $"ashiato_operator_reconciles_total{{controller=\"{controller.Reconciler.Kind.Controller}\",result=\"success\"}} {done}\n");
            text.Append(CultureInfo.InvariantCulture, $"ashiato_operator_reconciles_total{{controller=\"{controller.Reconciler.Kind.Controller}\",result=\"error\"}} {failed}\n");
        }
        text.Append("# TYPE ashiato_operator_queue_length gauge\n");
        foreach (var controller in _controllers) text.Append(CultureInfo.InvariantCulture, $"ashiato_operator_queue_length{{controller=\"{controller.Reconciler.Kind.Controller}\"}} {controller.Queue.Count}\n");
        return text.ToString();
    }
}
