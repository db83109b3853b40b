namespace Ashiato.Certificates.Connections;

/// <summary>Why a connection came to nothing before a request was heard on it.</summary>
public enum ConnectionTrouble
{
    /// <summary>The client does not know the authority that signed the certificate.</summary>
    UnknownAuthority,

    /// <summary>The certificate does not name what the client has dialled.</summary>
    NameNotInCertificate,

    /// <summary>The client speaks no version of TLS that is spoken here.</summary>
    TlsVersion,

    /// <summary>Client and server have no cipher in common.</summary>
    TlsCipher,

    /// <summary>The handshake ended in another way.</summary>
    TlsHandshake,

    /// <summary>The client speaks HTTP where TLS is spoken.</summary>
    PlainHttpOnTlsPort,

    /// <summary>The client speaks TLS where plain HTTP is spoken.</summary>
    TlsOnPlainPort,

    /// <summary>The client began HTTP/2, and not the way it begins.</summary>
    Http2Preface,

    /// <summary>The client began HTTP/2 without TLS at a port that speaks only HTTP/1.1.</summary>
    Http2NotSpoken,

    /// <summary>The client connected and said nothing.</summary>
    Silent,
}
