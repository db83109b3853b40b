using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ashiato.Operator.Certificates;

namespace Ashiato.Operator.Tests.Certificates;

public sealed class CertificateMakerTests
{
    [Theory]
    [InlineData(KeyKind.Rsa2048)]
    [InlineData(KeyKind.EcdsaP256)]
    public void An_authority_and_what_it_signs_say_what_they_are_for_and_belong_together(object kind)
    {
        var terms = new CertificateTerms { Keys = (KeyKind)kind, AuthorityValidity = TimeSpan.FromDays(10), Validity = TimeSpan.FromDays(30) };
        var maker = new CertificateMaker(terms, TimeProvider.System);
        using var authority = maker.Authority("myes-http", "myes").Load()!;
        using var leaf = maker.Leaf(authority, "myes-es-http.default.es.local", "myes", ["myes-es-http", "*.example.org", "203.0.113.7", "2001:db8::1"], null).Load()!;

        Assert.Equal((true, true), (Constraints(authority).CertificateAuthority, Constraints(authority).Critical));
        Assert.False(Constraints(leaf).CertificateAuthority);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, authority.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        foreach (var certificate in (X509Certificate2[])[authority, leaf])
        {
            Assert.Equal(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(purpose => purpose.Value));
            // A number that is drawn from 128 bits is rarely shorter than fourteen bytes.
            Assert.InRange(certificate.SerialNumberBytes.Length, 14, 17);
            Assert.True(certificate.NotBefore.ToUniversalTime() < DateTime.UtcNow.AddMinutes(-9));
        }
        Assert.Equal(
            authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray(), leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.ToArray());
        // No certificate outlives its authority.
        Assert.Equal(authority.NotAfter, leaf.NotAfter);
        foreach (string name in (string[])["myes-es-http", "shop.example.org", "203.0.113.7", "2001:db8::1"]) Assert.True(leaf.MatchesHostname(name), name);
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        Assert.True(chain.Build(leaf));
        Assert.Equal((KeyKind)kind == KeyKind.EcdsaP256, leaf.GetECDsaPublicKey() is not null);
    }

    [Fact]
    public void A_name_that_is_too_long_for_the_subject_is_whole_among_the_alternatives()
    {
        var maker = new CertificateMaker(new CertificateTerms { Keys = KeyKind.EcdsaP256 }, TimeProvider.System);
        using var authority = maker.Authority("a", "a").Load()!;
        string name = new string('a', 36) + "-es-http." + new string('n', 40) + ".es.local";
        using var leaf = maker.Leaf(authority, name, "a", [name], null).Load()!;
        Assert.Contains($"CN={new string('a', 36)}-es-http", leaf.Subject, StringComparison.Ordinal);
        Assert.True(leaf.MatchesHostname(name));
    }

    [Fact]
    public void Keys_of_each_notation_are_read()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mine", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var ofRsa = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var ofCurve = new CertificateRequest("CN=mine", curve, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        foreach (var (certificate, key) in ((X509Certificate2, string)[])
            [(ofRsa, rsa.ExportPkcs8PrivateKeyPem()), (ofRsa, rsa.ExportRSAPrivateKeyPem()), (ofCurve, curve.ExportPkcs8PrivateKeyPem()), (ofCurve, curve.ExportECPrivateKeyPem())])
        {
            using var loaded = new KeyPair(certificate.ExportCertificatePem(), key).Load();
            Assert.True(loaded?.HasPrivateKey, key[..30]);
        }
        Assert.Null(new KeyPair(ofRsa.ExportCertificatePem(), curve.ExportECPrivateKeyPem()).Load());
    }

    private static X509BasicConstraintsExtension Constraints(X509Certificate2 certificate) => certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
}
