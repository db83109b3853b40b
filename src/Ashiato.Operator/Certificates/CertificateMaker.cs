using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Operator.Certificates;

/// <summary>Makes authorities and the certificates that they sign.</summary>
internal sealed class CertificateMaker(CertificateTerms terms, TimeProvider time)
{
    private const int MaxCommonName = 64;

    // A machine whose clock is a little behind shall not find the certificate too young.
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(10);

    /// <summary>An authority with a new key.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="unit">Its organisational unit.</param>
    public KeyPair Authority(string name, string unit)
    {
        using var key = KeyKinds.New(terms.Keys);
        var request = KeyKinds.Request(Subject(name, unit), key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(Purposes());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        using var certificate = request.Create(request.SubjectName, KeyKinds.Signer(key), now - s_clockSkew, now + terms.AuthorityValidity, NewSerial());
        return new KeyPair(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>A certificate for names and addresses.</summary>
    /// <param name="authority">Who signs; the certificate never outlives it.</param>
    /// <param name="name">The common name.</param>
    /// <param name="unit">The organisational unit.</param>
    /// <param name="names">DNS names and addresses, in order.</param>
    /// <param name="known">The key to keep, or <see langword="null"/> for a new one.</param>
    public KeyPair Leaf(X509Certificate2 authority, string name, string unit, IReadOnlyList<string> names, AsymmetricAlgorithm? known)
    {
        using var made = known is null ? KeyKinds.New(terms.Keys) : null;
        var key = known ?? made!;
        var request = KeyKinds.Request(Subject(name, unit), key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(Purposes());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string one in names)
        {
            if (IPAddress.TryParse(one, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(one);
        }
        request.CertificateExtensions.Add(alternatives.Build());

        var now = time.GetUtcNow();
        var begin = now - s_clockSkew;
        if (begin < authority.NotBefore) begin = authority.NotBefore;
        var end = now + terms.Validity;
        if (end > authority.NotAfter) end = authority.NotAfter;
        var (generator, signing) = KeyKinds.Signer(authority);
        using var owned = signing;
        using var certificate = request.Create(authority.SubjectName, generator, begin, end, NewSerial());
        return new KeyPair(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static byte[] NewSerial() => RandomNumberGenerator.GetBytes(16);

    private static X500DistinguishedName Subject(string name, string unit)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationalUnitName(unit);
        // The whole name is among the alternatives in any case.
        subject.AddCommonName(name.Length > MaxCommonName ? name.Split('.')[0] : name);
        return subject.Build();
    }

    private static X509EnhancedKeyUsageExtension Purposes() => new([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false);
}
