using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Ashiato.Kube.Credentials;

namespace Ashiato.Kube.Client;

/// <summary>Connections to a server, made anew when the file with its certificate authority changes.</summary>
internal sealed class ServerLink(KubeConnection connection, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private HttpMessageInvoker? _invoker;
    private ServerTrust? _trust;
    private long _checked;

    /// <summary>The connections, with the trust that counts now.</summary>
    public async Task<HttpMessageInvoker> OpenAsync(CancellationToken cancel)
    {
        if (_invoker is { } open && time.GetElapsedTime(_checked) < s_checkEvery) return open;
        await _turn.WaitAsync(cancel);
        try
        {
            var trust = await connection.ReadTrustAsync(cancel);
            if (_invoker is null || trust != _trust)
            {
                // Requests that run keep their old connections; the collector ends those.
                _invoker = new HttpMessageInvoker(Create(trust));
                _trust = trust;
            }
            _checked = time.GetTimestamp();
            return _invoker;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _invoker?.Dispose();
        _turn.Dispose();
    }

    private SocketsHttpHandler Create(ServerTrust trust)
    {
        var handler = new SocketsHttpHandler
        {
            // A server that moved is noticed; a connection that died without a word is found by pings, or a watch would stay silent for many minutes.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            MaxConnectionsPerServer = 256,
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = TlsOptions(trust),
        };
        // What the environment says about proxies is about the world outside; a cluster's own server is reached directly unless its file names a proxy.
        handler.UseProxy = connection.Proxy is not null;
        if (connection.Proxy is { } proxy) handler.Proxy = new WebProxy(proxy);
        return handler;
    }

    private SslClientAuthenticationOptions TlsOptions(ServerTrust trust)
    {
        var options = new SslClientAuthenticationOptions();
        if (connection.SkipsVerification)
        {
#pragma warning disable CA5359 // Somebody wrote insecure-skip-tls-verify into their kubeconfig.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (trust.CertificateAuthorities is { } pem)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(pem);
            options.CertificateChainPolicy = policy;
        }
        if (trust.ClientCertificate is { } certificate && trust.ClientKey is { } key)
        {
            using var ephemeral = X509Certificate2.CreateFromPem(certificate, key);
            // Some platforms refuse keys that live in memory only.
            options.ClientCertificates = [X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null)];
        }
        return options;
    }
}
