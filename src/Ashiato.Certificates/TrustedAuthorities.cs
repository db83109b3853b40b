using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Certificates;

/// <summary>Authorities of a file, by which the other side of a connection is recognised, and no others.</summary>
public sealed class TrustedAuthorities
{
    private readonly X509Certificate2Collection _authorities;

    private TrustedAuthorities(X509Certificate2Collection authorities) => _authorities = authorities;

    /// <summary>Reads them.</summary>
    /// <param name="path">Certificates as PEM.</param>
    /// <exception cref="CertificateException">The file cannot be read, or holds no certificate.</exception>
    public static TrustedAuthorities Read(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateException($"The authority '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
        return authorities.Count > 0 ? new TrustedAuthorities(authorities) : throw new CertificateException($"'{path}' holds no certificate as PEM.");
    }

    /// <summary>Decides about the other side of a connection that is being made, see <see cref="RemoteCertificateValidationCallback"/>.</summary>
    /// <param name="certificate">What it shows.</param>
    /// <param name="chain">What it shows besides.</param>
    /// <param name="errors">What is wrong about it whoever is trusted; of these its name counts, and that there is none at all.</param>
    public bool Trusts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        const SslPolicyErrors Grave = SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable;
        if ((errors & Grave) != 0 || certificate is not X509Certificate2 shown) return false;
        using var own = new X509Chain();
        // The purpose is that of the side that asks: what serves, or what calls.
        if (chain is not null) foreach (var purpose in chain.ChainPolicy.ApplicationPolicy) own.ChainPolicy.ApplicationPolicy.Add(purpose);
        (own.ChainPolicy.TrustMode, own.ChainPolicy.RevocationMode) = (X509ChainTrustMode.CustomRootTrust, X509RevocationMode.NoCheck);
        // Any certificate of the file is an anchor, also one that another has signed: what stands above it is not asked for.
        own.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        own.ChainPolicy.DisableCertificateDownloads = true;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        if (chain is not null) own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return own.Build(shown) && own.ChainElements.Any(element => IsAnchor(element.Certificate));
    }

    // All bytes: names and numbers alone, by which certificates count as equal, anybody can repeat.
    private bool IsAnchor(X509Certificate2 certificate)
    {
        foreach (var anchor in _authorities)
            if (anchor.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)) return true;
        return false;
    }
}
