using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ashiato.Certificates.Connections;

/// <summary>Puts a gate before the ports of a server: encrypts connections where that is asked, and tells of those that come to nothing.</summary>
/// <param name="certificates">What connections are given; <see langword="null"/> for ports without TLS.</param>
/// <param name="witness">Who is told about connections that come to nothing; <see langword="null"/> for nobody.</param>
/// <param name="time">The clock.</param>
/// <param name="clients">By what clients are recognised that show a certificate; <see langword="null"/> asks them for none.</param>
public sealed class ConnectionDoor(IServerCertificates? certificates, IConnectionWitness? witness, TimeProvider time, FollowedFiles<TrustedAuthorities>? clients = null)
{
    private readonly HandshakeBudget _budget = new(time);

    /// <summary>What connections are given; <see langword="null"/> without TLS.</summary>
    public IServerCertificates? Certificates => certificates;

    /// <summary>True when clients are asked for a certificate. Who shows one that is not trusted gets no connection; who shows none gets one, and is to be turned away by what reads requests.</summary>
    public bool AsksClients => certificates is not null && clients is not null;

    /// <summary>Lets every connection of an address through the gate. Call it before anything else that connections of the address begin with.</summary>
    /// <param name="listen">The address.</param>
    /// <param name="speaksHttp2InClear">True when what reads requests there speaks HTTP/2 without TLS, too.</param>
    public void Guard(ListenOptions listen, bool speaksHttp2InClear) => listen.Use(next =>
    {
        ConnectionDelegate gate = new ConnectionGate(next, certificates, witness, _budget, speaksHttp2InClear, time, clients).OnConnectionAsync;
        return gate;
    });
}
