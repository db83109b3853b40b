using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Certificates;

/// <summary>An authority that somebody brought, in a Secret with <c>ca.crt</c> and <c>ca.key</c> alone: it signs the certificates that are made here.</summary>
internal static class UserAuthority
{
    /// <summary>True when a Secret is meant to hold one.</summary>
    public static bool IsMeant(JsonObject? secret) => secret?.SecretText("tls.crt") is null && secret?.SecretText("ca.crt") is not null && secret.SecretText("ca.key") is not null;

    /// <summary>The authority.</summary>
    public static AuthorityChain Read(JsonObject secret) => new([KeyPair.Split(secret.SecretText("ca.crt"))[0]], [secret.SecretText("ca.key")!], IsReplaced: false);

    /// <summary>Why it cannot sign; <see langword="null"/> when it can.</summary>
    public static string? Trouble(JsonObject secret, DateTimeOffset now)
    {
        if (KeyPair.Split(secret.SecretText("ca.crt")) is not [var first, ..]) return $"ca.crt of Secret {secret.Name} holds no certificate";
        using var authority = new KeyPair(first, secret.SecretText("ca.key")!).Load();
        if (authority is null) return $"in Secret {secret.Name}, ca.key is not the key of ca.crt, or one of them cannot be read";
        if (authority.NotAfter.ToUniversalTime() <= now) return $"the authority of Secret {secret.Name} expired on {authority.NotAfter.ToUniversalTime():yyyy-MM-dd}";
        bool maySign = authority.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        // By it a certificate says which authority signed it, and one of two with the same name is told from the other.
        bool isNamed = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any();
        return maySign && isNamed ? null : $"the certificate of Secret {secret.Name} is no authority's, or lacks a subject key identifier";
    }
}
