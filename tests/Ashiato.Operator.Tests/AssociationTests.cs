using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>Consoles and servers that may not use a store, lose it, or are written in another form.</summary>
public sealed class AssociationTests
{
    private const string Reader = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader}
        rules: [{apiGroups: [elasticsearch.k8s.elastic.co], resources: [elasticsearches], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: reader}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
        subjects: [{kind: ServiceAccount, name: default, namespace: default}]
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_may_not_get_a_store_is_let_in_no_more_and_again_when_it_may()
    {
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { EnforcesAccess = true });
        await cluster.ApplyAsync(Reader);
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        var binding = new ResourceType("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", IsNamespaced: false);
        await cluster.Client.DeleteAsync(binding, new ObjectKey("", "reader"), new DeleteQuery(), Cancel);
        await cluster.AnnotateAsync(StackKind.Kibana, "mykibana", "look", "again");
        await cluster.UntilReasonAsync(StackKind.Kibana, "mykibana", "Associated", "AccessDenied");
        await OperatorCluster.UntilAsync("The end of the user", () => cluster.Find(ResourceTypes.Secrets, "default-mykibana-kibana-user") is null
            && !cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!.SecretText("users")!.Contains("mykibana", StringComparison.Ordinal));
        Assert.Equal("Pending", cluster.Find(StackKind.Kibana.Type, "mykibana")!.Text("status", "associationStatus"));
        await cluster.ToldAsync("AssociationError", "may not get Elasticsearch default/myes");

        await cluster.ApplyAsync(Reader);
        await cluster.AnnotateAsync(StackKind.Kibana, "mykibana", "look", "once more");
        await cluster.ReadyAsync();
        await OperatorCluster.UntilAsync("The user", () => cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!.SecretText("users")!.Contains("default-mykibana-kibana-user", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_is_deleted_is_waited_for_while_pods_go_on_and_one_of_another_operator_is_none()
    {
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { Namespaces = ["default"] });
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        string pod = cluster.Cluster.Store.All("pods").Single(one => one.Name.StartsWith("mykibana-kb-", StringComparison.Ordinal)).Uid;
        await cluster.Client.DeleteAsync(StackKind.Elasticsearch.Type, new ObjectKey("default", "myes"), new DeleteQuery(), Cancel);
        await cluster.UntilReasonAsync(StackKind.Kibana, "mykibana", "Associated", "StoreNotFound");
        await OperatorCluster.UntilAsync("The end of the connection", () => cluster.Find(StackKind.Kibana.Type, "mykibana")!.Annotation(Names.Association) is null);
        await cluster.ToldAsync("AssociationStatusChange", "is gone");
        Assert.Equal(pod, cluster.Cluster.Store.All("pods").Single(one => one.Name.StartsWith("mykibana-kb-", StringComparison.Ordinal)).Uid);

        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.SpecAsync(StackKind.Kibana, "mykibana", new JsonObject { ["elasticsearchRef"] = new JsonObject { ["name"] = "myes", ["namespace"] = "elsewhere" } });
        await cluster.UntilReasonAsync(StackKind.Kibana, "mykibana", "Associated", "NamespaceNotManaged");
        await OperatorCluster.UntilAsync("The failure", () => (cluster.Find(StackKind.Kibana.Type, "mykibana")!.Text("status", "associationStatus"), cluster.Find(StackKind.Kibana.Type, "mykibana")!.Text("status", "health")) == ("Failed", "red"));
    }

    [Fact]
    public async Task A_server_that_is_written_in_the_other_form_keeps_its_token_and_leaves_no_credentials_behind()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        string token = cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-token")!.SecretText("secret-token")!;
        await cluster.SpecAsync(StackKind.ApmServer, "myapm-server", new JsonObject { ["nodeCount"] = null, ["count"] = 1 });
        await OperatorCluster.UntilAsync("The new credentials alone", () => cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-user") is not null && cluster.Find(ResourceTypes.Secrets, "myapm-server-elastic-internal-apm") is null);
        await cluster.ReadyAsync();
        Assert.Equal(token, cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-token")!.SecretText("secret-token"));
        Assert.Null(cluster.Find(StackKind.ApmServer.Type, "myapm-server")!["status"]!["Association"]);
    }
}
