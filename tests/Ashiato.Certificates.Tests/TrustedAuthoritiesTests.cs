using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Certificates.Tests;

public sealed class TrustedAuthoritiesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly X509Certificate2 _root = Make("CN=root", null, isAuthority: true), _between, _leaf;

    public TrustedAuthoritiesTests()
    {
        _between = Make("CN=between", _root, isAuthority: true);
        _leaf = Make("CN=leaf", _between, isAuthority: false);
    }

    public void Dispose()
    {
        foreach (var certificate in (X509Certificate2[])[_root, _between, _leaf]) certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Any_certificate_of_the_file_is_an_anchor()
    {
        foreach (var anchor in (X509Certificate2[])[_root, _between, _leaf]) Assert.True(Trusts(anchor, _leaf, SslPolicyErrors.RemoteCertificateChainErrors), anchor.Subject);
        Assert.False(Trusts(_root, _leaf, SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    [Fact]
    public void One_that_only_has_the_names_and_the_number_of_an_anchor_is_none()
    {
        using var twin = Make("CN=between", _root, isAuthority: true, _between.SerialNumberBytes.ToArray());
        using var forged = Make("CN=leaf", twin, isAuthority: false);
        using var other = Make("CN=root", null, isAuthority: true);
        Assert.False(Trusts(twin, _leaf, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(Trusts(_between, forged, SslPolicyErrors.RemoteCertificateChainErrors, twin));
        Assert.False(Trusts(other, _leaf, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public void One_that_has_expired_is_not_trusted()
    {
        using var old = Make("CN=old", _root, isAuthority: false, ends: DateTimeOffset.UtcNow.AddHours(-1));
        Assert.False(Trusts(_root, old, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(Trusts(old, old, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    private bool Trusts(X509Certificate2 anchor, X509Certificate2 shown, SslPolicyErrors errors, X509Certificate2? between = null)
    {
        string file = Path.Combine(_folder.Path, "anchors.pem");
        File.WriteAllText(file, anchor.ExportCertificatePem());
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.Add(between ?? _between);
        return TrustedAuthorities.Read(file).Trusts(shown, chain, errors);
    }

    private static X509Certificate2 Make(string name, X509Certificate2? signer, bool isAuthority, byte[]? serial = null, DateTimeOffset? ends = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (signer is null) return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(3));
        using var made = request.Create(signer, DateTimeOffset.UtcNow.AddDays(-2), ends ?? DateTimeOffset.UtcNow.AddDays(2), serial ?? RandomNumberGenerator.GetBytes(12));
        return made.CopyWithPrivateKey(key);
    }
}
