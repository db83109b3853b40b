using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ashiato.Intake;

/// <summary>What agents expect of the listener that they send to.</summary>
public static class IntakeKestrel
{
    // A connection on which nothing comes costs memory, so it ends.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(45);

    // An answer that nobody reads holds what is in it.
    private static readonly MinDataRate s_slowestReader = new(bytesPerSecond: 64 * 1024, gracePeriod: TimeSpan.FromSeconds(30));

    private const int HeaderBytes = 1_048_576;

    private const int Http2WindowBytes = 1024 * 1024;

    /// <summary>Sets the limits of the server on which intake listens, and lets its ports take HTTP/1.1 and HTTP/2, with or without TLS.</summary>
    /// <remarks>
    /// Call it before the server's addresses are added: it is what they begin with.
    /// Bodies have no limit as a whole (each line has, see <see cref="IntakeOptions.MaxEventBytes"/>), and may come as slowly as they
    /// like: an agent holds a request open and sends now and then. Answers have to be read: within half a minute, or longer when they are longer than 2 MB.
    /// </remarks>
    /// <param name="server">The server's options.</param>
    /// <param name="guard">What connections pass before anything else; it may encrypt them.</param>
    public static void Configure(KestrelServerOptions server, Action<ListenOptions>? guard = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.AddServerHeader = false;
        var limits = server.Limits;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestLineSize = HeaderBytes;
        limits.Http2.MaxRequestHeaderFieldSize = HeaderBytes;
        limits.MaxRequestHeaderCount = 1_000;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = s_slowestReader;
        limits.KeepAliveTimeout = s_silence;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        // Exporters send large bodies: the standard window of 64 KiB would make each wait for many round trips.
        limits.Http2.InitialStreamWindowSize = Http2WindowBytes;
        limits.Http2.InitialConnectionWindowSize = Http2WindowBytes * 2;
        server.ConfigureEndpointDefaults(listen =>
        {
            guard?.Invoke(listen);
            listen.Use(Sniff);
        });
    }

    private static ConnectionDelegate Sniff(ConnectionDelegate next)
    {
        var sniffer = new ProtocolSniffer(next, s_silence, TimeProvider.System);
        return sniffer.OnConnectionAsync;
    }
}
