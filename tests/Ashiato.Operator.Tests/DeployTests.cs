using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Resources;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Operator.Tests;

/// <summary>The files of <c>deploy/</c>.</summary>
public sealed class DeployTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_manifest_parses_and_the_all_in_one_has_its_ten_objects_in_order()
    {
        foreach (string file in Directory.GetFiles(Repository.Path("deploy"), "*.yaml")) Assert.NotEmpty(KubeYaml.ReadAll(File.ReadAllText(file)));
        Assert.Equal(
            ["CustomResourceDefinition", "CustomResourceDefinition", "CustomResourceDefinition", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "Namespace", "StatefulSet", "Secret", "ServiceAccount"],
            KubeYaml.ReadAll(Manifests.AllInOne).Select(item => item.Text("kind")));
    }

    [Fact]
    public void Every_container_runs_without_rights_on_a_read_only_root_within_its_memory()
    {
        var set = KubeYaml.ReadAll(Manifests.AllInOne).Single(item => item.Text("kind") == "StatefulSet");
        Assert.True(set.Flag("spec", "template", "spec", "securityContext", "runAsNonRoot"));
        foreach (var container in set.ObjectsAt("spec", "template", "spec", "containers"))
        {
            Assert.Equal((true, false, "128Mi"), (container.Flag("securityContext", "readOnlyRootFilesystem"), container.Flag("securityContext", "allowPrivilegeEscalation"), container.Text("resources", "requests", "memory")));
            Assert.Equal("""["ALL"]""", container.At("securityContext", "capabilities", "drop")!.ToJsonString());
        }
    }

    [Fact]
    public void Every_field_of_every_kind_is_described()
    {
        var bare = new List<string>();
        foreach (var definition in KubeYaml.ReadAll(Manifests.AllInOne).Where(item => item.Text("kind") == "CustomResourceDefinition"))
            foreach (var version in definition.ObjectsAt("spec", "versions")) Walk(version.ObjectAt("schema", "openAPIV3Schema")!, definition.Text("spec", "names", "kind")!, bare);
        Assert.Empty(bare);

        static void Walk(JsonObject schema, string path, List<string> bare)
        {
            if (schema.Text("description") is not { Length: > 0 }) bare.Add(path);
            foreach (var (name, field) in schema.ObjectAt("properties") ?? []) Walk((JsonObject)field!, $"{path}.{name}", bare);
            if (schema.ObjectAt("items") is { } items) Walk(items, path + "[]", bare);
        }
    }

    [Fact]
    public async Task Every_permission_is_used_and_every_request_is_permitted()
    {
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { ElectsLeader = true, EnforcesAccess = true, HasWebhook = true, ListenHost = "127.0.0.1", WebhookPort = 0 });
        await cluster.ApplyAsync("""
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
            """);
        await cluster.ApplyAsync(Manifests.Legacy.Replace("      volumeClaimTemplates", "      podTemplate: {metadata: {labels: {round: one}}}\n      volumeClaimTemplates", StringComparison.Ordinal)
            .Replace("    volumeClaimTemplates", "    podTemplate: {metadata: {labels: {round: one}}}\n    volumeClaimTemplates", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        // An address changes, a pod is replaced, a claim grows, a budget is turned off, a reference and an object go: each needs a right of its own.
        await cluster.Cluster.Balancers.SetAsync(new ObjectKey("default", "myapm-server-apm-http"), "203.0.113.7");
        await OperatorCluster.UntilAsync("The touched pods", () => cluster.Cluster.Authorization.Used.Contains(("", "pods", "patch")));
        string changed = Manifests.Legacy.Replace("10Gi", "20Gi", StringComparison.Ordinal).Replace("spec:\n  version: 7.2.0\n  nodes:", "spec:\n  version: 7.3.0\n  podDisruptionBudget: {}\n  nodes:", StringComparison.Ordinal);
        // A Service's own address is for life: asked for another, it is made again.
        changed = changed.Replace("        type: LoadBalancer\n", "        type: LoadBalancer\n        clusterIP: 127.97.7.7\n", StringComparison.Ordinal);
        int server = changed.IndexOf("kind: ApmServer", StringComparison.Ordinal);
        changed = changed[..server] + changed[server..].Replace("127.97.7.7", "127.97.7.8", StringComparison.Ordinal);
        await cluster.ApplyAsync(changed);
        await OperatorCluster.UntilAsync("The other address", () => cluster.Find(ResourceTypes.Services, "mykibana-kb-http")?.Text("spec", "clusterIP") == "127.97.7.7");
        await OperatorCluster.UntilAsync("The event", () => cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == "ServiceRecreated"));
        await cluster.ReadyAsync();
        await cluster.Client.PatchAsync(StackKind.Elasticsearch.Type, new ObjectKey("default", "myes"), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("left.finalizers.elasticsearch.k8s.elastic.co") } }, Cancel);
        await cluster.Client.DeleteAsync(StackKind.Elasticsearch.Type, new ObjectKey("default", "myes"), new DeleteQuery(), Cancel);
        await OperatorCluster.UntilAsync("The end of the credentials", () => cluster.Find(ResourceTypes.Secrets, "myes-es-elastic-user") is null);
        await OperatorCluster.UntilAsync("An event that is counted up", () => cluster.Cluster.Log.Requests.Any(request => request is { Resource: "events", Verb: "patch" }) || cluster.Cluster.Authorization.Used.Contains(("", "events", "create")));

        // The lease is written again when it is renewed, some seconds after it was taken.
        await OperatorCluster.UntilAsync("The renewed lease", () => cluster.Cluster.Authorization.Used.Contains(("coordination.k8s.io", "leases", "update")));

        Assert.DoesNotContain(cluster.Cluster.Log.Requests, request => request.Code == 403);
        var used = cluster.Cluster.Authorization.Used;
        // Asked by the API server itself, of who sets an owner reference; and counting up, which takes two equal events within ten minutes.
        (string, string, string)[] byOthers = [("", "events", "patch")];
        var unused = Permissions().Where(permission => !permission.Resource.EndsWith("/finalizers", StringComparison.Ordinal) && !byOthers.Contains(permission) && !used.Contains(permission)).ToList();
        Assert.Empty(unused);
    }

    [Fact]
    public async Task An_operator_that_looks_after_some_namespaces_needs_rights_in_these_alone()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        await cluster.Client.DeleteAsync(new ResourceType("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", IsNamespaced: false), new ObjectKey("", "elastic-operator"), new DeleteQuery(), Cancel);
        foreach (string ns in (string[])["elastic-system", "default"])
            await cluster.ApplyAsync($$"""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: elastic-operator, namespace: {{ns}}}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: elastic-operator}
                subjects: [{kind: ServiceAccount, name: elastic-operator, namespace: elastic-system}]
                """);
        cluster.StartOperator(options => options with { Namespaces = ["default"], ElectsLeader = true });
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.ApplyAsync(Manifests.Current.Replace("10Gi", "20Gi", StringComparison.Ordinal), item => item.Text("kind") == "Elasticsearch");
        await OperatorCluster.UntilAsync("The growth", () => cluster.Find(ResourceTypes.PersistentVolumeClaims, "elasticsearch-data-myes-es-default-0")?.Text("status", "capacity", "storage") == "20Gi");
        await cluster.ReadyAsync();
        // Classes of storage are the cluster's; without them the claim itself says whether it grows.
        Assert.All(cluster.Cluster.Log.Requests.Where(request => request.Code == 403), request => Assert.Equal("storageclasses", request.Resource));
    }

    private static IEnumerable<(string Group, string Resource, string Verb)> Permissions() =>
        from rule in KubeYaml.ReadAll(Manifests.AllInOne).Single(item => item.Text("kind") == "ClusterRole").ObjectsAt("rules")
        from @group in Texts(rule, "apiGroups")
        from resource in Texts(rule, "resources")
        from verb in Texts(rule, "verbs")
        select (@group, resource, verb);

    private static IEnumerable<string> Texts(JsonObject rule, string list) => rule.ListAt(list).Select(text => text!.GetValue<string>());
}
