using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ashiato.Intake;

/// <summary>What agents expect of the listener that they send to.</summary>
public static class IntakeKestrel
{
    /// <summary>Sets the limits of the server on which intake listens.</summary>
    /// <remarks>
    /// Bodies have no limit as a whole (each line has, see <see cref="IntakeOptions.MaxEventBytes"/>), and may come as slowly as they
    /// like: an agent holds a request open and sends now and then.
    /// </remarks>
    public static void Configure(KestrelServerOptions server)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.AddServerHeader = false;
        var limits = server.Limits;
        limits.MaxRequestHeadersTotalSize = 1_048_576;
        limits.MaxRequestHeaderCount = 1_000;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(45);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
    }
}
