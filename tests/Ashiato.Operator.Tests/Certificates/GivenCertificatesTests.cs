using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests.Certificates;

/// <summary>Certificates that people bring, and what else they put beside those that are served.</summary>
public sealed class GivenCertificatesTests
{
    private readonly CertificateMaker _maker = new(new CertificateTerms { Keys = KeyKind.EcdsaP256 }, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_certificate_does_not_name_is_told_and_no_endpoint_and_another_one_is_served_soon()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        var authority = _maker.Authority("mine", "mine");
        await GiveAsync(cluster, authority, "apm.example.org");
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.SpecAsync(StackKind.ApmServer, "myapm-server", Served("mine"));
        await cluster.UntilReasonAsync(StackKind.ApmServer, "myapm-server", "CertificatesReady", "UserCertificateLacksAddress");
        await cluster.ToldAsync("UserCertificateLacksAddress", "does not name myapm-server-apm-http.default.svc");
        await cluster.ReadyAsync();
        await OperatorCluster.UntilAsync("No endpoint", () => Endpoints(cluster).Length == 0);

        string address = await cluster.BalancerAddressAsync("myapm-server-apm-http");
        await GiveAsync(cluster, authority, "myapm-server-apm-http.default.svc", address);
        await cluster.UntilReasonAsync(StackKind.ApmServer, "myapm-server", "CertificatesReady", "Issued");
        await OperatorCluster.UntilAsync("Both endpoints", () => Endpoints(cluster).SequenceEqual([$"https://{address}:8200", "https://myapm-server-apm-http.default.svc:8200"]));
        // Who pinned the one before learns of it, and nodes bring the new one at once.
        await cluster.ToldAsync("CertificateRotated", "the certificate of Secret mine is served");
        await OperatorCluster.UntilAsync("The touched pod", () => cluster.Cluster.Store.All("pods").Any(pod => pod.Name.StartsWith("myapm-server-apm-server-", StringComparison.Ordinal) && pod.Annotation(Names.Touched) is not null));
    }

    [Fact]
    public async Task A_store_with_a_chain_and_no_authority_beside_it_is_recognised_by_what_stands_behind_its_certificate()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        var authority = _maker.Authority("mine", "mine");
        await GiveAsync(cluster, authority, "myes-es-http.default.svc", "myes-es-internal-http.default.svc");
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.SpecAsync(StackKind.Elasticsearch, "myes", Served("mine"));
        await OperatorCluster.UntilAsync("The authority where consoles look", () => cluster.Find(ResourceTypes.Secrets, "mykibana-kb-es-ca")?.SecretText("ca.crt") == authority.Certificate);
        await cluster.ReadyAsync();
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "CertificatesReady", "Issued");
    }

    [Fact]
    public async Task What_somebody_put_beside_a_served_certificate_is_taken_out_and_elsewhere_it_stays()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        foreach (string secret in (string[])["myapm-server-apm-http-certs-internal", "myapm-server-apm-config"])
            await cluster.Client.PatchAsync(ResourceTypes.Secrets, new ObjectKey("default", secret), new JsonObject { ["stringData"] = new JsonObject { ["other"] = "mine" } }, Cancel);
        await OperatorCluster.UntilAsync("The end of it", () => cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-http-certs-internal")!.ObjectAt("data")!.Count == 3);
        Assert.Equal("mine", cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-config")!.SecretText("other"));
    }

    private static JsonObject Served(string secret) => new() { ["http"] = new JsonObject { ["tls"] = new JsonObject { ["certificate"] = new JsonObject { ["secretName"] = secret } } } };

    private static string[] Endpoints(OperatorCluster cluster) => [.. cluster.Find(StackKind.ApmServer.Type, "myapm-server")!.ListAt("status", "endpoints").Select(endpoint => endpoint!.ToString())];

    /// <summary>Gives a certificate with its authority behind it, and none beside it.</summary>
    private async Task GiveAsync(OperatorCluster cluster, KeyPair authority, params string[] names)
    {
        using var signer = authority.Load()!;
        var leaf = _maker.Leaf(signer, names[0], "mine", names, null);
        await cluster.Client.ApplyAsync(ResourceTypes.Secrets, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "mine", ["namespace"] = "default" },
            ["data"] = ChildDocuments.Encode(new Dictionary<string, string> { ["tls.crt"] = leaf.Certificate + authority.Certificate, ["tls.key"] = leaf.Key }),
        }, "somebody", null, Cancel);
    }
}
