using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Operator.Certificates;

/// <summary>Whether a certificate is still the right one.</summary>
internal static class LeafCheck
{
    private static readonly TimeSpan s_clockJump = TimeSpan.FromMinutes(10);

    /// <summary>Why a new certificate is needed; <see langword="null"/> when it is not.</summary>
    public static LeafTrouble? Trouble(X509Certificate2? leaf, X509Certificate2 authority, IReadOnlyList<string> names, CertificateTerms terms, DateTimeOffset now)
    {
        if (leaf is null) return new LeafTrouble("there was none that could be used", KeepsKey: false);
        if (!IsSignedBy(leaf, authority)) return new LeafTrouble("its authority changed", KeepsKey: false);
        if (leaf.NotAfter - now <= terms.Lead && leaf.NotAfter < authority.NotAfter) return new LeafTrouble("it was about to expire");
        if (leaf.NotAfter <= now) return new LeafTrouble("it had expired");
        if (leaf.NotBefore - now > s_clockJump) return new LeafTrouble("it was not valid yet");
        var had = NamesOf(leaf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = names.Where(name => !had.Contains(name)).ToList();
        var removed = had.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (added.Count == 0 && removed.Count == 0) return null;
        return new LeafTrouble($"names changed{Listed("added", added)}{Listed("removed", removed)}", CanWait: true);

        static string Listed(string what, List<string> names) => names.Count > 0 ? $", {what} {string.Join(", ", names)}" : "";
    }

    /// <summary>All alternative names of a certificate.</summary>
    public static IEnumerable<string> NamesOf(X509Certificate2 leaf)
    {
        var extension = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return extension is null ? [] : extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString()));
    }

    private static bool IsSignedBy(X509Certificate2 leaf, X509Certificate2 authority)
    {
        if (!leaf.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData)) return false;
        // Authorities of one object share their name; the key's identifier tells them apart.
        var issuer = leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        var signer = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        return issuer is { } one && signer is { } other && one.Span.SequenceEqual(other.Span);
    }
}
