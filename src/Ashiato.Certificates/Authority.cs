using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Certificates;

/// <summary>A certificate authority of one installation: signs the certificates of its servers.</summary>
/// <remarks>ECDSA with P-256 throughout. Source of the extensions: RFC 5280, 4.2.1.</remarks>
internal sealed class Authority : IDisposable
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(3_650);

    /// <summary>A new authority is made when the old one would end so soon.</summary>
    private static readonly TimeSpan s_renewWithin = TimeSpan.FromDays(30);

    /// <summary>Certificates begin so long before they are made: a client's clock may be behind.</summary>
    private static readonly TimeSpan s_backdated = TimeSpan.FromDays(1);

    /// <summary>How long a certificate of a server is valid: as long as clients accept (browsers: 398 days).</summary>
    internal static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(397);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private Authority(X509Certificate2 certificate)
    {
        Certificate = certificate;
        Pem = certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>Its own certificate, with the key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Its own certificate without the key, for clients.</summary>
    public string Pem { get; }

    /// <summary>The authority of a folder, made when there is none or it has come to its end.</summary>
    /// <exception cref="CertificateException">The folder cannot be written, or what lies there is none.</exception>
    public static Authority In(string folder, DateTimeOffset now)
    {
        string path = Path.Combine(folder, "ca.crt"), keyPath = Path.Combine(folder, "ca.key");
        try
        {
            KeyFile.CreateFolder(folder);
            if (File.Exists(path) && File.Exists(keyPath))
            {
                var found = X509Certificate2.CreateFromPemFile(path, keyPath);
                if (now + s_renewWithin < found.NotAfter) return new Authority(found);
                found.Dispose();
            }
            var made = Create(now);
            KeyFile.Write(keyPath, made.Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
            KeyFile.Write(path, made.Pem);
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"The certificates in '{folder}' cannot be read or written: {e.Message.TrimEnd('.')}. Make the folder writable for this user, or give a certificate with --cert and --key.", e);
        }
        catch (CryptographicException e)
        {
            throw new CertificateException($"'{path}' and '{keyPath}' are no certificate and its key: {e.Message.TrimEnd('.')}. Restore them from a backup, or delete both for new ones, which clients must then be given.", e);
        }
    }

    /// <summary>Signs a certificate for a server.</summary>
    public X509Certificate2 Issue(CertificateNames names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Ashiato server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names.Names.Order(StringComparer.Ordinal)) alternatives.AddDnsName(name);
        foreach (IPAddress address in names.Addresses) alternatives.AddIpAddress(address);
        request.CertificateExtensions.Add(alternatives.Build());

        DateTimeOffset begin = now - s_backdated, end = now + ServerLifetime;
        if (begin < Certificate.NotBefore) begin = Certificate.NotBefore;
        if (end > Certificate.NotAfter) end = Certificate.NotAfter;
        using var signed = request.Create(Certificate, begin, end, SerialNumber());
        return signed.CopyWithPrivateKey(key);
    }

    public void Dispose() => Certificate.Dispose();

    private static Authority Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A number in the name: of two authorities of the same name a client may try the wrong one only.
        string name = $"CN=Ashiato authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return new Authority(request.CreateSelfSigned(now - s_backdated - s_backdated, now + s_lifetime));
    }

    /// <summary>Positive, and unlike any other. Source: RFC 5280, 4.1.2.2.</summary>
    private static byte[] SerialNumber()
    {
        byte[] number = RandomNumberGenerator.GetBytes(16);
        number[0] = (byte)((number[0] & 0x3F) | 0x40);
        return number;
    }
}
