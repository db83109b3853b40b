using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Certificates;

/// <summary>The certificates that consoles and servers, and the operator itself, show to objects that ask clients for one.</summary>
/// <remarks>
/// Signed by the authority of the object that asks, so nothing has to be trusted besides. A console's or server's is a Secret beside it, made anew before it ends and when the authority changes, and read again by
/// its pods; the operator's own is made when it is needed and kept nowhere.
/// </remarks>
internal sealed class ClientCertificates(OperatorParts parts)
{
    /// <summary>The end of the Secret's name.</summary>
    public const string Suffix = "es-client-cert";

    private static readonly TimeSpan s_ownLasts = TimeSpan.FromHours(1);
    private readonly CertificateMaker _maker = new(parts.Options.Certificates, parts.Time);
    private readonly ConcurrentDictionary<string, (string Authority, DateTimeOffset MadeAt, X509Certificate2 Certificate)> _own = new();

    /// <summary>What is shown to a store.</summary>
    /// <param name="SecretName">The Secret with the certificate and its key; <see langword="null"/> where none is needed.</param>
    /// <param name="Trouble">Why there is none yet; <see langword="null"/> when there is, or none is needed.</param>
    public sealed record Shown(string? SecretName, string? Trouble)
    {
        public static readonly Shown Nothing = new(null, null);
    }

    /// <summary>Makes sure that a console or server has what its store asks for.</summary>
    /// <param name="item">The console or server.</param>
    /// <param name="store">Its store; <see langword="null"/> where that is no object of this cluster.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<Shown> EnsureAsync(StackObject item, StackObject? store, CancellationToken cancel)
    {
        string name = item.Child(Suffix);
        if (item.Store?.ClientCertificateSecretName is { } given) return await CopyAsync(item, name, given, cancel);
        if (store is null || !ClientTrust.IsAskedBy(parts, store))
        {
            await parts.Children.DeleteAsync(item, ResourceTypes.Secrets, name, cancel);
            return Shown.Nothing;
        }
        if (AuthorityOf(store) is not { } authority) return new Shown(null, $"Elasticsearch {store.Key} asks for certificates of clients and has no authority yet");
        using var signer = authority.Load()!;
        var known = parts.View.Child(item, ResourceTypes.Secrets, name);
        string? key = known?.SecretText("tls.key");
        using var loaded = known?.SecretText("tls.crt") is { } certificate && key is not null ? new KeyPair(certificate, key).Load() : null;
        string[] names = [$"{item.Name}.{item.Namespace}.{item.Kind.Suffix}.client"];
        if (LeafCheck.Trouble(loaded, signer, names, parts.Options.Certificates, parts.Time.GetUtcNow()) is not { } trouble) return new Shown(name, null);
        using var kept = trouble.KeepsKey ? KeyKinds.Read(key) : null;
        var made = _maker.Leaf(signer, names[0], item.Name, names, kept);
        await ApplyAsync(item, name, made.Certificate, made.Key, cancel);
        parts.Events.Normal(item.Source, loaded is null ? "CertificateIssued" : "CertificateRotated", $"a certificate for Elasticsearch {store.Key} was issued because {trouble.Text}");
        if (loaded is not null) await parts.Children.TouchPodsAsync(item, cancel);
        return new Shown(name, null);
    }

    /// <summary>What the operator itself shows to an object; <see langword="null"/> when that asks for nothing.</summary>
    public X509Certificate2? OwnFor(StackObject item)
    {
        if (!ClientTrust.IsAskedBy(parts, item) || AuthorityOf(item) is not { } authority) return null;
        var now = parts.Time.GetUtcNow();
        if (_own.TryGetValue(item.Source.Uid, out var own) && own.Authority == authority.Certificate && now - own.MadeAt < s_ownLasts) return own.Certificate;
        using var signer = authority.Load();
        if (signer is null) return null;
        var certificate = _maker.Leaf(signer, "elastic-operator", item.Name, ["elastic-operator"], null).Load()!;
        _own[item.Source.Uid] = (authority.Certificate, now, certificate);
        return certificate;
    }

    private async Task<Shown> CopyAsync(StackObject item, string name, string given, CancellationToken cancel)
    {
        var secret = await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, given), cancel);
        var (certificate, key) = (secret?.SecretText("tls.crt"), secret?.SecretText("tls.key"));
        using var loaded = certificate is not null && key is not null ? new KeyPair(certificate, key).Load() : null;
        string? trouble = secret is null ? $"Secret {given} of clientCertificateSecretName does not exist; create it with tls.crt and tls.key"
            : loaded is null ? $"Secret {given} of clientCertificateSecretName has no tls.crt with the tls.key that belongs to it"
            : loaded.NotAfter.ToUniversalTime() <= parts.Time.GetUtcNow() ? $"the certificate of Secret {given} expired on {loaded.NotAfter.ToUniversalTime():yyyy-MM-dd}" : null;
        if (trouble is not null)
        {
            parts.Events.Warning(item.Source, "UserCertificateInvalid", trouble);
            // What pods have is better than nothing.
            return new Shown(parts.View.Child(item, ResourceTypes.Secrets, name) is null ? null : name, trouble);
        }
        bool isOther = parts.View.Child(item, ResourceTypes.Secrets, name) is { } known && known.SecretText("tls.crt") != certificate;
        await ApplyAsync(item, name, certificate!, key!, cancel);
        if (isOther) await parts.Children.TouchPodsAsync(item, cancel);
        return new Shown(name, null);
    }

    private Task<JsonObject?> ApplyAsync(StackObject item, string name, string certificate, string key, CancellationToken cancel) =>
        parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, name, new Dictionary<string, string> { ["tls.crt"] = certificate, ["tls.key"] = key }), cancel);

    private KeyPair? AuthorityOf(StackObject item)
    {
        var secret = parts.View.Child(item, ResourceTypes.Secrets, item.Child("http-ca-internal"));
        if (KeyPair.Split(secret?.SecretText("tls.crt")) is not [var certificate, ..] || KeyPair.Split(secret?.SecretText("tls.key")) is not [var key, ..]) return null;
        return new KeyPair(certificate, key);
    }
}
