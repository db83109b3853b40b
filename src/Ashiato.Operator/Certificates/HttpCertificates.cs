using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Certificates;

/// <summary>The certificates that an object serves: made here, or somebody's own.</summary>
internal sealed class HttpCertificates(OperatorParts parts)
{
    private readonly CertificateMaker _maker = new(parts.Options.Certificates, parts.Time);

    public async Task<CertificateState> ReconcileAsync(StackObject item, IReadOnlyList<JsonObject> services, CancellationToken cancel)
    {
        if (!item.HasTls) return CertificateState.Disabled;
        var names = SubjectNames.Of(item, services, parts.Options.ClusterDomain);
        if (names.IsCut) parts.Events.Warning(item.Source, "TooManySans", $"the certificate can name {names.All.Count} names and addresses; cluster addresses were left out");
        var now = parts.Time.GetUtcNow();
        var given = item.CertificateSecret is { } name ? await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel) : null;
        bool hasOwnAuthority = UserAuthority.IsMeant(given) && UserAuthority.Trouble(given!, now) is null;
        if (item.CertificateSecret is { } secret && !hasOwnAuthority && await new UserCertificate(parts).ReconcileAsync(item, secret, given, services, cancel) is { } state) return state;

        var chain = hasOwnAuthority ? UserAuthority.Read(given!) : await AuthorityAsync(item, now, cancel);
        using var signer = chain.Signer.Load()!;
        var leaf = await LeafAsync(item, chain, signer, names, now, cancel);
        await PublishAsync(item, leaf, chain.Bundle, cancel);

        using var served = leaf.Load()!;
        var renewal = served.NotAfter.ToUniversalTime() - parts.Options.Certificates.Lead;
        var next = chain.NextChange(parts.Options.Certificates);
        if (hasOwnAuthority) next = now + UserCertificate.LookEvery;
        if (renewal < next && served.NotAfter < signer.NotAfter) next = renewal;
        return names.WaitsForAddress
            ? new CertificateState(false, "WaitingForLoadBalancer", "the load balancer has no address yet; the certificate will name it", chain.Bundle, next)
            : new CertificateState(true, "Issued", $"valid until {served.NotAfter.ToUniversalTime():yyyy-MM-dd}, for {names.All.Count} names and addresses", chain.Bundle, next);
    }

    private async Task<AuthorityChain> AuthorityAsync(StackObject item, DateTimeOffset now, CancellationToken cancel)
    {
        string name = item.Child("http-ca-internal");
        var known = await SecretAsync(item, name, cancel);
        var chain = AuthorityChain.Advance(known?.SecretText("tls.crt"), known?.SecretText("tls.key"), () => _maker.Authority($"{item.Name}-http", item.Name), parts.Options.Certificates, now);
        if (chain.IsReplaced && item.Source.Number("status", "observedGeneration") is > 0)
            parts.Events.Warning(item.Source, "CertificateAuthorityReplaced", $"the authority in Secret {name} was gone, damaged or expired; clients must trust the new one");
        else if (known is not null && known.SecretText("tls.crt") != chain.Bundle)
            parts.Events.Normal(item.Source, "CertificateAuthorityRotated", chain.Keys.Count > 1 ? "the next authority is published; it will sign after a while" : "the next authority signs now; the one before stays trusted until it expires");
        await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, name, new Dictionary<string, string> { ["tls.crt"] = chain.Bundle, ["tls.key"] = string.Concat(chain.Keys) }), known, cancel);
        return chain;
    }

    private async Task<KeyPair> LeafAsync(StackObject item, AuthorityChain chain, X509Certificate2 signer, SubjectNames names, DateTimeOffset now, CancellationToken cancel)
    {
        string name = item.Child("http-certs-internal");
        var known = await SecretAsync(item, name, cancel);
        string? certificate = KeyPair.Split(known?.SecretText("tls.crt")) is [var first, ..] ? first : null;
        string? key = known?.SecretText("tls.key");
        var leaf = certificate is not null && key is not null ? new KeyPair(certificate, key) : null;
        using var loaded = leaf?.Load();
        bool isNew = false;
        if (LeafCheck.Trouble(loaded, signer, names.All, parts.Options.Certificates, now) is { } trouble)
        {
            // The key stays over renewals and new names, and goes with its authority.
            bool keepsKey = loaded is not null && !trouble.StartsWith("its authority", StringComparison.Ordinal);
            using var kept = keepsKey ? KeyKinds.Read(key) : null;
            isNew = true;
            leaf = _maker.Leaf(signer, SubjectNames.CommonName(item), item.Name, names.All, kept);
            parts.Events.Normal(item.Source, loaded is null ? "CertificateIssued" : "CertificateRotated", $"a certificate was issued because {trouble}");
        }
        var values = new Dictionary<string, string> { ["tls.crt"] = leaf!.Certificate + chain.Certificates[0], ["tls.key"] = leaf.Key };
        if (!IsShort(item)) values["ca.crt"] = chain.Bundle;
        await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, name, values), known, cancel);
        if (isNew && loaded is not null) await parts.Children.TouchPodsAsync(item, cancel);
        return leaf;
    }

    private async Task PublishAsync(StackObject item, KeyPair leaf, string bundle, CancellationToken cancel)
    {
        var values = new Dictionary<string, string> { ["tls.crt"] = leaf.Certificate + bundle };
        if (!IsShort(item)) values["ca.crt"] = bundle;
        await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, item.Child("http-certs-public"), values), cancel);
    }

    /// <summary>The story's listing shows fewer keys for stores in legacy form; there <c>tls.crt</c> ends with the authority.</summary>
    private static bool IsShort(StackObject item) => item.Kind == StackKind.Elasticsearch && item.IsLegacy;

    private Task<JsonObject?> SecretAsync(StackObject item, string name, CancellationToken cancel) => parts.Children.FindAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel);
}
