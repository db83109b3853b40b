namespace Ashiato.Doctor;

/// <summary>What became of attempts to deliver events: why nothing arrived, or that something did.</summary>
public enum Cause
{
    /// <summary>Events arrived and are kept.</summary>
    Delivered,

    /// <summary>The client ended the TLS handshake: it does not know the authority that signed the certificate.</summary>
    UnknownAuthority,

    /// <summary>The client ended the TLS handshake: the certificate does not name what it dialled.</summary>
    NameNotInCertificate,

    /// <summary>Client and server speak no common version of TLS.</summary>
    TlsVersion,

    /// <summary>Client and server have no cipher in common.</summary>
    TlsCipher,

    /// <summary>The TLS handshake ended in another way.</summary>
    TlsHandshake,

    /// <summary>HTTP came to a port that speaks TLS.</summary>
    PlainHttpOnTlsPort,

    /// <summary>TLS came to a port that speaks plain HTTP.</summary>
    TlsOnPlainPort,

    /// <summary>HTTP/2 was begun, and not the way it begins.</summary>
    Http2Preface,

    /// <summary>The client connected and sent no request.</summary>
    Silent,

    /// <summary>Neither a secret token nor an API key was sent.</summary>
    MissingCredentials,

    /// <summary>What was sent has the form of neither a secret token nor an API key.</summary>
    MalformedCredentials,

    /// <summary>A secret token was sent, and it is not the right one.</summary>
    WrongSecretToken,

    /// <summary>An API key was sent that is unknown, wrong or expired.</summary>
    WrongApiKey,

    /// <summary>The client is known and may not do this: an API key without the privilege, or browsers where they are not let in.</summary>
    NotPermitted,

    /// <summary>Nothing is at the path that was asked for.</summary>
    WrongPath,

    /// <summary>Events were sent to a port for something else: the store's or the console's.</summary>
    WrongPort,

    /// <summary>OTLP came by a protocol that does not belong to its path: gRPC without HTTP/2, or without its content type.</summary>
    WrongProtocol,

    /// <summary>Events were refused for what they are.</summary>
    EventsRejected,

    /// <summary>An event or a request is larger than is taken.</summary>
    TooLarge,

    /// <summary>The client sends more than it may.</summary>
    RateLimited,

    /// <summary>The store could not keep up, or could not be reached.</summary>
    QueueFull,

    /// <summary>The client's clock is off by more than a minute.</summary>
    ClockOff,

    /// <summary>The agent reports, but samples no transaction.</summary>
    NothingSampled,

    /// <summary>Events were older than events are kept.</summary>
    EventsTooOld,
}
