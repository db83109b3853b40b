using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ashiato.Agent.Settings;

namespace Ashiato.Agent.Delivery;

/// <summary>The connection to the servers: who is trusted, which one is used, and as whom.</summary>
internal sealed class ServerClient : IDisposable
{
    private static readonly TimeSpan s_connectWithin = TimeSpan.FromSeconds(5);

    private readonly AgentSettings _settings;
    private readonly SocketsHttpHandler _sockets;
    private int _server;

    public ServerClient(AgentSettings settings, AgentLog log)
    {
        _settings = settings;
        _sockets = new SocketsHttpHandler
        {
            ConnectTimeout = s_connectWithin < settings.ServerTimeout ? s_connectWithin : settings.ServerTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            // Names may come to mean another machine.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Trace context of the application has no business in the agent's own requests.
            ActivityHeadersPropagator = null,
            SslOptions = Trust(settings, log),
        };
        Http = new HttpClient(new Identified(_sockets, settings.Authorization), disposeHandler: false) { Timeout = settings.ServerTimeout };
    }

    /// <summary>For questions to the server.</summary>
    public HttpClient Http { get; }

    /// <summary>The server that is used now.</summary>
    public Uri Server => _settings.Servers[Volatile.Read(ref _server)];

    /// <summary>The address of a path of it.</summary>
    public Uri UrlOf(string path) => new(Server.ToString().TrimEnd('/') + path);

    /// <summary>A client that writes down what became of its requests.</summary>
    public HttpClient ForEvents(DeliveryHandler handler)
    {
        handler.InnerHandler = new Identified(_sockets, _settings.Authorization);
        return new HttpClient(handler, disposeHandler: false) { Timeout = _settings.ServerTimeout };
    }

    /// <summary>Goes on to the next server, if there are several.</summary>
    public void MoveOn(Uri from)
    {
        int now = Volatile.Read(ref _server);
        if (_settings.Servers[now] == from) Interlocked.CompareExchange(ref _server, (now + 1) % _settings.Servers.Count, now);
    }

    public void Dispose()
    {
        Http.Dispose();
        _sockets.Dispose();
    }

    private static SslClientAuthenticationOptions Trust(AgentSettings settings, AgentLog log)
    {
        var options = new SslClientAuthenticationOptions();
        if (!settings.VerifiesServer)
        {
#pragma warning disable CA5359 // The setting says so, and says in the documentation that it is for trials.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
            return options;
        }
        if (settings.AuthorityFile is not { } file) return options;
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            options.CertificateChainPolicy = policy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            log.Complain($"The authority '{file}' cannot be read ({e.Message.TrimEnd('.')}); certificates are judged by what this machine trusts. Give a file with certificates as PEM.");
        }
        return options;
    }

    /// <summary>Says who sends.</summary>
    private sealed class Identified(HttpMessageHandler inner, string? authorization) : DelegatingHandler(inner)
    {
        private static readonly string s_notToBeRecorded = $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-00";

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancel)
        {
            Identify(request);
            return base.Send(request, cancel);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            Identify(request);
            return base.SendAsync(request, cancel);
        }

        private void Identify(HttpRequestMessage request)
        {
            // Whoever traces the server, or what stands before it, need not trace this: it would be sent, and traced, and sent.
            request.Headers.Remove("traceparent");
            request.Headers.TryAddWithoutValidation("traceparent", s_notToBeRecorded);
            request.Headers.Remove("User-Agent");
            request.Headers.TryAddWithoutValidation("User-Agent", AgentIdentity.UserAgent);
            if (authorization is null) return;
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }
    }
}
