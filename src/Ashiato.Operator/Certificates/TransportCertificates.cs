using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Certificates;

/// <summary>The certificates between the nodes of a store, with an authority of their own.</summary>
internal sealed class TransportCertificates(OperatorParts parts)
{
    private readonly CertificateMaker _maker = new(parts.Options.Certificates, parts.Time);

    public async Task ReconcileAsync(StackObject item, CancellationToken cancel)
    {
        var now = parts.Time.GetUtcNow();
        string authorityName = item.Child("transport-ca-internal");
        var known = await SecretAsync(item, authorityName, cancel);
        var chain = AuthorityChain.Advance(known?.SecretText("tls.crt"), known?.SecretText("tls.key"), () => _maker.Authority($"{item.Name}-transport", item.Name), parts.Options.Certificates, now);
        await ApplyAsync(item, authorityName, new() { ["tls.crt"] = chain.Bundle, ["tls.key"] = string.Concat(chain.Keys) }, known, cancel);
        string open = item.Child("transport-certs-public");
        await ApplyAsync(item, open, new() { ["ca.crt"] = chain.Bundle }, await SecretAsync(item, open, cancel), cancel);
        foreach (var group in item.Groups) await GroupAsync(item, group, chain, now, cancel);
    }

    private async Task GroupAsync(StackObject item, NodeGroup group, AuthorityChain chain, DateTimeOffset now, CancellationToken cancel)
    {
        string name = item.TransportSecret(group), set = item.StatefulSet(group);
        string[] names = [$"*.{set}.{item.Namespace}.svc", $"{item.Child("transport")}.{item.Namespace}.svc"];
        var known = await SecretAsync(item, name, cancel);
        using var signer = chain.Signer.Load()!;
        var leaf = known?.SecretText("tls.crt") is { } certificate && known.SecretText("tls.key") is { } key ? new KeyPair(certificate, key) : null;
        using var loaded = leaf?.Load();
        if (LeafCheck.Trouble(loaded, signer, names, parts.Options.Certificates, now) is not null) leaf = _maker.Leaf(signer, set, item.Name, names, null);
        await ApplyAsync(item, name, new() { ["ca.crt"] = chain.Bundle, ["tls.crt"] = leaf!.Certificate, ["tls.key"] = leaf.Key }, known, cancel);
    }

    private Task<JsonObject?> SecretAsync(StackObject item, string name, CancellationToken cancel) => parts.Children.FindAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel);

    private async Task ApplyAsync(StackObject item, string name, Dictionary<string, string> values, JsonObject? known, CancellationToken cancel) =>
        await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, name, values), known, cancel);
}
