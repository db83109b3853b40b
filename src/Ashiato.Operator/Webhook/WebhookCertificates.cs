using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;

namespace Ashiato.Operator.Webhook;

/// <summary>The certificates that the webhook serves, kept in the operator's own Secret so that all replicas have the same.</summary>
internal sealed class WebhookCertificates(IKubeClient client, OperatorOptions options, TimeProvider time)
{
    /// <summary>The Service that the API server calls.</summary>
    public const string Service = "elastic-webhook-server";

    private const string AuthorityKey = "ca.key", Authority = "ca.crt";
    private readonly CertificateMaker _maker = new(options.Certificates, time);

    /// <summary>Reads the Secret, fills or renews it when need be; or reads the files that somebody gives instead.</summary>
    /// <returns>The certificate with its authority behind it, and what the API server shall trust.</returns>
    public async Task<(KeyPair Served, string Bundle)> EnsureAsync(CancellationToken cancel)
    {
        if (options.WebhookFolder is { } folder) return WebhookFiles.Read(folder);
        var key = new ObjectKey(options.OperatorNamespace, options.WebhookSecret);
        while (true)
        {
            var secret = await client.FindAsync(ResourceTypes.Secrets, key, cancel);
            var now = time.GetUtcNow();
            var chain = AuthorityChain.Advance(secret?.SecretText(Authority), secret?.SecretText(AuthorityKey), () => _maker.Authority("elastic-webhook", options.OperatorNamespace), options.Certificates, now);
            using var signer = chain.Signer.Load()!;
            string[] names = [$"{Service}.{options.OperatorNamespace}.svc", $"{Service}.{options.OperatorNamespace}.svc.{options.ClusterDomain}"];
            var leaf = secret?.SecretText("tls.crt") is { } certificate && secret.SecretText("tls.key") is { } privateKey ? new KeyPair(certificate, privateKey) : null;
            using var loaded = leaf?.Load();
            if (LeafCheck.Trouble(loaded, signer, names, options.Certificates, now) is not null) leaf = _maker.Leaf(signer, names[0], options.OperatorNamespace, names, null);
            var wanted = ChildDocuments.Encode(new Dictionary<string, string> { [Authority] = chain.Bundle, [AuthorityKey] = string.Concat(chain.Keys), ["tls.crt"] = leaf!.Certificate, ["tls.key"] = leaf.Key });
            if (secret is not null && JsonNode.DeepEquals(secret["data"], wanted)) return (leaf, chain.Bundle);
            try
            {
                if (secret is null) await client.CreateAsync(ResourceTypes.Secrets, New(key, wanted), cancel);
                else await client.PatchAsync(ResourceTypes.Secrets, key, new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = secret.ResourceVersion }, ["data"] = wanted }, cancel);
                return (leaf, chain.Bundle);
            }
            catch (KubeApiException e) when (e.IsConflict || e.IsAlreadyExists)
            {
                // Another replica was first; its certificates are as good.
            }
        }
    }

    private static JsonObject New(ObjectKey key, JsonObject data) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace, ["labels"] = new JsonObject { ["control-plane"] = "elastic-operator" } },
        ["type"] = "Opaque",
        ["data"] = data,
    };
}
