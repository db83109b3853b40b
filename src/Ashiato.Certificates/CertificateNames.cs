using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Certificates;

/// <summary>The host names and addresses that a certificate names.</summary>
/// <remarks>Names are lower-case ASCII; <c>*.</c> at the beginning stands for one label. Source: RFC 9525, 6.3 "Matching the DNS Domain Name Portion".</remarks>
public sealed class CertificateNames
{
    private const int MaxNameLength = 253;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<IPAddress> _addresses = [];

    /// <summary>So many in all, of both kinds.</summary>
    public int Count => _names.Count + _addresses.Count;

    /// <summary>The host names.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>The addresses.</summary>
    public IReadOnlyCollection<IPAddress> Addresses => _addresses;

    /// <summary>What a certificate names as subject alternative names; what only its subject says counts for no client any more.</summary>
    public static CertificateNames Of(X509Certificate2 certificate)
    {
        var names = new CertificateNames();
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (string name in extension.EnumerateDnsNames()) names.Add(name);
            foreach (var address in extension.EnumerateIPAddresses()) names.Add(address);
        }
        return names;
    }

    /// <summary>Adds a host name, or an address in its text form.</summary>
    /// <returns>False when it is neither, or already there.</returns>
    public bool Add(string host)
    {
        if (IPAddress.TryParse(host, out var address)) return Add(address);
        return IsHostName(host) && _names.Add(host.ToLowerInvariant());
    }

    /// <summary>Adds an address.</summary>
    /// <returns>False when it is already there.</returns>
    public bool Add(IPAddress address) => _addresses.Add(Plain(address));

    /// <summary>Whether a client that dials a host finds it in the certificate.</summary>
    public bool Covers(string host)
    {
        if (IPAddress.TryParse(host, out var address)) return Covers(address);
        string name = host.ToLowerInvariant();
        if (_names.Contains(name)) return true;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _names.Contains("*" + name[dot..]);
    }

    /// <summary>Whether a client that dials an address finds it in the certificate.</summary>
    public bool Covers(IPAddress address) => _addresses.Contains(Plain(address));

    /// <summary>A copy that can grow.</summary>
    public CertificateNames Copy()
    {
        var copy = new CertificateNames();
        copy._names.UnionWith(_names);
        copy._addresses.UnionWith(_addresses);
        return copy;
    }

    /// <summary>Whether all of others are here.</summary>
    public bool Contains(CertificateNames others) => _names.IsSupersetOf(others._names) && _addresses.IsSupersetOf(others._addresses);

    /// <summary>Whether a text is a host name: labels of letters, digits and hyphens, the first of which may be a star.</summary>
    public static bool IsHostName(string text)
    {
        if (text.Length is 0 or > MaxNameLength) return false;
        string[] labels = text.Split('.');
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == "*" && i == 0 && labels.Length > 2) continue;
            if (labels[i].Length is 0 or > 63 || labels[i][0] == '-' || labels[i][^1] == '-') return false;
            if (labels[i].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))) return false;
        }
        return true;
    }

    /// <summary>The names, then the addresses, with commas between them.</summary>
    public override string ToString() => string.Join(", ", All);

    /// <summary>The names, then the addresses, each sorted.</summary>
    public IEnumerable<string> All =>
        _names.Order(StringComparer.Ordinal).Concat(_addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal));

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        // A scope is this machine's own name for an interface; certificates know none.
        return address.IsIPv6LinkLocal && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
    }
}
