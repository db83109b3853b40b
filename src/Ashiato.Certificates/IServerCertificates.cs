using System.Net;

namespace Ashiato.Certificates;

/// <summary>The certificate of this process, whichever it is at the moment.</summary>
public interface IServerCertificates : IDisposable
{
    /// <summary>What new connections are given.</summary>
    ServedCertificate Current { get; }

    /// <summary>The certificate by which clients recognise it, as PEM: its authority's; <see langword="null"/> when that is not known here.</summary>
    string? AuthorityPem { get; }

    /// <summary>SHA-256 of the authority's certificate; <see langword="null"/> when that is not known here.</summary>
    string? AuthorityFingerprint { get; }

    /// <summary>What one connection is given, which may be a new one that names what the client has dialled.</summary>
    /// <param name="serverName">The name that the client has dialled, where it says so (server name indication); empty when it says nothing.</param>
    /// <param name="local">The address at which the connection arrived.</param>
    /// <param name="cancel">Ends the wait.</param>
    ValueTask<ServedCertificate> ForAsync(string serverName, IPAddress? local, CancellationToken cancel);
}
