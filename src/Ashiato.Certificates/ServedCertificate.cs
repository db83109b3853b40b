using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Certificates;

/// <summary>A certificate as connections are given it.</summary>
public sealed class ServedCertificate
{
    /// <param name="certificate">The certificate, with its key.</param>
    /// <param name="chain">Those that stand between it and its authority.</param>
    public ServedCertificate(X509Certificate2 certificate, X509Certificate2Collection? chain = null)
    {
        Certificate = certificate;
        Names = CertificateNames.Of(certificate);
        // Offline: nothing is downloaded when a certificate from somebody else names an address for its issuer.
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    /// <summary>The certificate itself.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What it names.</summary>
    public CertificateNames Names { get; }

    /// <summary>What handshakes need; shared, since sessions are resumed by it.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>SHA-256 of the certificate, as people compare it: hex digits in pairs.</summary>
    public string Fingerprint => FingerprintOf(Certificate);

    /// <summary>SHA-256 of a certificate, as <c>openssl x509 -fingerprint -sha256</c> writes it.</summary>
    public static string FingerprintOf(X509Certificate2 certificate) =>
        string.Join(':', Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256)).Chunk(2).Select(pair => new string(pair)));
}
