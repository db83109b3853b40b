using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Certificates;

/// <summary>A certificate that is shown to servers that ask for one, and those that stand between it and its authority.</summary>
/// <param name="Shown">The certificate with its key, and what is sent along.</param>
public sealed record ClientIdentity(SslStreamCertificateContext Shown)
{
    /// <summary>Reads it.</summary>
    /// <param name="path">The certificate as PEM, and behind it those in between, if there are any.</param>
    /// <param name="keyPath">Its key as PEM, without a password.</param>
    /// <exception cref="CertificateException">They cannot be read, or do not belong together.</exception>
    public static ClientIdentity Read(string path, string keyPath)
    {
        try
        {
            var between = new X509Certificate2Collection();
            between.ImportFromPemFile(path);
            var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
            // Offline: what is missing is not fetched from elsewhere.
            return new ClientIdentity(SslStreamCertificateContext.Create(certificate, between, offline: true));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CertificateException($"'{path}' and '{keyPath}' are no certificate and the key that belongs to it: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
