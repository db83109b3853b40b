using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Certificates;

/// <summary>A certificate that is shown to servers that ask for one.</summary>
/// <param name="Certificate">With its key.</param>
public sealed record ClientIdentity(X509Certificate2 Certificate)
{
    /// <summary>Reads it.</summary>
    /// <param name="path">The certificate as PEM.</param>
    /// <param name="keyPath">Its key as PEM, without a password.</param>
    /// <exception cref="CertificateException">They cannot be read, or do not belong together.</exception>
    public static ClientIdentity Read(string path, string keyPath)
    {
        try
        {
            return new ClientIdentity(X509Certificate2.CreateFromPemFile(path, keyPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CertificateException($"'{path}' and '{keyPath}' are no certificate and the key that belongs to it: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
