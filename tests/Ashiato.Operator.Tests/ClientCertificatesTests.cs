using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Tests;

/// <summary>Objects that ask their clients for certificates.</summary>
public sealed class ClientCertificatesTests
{
    private const string Asks = """{"tls": {"client": {"authentication": true}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_asks_once_all_that_belong_to_it_have_something_to_show_and_they_show_it_until_it_asks_no_more()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.SpecAsync(StackKind.Elasticsearch, "myes", new JsonObject { ["http"] = JsonNode.Parse(Asks) });
        await OperatorCluster.UntilAsync("The store that asks", () => StoreAsks() ? "" : "it does not");
        foreach (string name in (string[])["mykibana-kb", "myapm-server-apm-server"]) Assert.Contains("--store-cert=", Text(ResourceTypes.Deployments, name), StringComparison.Ordinal);
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "ClientCertificatesReady", "Required");
        string own = cluster.Find(ResourceTypes.Secrets, "myes-es-http-ca-internal")!.SecretText("tls.crt")!;
        Assert.Equal(own, cluster.Find(ResourceTypes.Secrets, "myes-es-http-certs-internal")!.SecretText(ClientTrust.Key));

        await cluster.SpecAsync(StackKind.Elasticsearch, "myes", new JsonObject { ["http"] = null });
        await OperatorCluster.UntilAsync("The store that asks no more", () => !StoreAsks());
        await OperatorCluster.UntilAsync("The end of the certificates", () => cluster.Find(ResourceTypes.Secrets, "mykibana-kb-es-client-cert") is null && cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-es-client-cert") is null);
        await cluster.ReadyAsync();

        bool StoreAsks() => Text(ResourceTypes.StatefulSets, "myes-es-default").Contains("--client-ca=", StringComparison.Ordinal);
        string Text(ResourceType type, string name) => cluster.Find(type, name)!.ToJsonString();
    }

    [Fact]
    public async Task A_certificate_of_ones_own_is_shown_and_one_that_is_missing_is_named()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.SpecAsync(StackKind.Kibana, "mykibana", new JsonObject { ["elasticsearchRef"] = new JsonObject { ["name"] = "myes", ["clientCertificateSecretName"] = "mine" } });
        await cluster.UntilReasonAsync(StackKind.Kibana, "mykibana", "Associated", "ClientCertificateNotReady");
        await cluster.ToldAsync("UserCertificateInvalid", "Secret mine of clientCertificateSecretName does not exist");

        var maker = new CertificateMaker(new CertificateTerms { Keys = KeyKind.EcdsaP256 }, TimeProvider.System);
        using var signer = maker.Authority("mine", "mine").Load()!;
        var pair = maker.Leaf(signer, "mine", "mine", ["mine"], null);
        await cluster.Client.CreateAsync(ResourceTypes.Secrets, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "mine", ["namespace"] = "default" },
            ["data"] = ChildDocuments.Encode(new Dictionary<string, string> { ["tls.crt"] = pair.Certificate, ["tls.key"] = pair.Key }),
        }, Cancel);
        await OperatorCluster.UntilAsync("The copy", () => cluster.Find(ResourceTypes.Secrets, "mykibana-kb-es-client-cert")?.SecretText("tls.crt") == pair.Certificate);
        await cluster.ReadyAsync();
    }

    [Fact]
    public async Task An_authority_that_is_not_there_is_named()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.AnnotateAsync(StackKind.ApmServer, "myapm-server", Names.ClientAuthorities, "nobody");
        await cluster.SpecAsync(StackKind.ApmServer, "myapm-server", new JsonObject { ["http"] = JsonNode.Parse(Asks) });
        await cluster.UntilReasonAsync(StackKind.ApmServer, "myapm-server", "ClientCertificatesReady", "AuthorityMissing");
        await cluster.ToldAsync("ClientAuthorityMissing", "Secret nobody");
    }

    [Fact]
    public void Without_TLS_nobody_can_be_asked()
    {
        var source = (JsonObject)JsonNode.Parse("""{"apiVersion": "kibana.k8s.elastic.co/v1", "kind": "Kibana", "metadata": {"name": "k", "namespace": "default"}, "spec": {"version": "8.1.0", "count": 1, "http": {"tls": {"selfSignedCertificate": {"disabled": true}, "client": {"authentication": true}}}}}""")!;
        Assert.Equal("TlsRequired", Assert.Single(StackValidator.Check(new StackObject(StackKind.Kibana, source), null)).Reason);
    }
}
