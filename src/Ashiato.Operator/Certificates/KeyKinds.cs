using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Operator.Certificates;

/// <summary>Makes, reads and uses keys of either kind.</summary>
internal static class KeyKinds
{
    private const int RsaBits = 2048;

    /// <summary>A new key.</summary>
    public static AsymmetricAlgorithm New(KeyKind kind) => kind == KeyKind.EcdsaP256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(RsaBits);

    /// <summary>Reads a key; <see langword="null"/> when it is damaged, or of another kind.</summary>
    public static AsymmetricAlgorithm? Read(string? pem)
    {
        if (pem is null) return null;
        foreach (var key in (AsymmetricAlgorithm[])[RSA.Create(), ECDsa.Create()])
        {
            try
            {
                key.ImportFromPem(pem);
                return key;
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                key.Dispose();
            }
        }
        return null;
    }

    /// <summary>Begins a certificate for a key.</summary>
    public static CertificateRequest Request(X500DistinguishedName subject, AsymmetricAlgorithm key) => key is ECDsa curve
        ? new CertificateRequest(subject, curve, HashAlgorithmName.SHA256)
        : new CertificateRequest(subject, (RSA)key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>Signs with a key.</summary>
    public static X509SignatureGenerator Signer(AsymmetricAlgorithm key) => key is ECDsa curve ? X509SignatureGenerator.CreateForECDsa(curve) : X509SignatureGenerator.CreateForRSA((RSA)key, RSASignaturePadding.Pkcs1);

    /// <summary>Signs as an authority does, whatever kind of key the signed certificate has.</summary>
    /// <returns>What signs, and the key that goes with it.</returns>
    public static (X509SignatureGenerator Generator, IDisposable Key) Signer(X509Certificate2 authority)
    {
        if (authority.GetECDsaPrivateKey() is { } curve) return (Signer(curve), curve);
        var key = authority.GetRSAPrivateKey() ?? throw new InvalidOperationException("An authority's key is of a kind that cannot sign here; delete its Secret to have a new one made.");
        return (Signer(key), key);
    }
}
