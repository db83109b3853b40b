using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Certificates.Connections;

/// <summary>How TLS is spoken: versions 1.2 and 1.3, and then HTTP/2 or HTTP/1.1 as the client likes.</summary>
internal static class TlsSettings
{
    // One for each certificate: what is expensive about them is shared by its connections.
    private static readonly ConditionalWeakTable<ServedCertificate, SslServerAuthenticationOptions> s_settings = [];

    public static SslServerAuthenticationOptions For(ServedCertificate served, FollowedFiles<TrustedAuthorities>? clients)
    {
        if (clients is null) return s_settings.GetValue(served, static certificate => New(certificate));
        var settings = New(served);
        settings.ClientCertificateRequired = true;
        // Who has none is heard all the same: probes have none, and others are told what is missing in words.
        settings.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => certificate is null || clients.Current.Trusts(certificate, chain, errors);
        return settings;
    }

    private static SslServerAuthenticationOptions New(ServedCertificate certificate) => new()
    {
        ServerCertificateContext = certificate.Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        ClientCertificateRequired = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        AllowRenegotiation = false,
    };
}
