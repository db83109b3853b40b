using System.Security.Cryptography;
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

    // A load balancer that changes its mind shall not cost a certificate each time.
    private static readonly TimeSpan s_reissueEvery = TimeSpan.FromSeconds(10), s_lastDay = TimeSpan.FromHours(24);

    public async Task<CertificateState> ReconcileAsync(StackObject item, IReadOnlyList<JsonObject> services, CancellationToken cancel)
    {
        if (!item.HasTls) return CertificateState.Disabled;
        var now = parts.Time.GetUtcNow();
        var given = item.CertificateSecret is { } name ? await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel) : null;
        bool hasOwnAuthority = UserAuthority.IsMeant(given) && UserAuthority.Trouble(given!, now) is null;
        // Clients' certificates are signed here also where the served one is not.
        var own = item.AsksClients ? await AuthorityAsync(item, now, cancel) : null;
        var clients = own is null ? null : await ClientTrust.ReadAsync(parts, item, own.Bundle + (hasOwnAuthority ? given!.SecretText("ca.crt") : ""), cancel);
        if (item.CertificateSecret is { } secret && !hasOwnAuthority && await new UserCertificate(parts).ReconcileAsync(item, secret, given, services, clients, cancel) is { } state) return state with { Clients = clients };

        var chain = hasOwnAuthority ? UserAuthority.Read(given!) : own ?? await AuthorityAsync(item, now, cancel);
        using var signer = chain.Signer.Load()!;
        var known = await SecretAsync(item, item.Child("http-certs-internal"), cancel);
        var seen = SeenAddresses.Read(known?.Annotation(Names.SeenAddresses)).Look(services.SelectMany(SubjectNames.BalancerAddresses), now);
        var names = SubjectNames.Of(item, services, seen.Gone, await parts.Nodes.OfAsync(item, services, cancel), parts.Options.ClusterDomain);
        if (names.IsCut) parts.Events.Warning(item.Source, "TooManySans", $"the certificate can name {names.All.Count} names and addresses; others were left out, addresses of nodes and of the cluster first");
        var leaf = await LeafAsync(item, chain, signer, names, seen, known, clients, now, cancel);
        await PublishAsync(item, leaf.Pair, chain.Bundle, cancel);

        using var served = leaf.Pair.Load()!;
        var next = hasOwnAuthority ? now + UserCertificate.LookEvery : chain.NextChange(parts.Options.Certificates);
        var renewal = served.NotAfter.ToUniversalTime() - parts.Options.Certificates.Lead;
        if (renewal < next && served.NotAfter < signer.NotAfter) next = renewal;
        foreach (var moment in (DateTimeOffset?[])[seen.NextEnd, leaf.ReissueAt])
            if (moment < next) next = moment.Value;
        if (item.ClientAuthorities.Count > 0 && clients is not null && now + ClientTrust.LookEvery < next) next = now + ClientTrust.LookEvery;
        return StateOf(served, names, leaf.ReissueAt, now, chain.Bundle, next) with { Clients = clients };
    }

    private static CertificateState StateOf(X509Certificate2 served, SubjectNames names, DateTimeOffset? reissueAt, DateTimeOffset now, string bundle, DateTimeOffset next)
    {
        if (reissueAt is { } at) return new CertificateState(false, "SanMismatch", $"names or addresses changed again; the next certificate is issued at {at.UtcDateTime:HH:mm:ss} UTC", bundle, next);
        if (names.WaitsForAddress) return new CertificateState(false, "WaitingForLoadBalancer", "the load balancer has no address yet; the certificate will name it", bundle, next);
        if (served.NotAfter.ToUniversalTime() - now < s_lastDay) return new CertificateState(false, "Expiring", $"the certificate ends at {served.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC", bundle, next);
        return new CertificateState(true, "Issued", $"valid until {served.NotAfter.ToUniversalTime():yyyy-MM-dd}, for {names.All.Count} names and addresses", bundle, next);
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

    /// <summary>What is served.</summary>
    /// <param name="Pair">The certificate and its key.</param>
    /// <param name="ReissueAt">When the next one is issued, where names changed too soon after they had.</param>
    private sealed record Leaf(KeyPair Pair, DateTimeOffset? ReissueAt);

    private async Task<Leaf> LeafAsync(
        StackObject item, AuthorityChain chain, X509Certificate2 signer, SubjectNames names, SeenAddresses seen, JsonObject? known, ClientTrust? clients, DateTimeOffset now, CancellationToken cancel)
    {
        string? certificate = KeyPair.Split(known?.SecretText("tls.crt")) is [var first, ..] ? first : null;
        string? key = known?.SecretText("tls.key");
        var leaf = certificate is not null && key is not null ? new KeyPair(certificate, key) : null;
        using var loaded = leaf?.Load();
        string? reissued = known?.Annotation(Names.ReissuedAt);
        var trouble = LeafCheck.Trouble(loaded, signer, names.All, parts.Options.Certificates, now);
        var reissueAt = trouble?.CanWait == true && KubeTime.TryParse(reissued, out var last) && last <= now && last + s_reissueEvery > now ? last + s_reissueEvery : (DateTimeOffset?)null;
        bool isNew = trouble is not null && reissueAt is null;
        if (isNew)
        {
            // The key stays over renewals and new names, and goes with its authority.
            using var kept = trouble!.KeepsKey ? KeyKinds.Read(key) : null;
            leaf = _maker.Leaf(signer, SubjectNames.CommonName(item), item.Name, names.All, kept);
            if (trouble.CanWait) reissued = KubeTime.Micros(now);
        }
        await KeepAsync(item, leaf!, chain, seen, reissued, known, clients, cancel);
        if (isNew)
        {
            parts.Events.Normal(item.Source, loaded is null ? "CertificateIssued" : "CertificateRotated", Told(leaf!, loaded, trouble!));
            if (loaded is not null) await parts.Children.TouchPodsAsync(item, cancel);
        }
        return new Leaf(leaf!, reissueAt);
    }

    private async Task KeepAsync(StackObject item, KeyPair leaf, AuthorityChain chain, SeenAddresses seen, string? reissued, JsonObject? known, ClientTrust? clients, CancellationToken cancel)
    {
        var values = new Dictionary<string, string> { ["tls.crt"] = leaf.Certificate + chain.Certificates[0], ["tls.key"] = leaf.Key };
        if (!IsShort(item)) values["ca.crt"] = chain.Bundle;
        if (clients is not null) values[ClientTrust.Key] = clients.Bundle;
        var document = ChildDocuments.Secret(item, item.Child("http-certs-internal"), values);
        foreach (var (annotation, text) in ((string, string?)[])[(Names.SeenAddresses, seen.ToString()), (Names.ReissuedAt, reissued)])
            if (text is not null) document.Metadata.Child("annotations")[annotation] = text;
        await parts.Children.KeepOnlyAsync(await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, document, known, cancel), values.Keys, cancel);
    }

    /// <summary>The event's words; who pinned a certificate needs the fingerprints.</summary>
    private static string Told(KeyPair leaf, X509Certificate2? before, LeafTrouble trouble)
    {
        using var made = leaf.Load()!;
        return $"a certificate was issued because {trouble.Text}; valid until {made.NotAfter.ToUniversalTime():yyyy-MM-dd}, {Fingerprints(made, before)}";
    }

    /// <summary>What a certificate is recognised by, and the one before it.</summary>
    internal static string Fingerprints(X509Certificate2 made, X509Certificate2? before)
    {
        return before is null ? $"its SHA-256 is {Of(made)}" : $"its SHA-256 was {Of(before)} and is {Of(made)}";

        static string Of(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);
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
