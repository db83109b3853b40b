using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ashiato.Operator.Certificates;

/// <summary>A certificate and its key, in PEM.</summary>
internal sealed record KeyPair(string Certificate, string Key)
{
    /// <summary>The certificate with its key; <see langword="null"/> when either is damaged or they do not belong together.</summary>
    public X509Certificate2? Load()
    {
        try
        {
            return X509Certificate2.CreateFromPem(Certificate, Key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The certificates of a text that holds several; those that are damaged are left out.</summary>
    public static IReadOnlyList<X509Certificate2> LoadAll(string? pem)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            return [];
        }
        return [.. all];
    }

    /// <summary>The parts of a text of several PEM blocks.</summary>
    public static IReadOnlyList<string> Split(string? pem)
    {
        var parts = new List<string>();
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out var fields))
        {
            parts.Add(rest[fields.Location].ToString() + "\n");
            rest = rest[fields.Location.End..];
        }
        return parts;
    }
}
