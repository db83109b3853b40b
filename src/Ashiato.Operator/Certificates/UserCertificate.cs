using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Certificates;

/// <summary>A certificate that somebody brought: checked, and copied to where the pods look.</summary>
internal sealed class UserCertificate(OperatorParts parts)
{
    /// <summary>How often the Secret is looked at; it carries no label of ours, and so is not watched.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <returns><see langword="null"/> when there is nothing to serve yet, so that one made here has to do.</returns>
    public async Task<CertificateState?> ReconcileAsync(StackObject item, string name, JsonObject? given, IReadOnlyList<JsonObject> services, ClientTrust? clients, CancellationToken cancel)
    {
        var next = parts.Time.GetUtcNow() + LookEvery;
        if (Trouble(given, name) is { } trouble)
        {
            parts.Events.Warning(item.Source, "UserCertificateInvalid", trouble);
            bool isServing = parts.View.Child(item, ResourceTypes.Secrets, item.Child("http-certs-internal")) is not null;
            return isServing ? new CertificateState(false, "UserCertificateInvalid", trouble, PublishedAuthority.Of(parts, item), next) : null;
        }
        var values = new Dictionary<string, string> { ["tls.crt"] = given!.SecretText("tls.crt")!, ["tls.key"] = given!.SecretText("tls.key")! };
        var open = new Dictionary<string, string> { ["tls.crt"] = values["tls.crt"] };
        if (given!.SecretText("ca.crt") is { } authority) values["ca.crt"] = open["ca.crt"] = authority;
        if (clients is not null) values[ClientTrust.Key] = clients.Bundle;
        string served = item.Child("http-certs-internal");
        string? before = parts.View.Child(item, ResourceTypes.Secrets, served)?.SecretText("tls.crt");
        await parts.Children.KeepOnlyAsync(await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, served, values), cancel), values.Keys, cancel);
        await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, item.Child("http-certs-public"), open), cancel);

        using var leaf = new KeyPair(values["tls.crt"], values["tls.key"]).Load()!;
        if (before is not null && before != values["tls.crt"]) await FollowAsync(item, name, leaf, before, cancel);
        string bundle = open.GetValueOrDefault("ca.crt", values["tls.crt"]);
        var missing = NamesOf(item).Concat(services.SelectMany(SubjectNames.Addresses)).Distinct().Where(address => !leaf.MatchesHostname(address)).ToList();
        if (missing.Count == 0) return new CertificateState(true, "Issued", $"the certificate of Secret {name} is served", bundle, next);
        string message = $"the certificate of Secret {name} does not name {string.Join(", ", missing)}; clients that dial it will refuse";
        parts.Events.Warning(item.Source, "UserCertificateLacksAddress", message);
        return new CertificateState(false, "UserCertificateLacksAddress", message, bundle, next);
    }

    /// <summary>By what those inside of the cluster dial an object: stores are dialled by their consoles and servers.</summary>
    private static IEnumerable<string> NamesOf(StackObject item) =>
        ((string[])(item.Kind == StackKind.Elasticsearch ? [item.HttpService, item.InternalService] : [item.HttpService])).Select(service => $"{service}.{item.Namespace}.svc");

    /// <summary>Tells that another one is served, and has the pods' nodes bring it soon.</summary>
    private async Task FollowAsync(StackObject item, string name, X509Certificate2 leaf, string before, CancellationToken cancel)
    {
        using var old = KeyPair.LoadAll(before) is [var first, ..] ? first : null;
        parts.Events.Normal(item.Source, "CertificateRotated", $"the certificate of Secret {name} is served; valid until {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd}, {HttpCertificates.Fingerprints(leaf, old)}");
        await parts.Children.TouchPodsAsync(item, cancel);
    }

    private string? Trouble(JsonObject? given, string name)
    {
        if (given is null) return $"Secret {name} does not exist; create it with tls.crt and tls.key, or with ca.crt and ca.key";
        if (UserAuthority.IsMeant(given)) return UserAuthority.Trouble(given, parts.Time.GetUtcNow());
        if (given.SecretText("tls.crt") is not { } certificate || given.SecretText("tls.key") is not { } key) return $"Secret {name} lacks tls.crt or tls.key";
        using var leaf = new KeyPair(certificate, key).Load();
        if (leaf is null) return $"in Secret {name}, tls.key is not the key of the first certificate of tls.crt, or one of them cannot be read";
        if (leaf.NotAfter.ToUniversalTime() <= parts.Time.GetUtcNow()) return $"the certificate of Secret {name} expired on {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd}";
        var purposes = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        bool isForServers = purposes is null || purposes.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Any(purpose => purpose.Value is "1.3.6.1.5.5.7.3.1" or "2.5.29.37.0");
        return isForServers ? null : $"the certificate of Secret {name} is not for servers";
    }
}
