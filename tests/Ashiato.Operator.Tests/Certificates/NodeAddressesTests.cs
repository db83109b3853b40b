using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Operator.Tests.Certificates;

/// <summary>Certificates for Services that are reached by the cluster's nodes.</summary>
public sealed class NodeAddressesTests
{
    private const string Rights = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: nodes}
        rules: [{apiGroups: [""], resources: [nodes], verbs: [list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: nodes}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: nodes}
        subjects: [{kind: ServiceAccount, name: elastic-operator, namespace: elastic-system}]
        """;

    [Fact]
    public async Task A_port_on_each_node_is_named_by_the_nodes_addresses_if_that_is_wanted()
    {
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { NamesNodes = true });
        await NodeAsync(cluster);
        await cluster.ApplyAsync(Rights);
        await cluster.ApplyAsync(Manifests.Current.Replace("type: LoadBalancer", "type: NodePort", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        Assert.True(Served(cluster, "myapm-server-apm").MatchesHostname("198.51.100.4"));
        Assert.True(Served(cluster, "myapm-server-apm").MatchesHostname("10.7.0.4"));
        // Nobody reaches the store by a node.
        Assert.False(Served(cluster, "myes-es").MatchesHostname("10.7.0.4"));
    }

    [Fact]
    public async Task Without_the_right_to_list_nodes_everything_else_goes_on_and_an_event_says_what_is_missing()
    {
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { NamesNodes = true });
        await NodeAsync(cluster);
        await cluster.ApplyAsync(Manifests.Current.Replace("type: LoadBalancer", "type: NodePort", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        Assert.False(Served(cluster, "myapm-server-apm").MatchesHostname("10.7.0.4"));
        await OperatorCluster.UntilAsync("The event", () => cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == "NodeAddressesUnknown"));
    }

    private static async Task NodeAsync(OperatorCluster cluster)
    {
        await cluster.Cluster.Objects.CreateAsync(BuiltInResources.Nodes, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = new JsonObject { ["name"] = "worker" } });
        await cluster.Cluster.Objects.SetStatusAsync(BuiltInResources.Nodes, new ObjectKey("", "worker"), new JsonObject
        {
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "10.7.0.4" }, new JsonObject { ["type"] = "ExternalIP", ["address"] = "198.51.100.4" }),
        });
    }

    private static X509Certificate2 Served(OperatorCluster cluster, string name) => X509Certificate2.CreateFromPem(cluster.Find(ResourceTypes.Secrets, $"{name}-http-certs-internal")!.SecretText("tls.crt"));
}
