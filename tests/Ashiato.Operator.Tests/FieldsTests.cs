using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Secrets;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Operator.Tests;

/// <summary>Fields and annotations that not every manifest has.</summary>
public sealed class FieldsTests
{
    private const string Settings = """
        apiVersion: v1
        kind: Secret
        metadata: {name: mine}
        stringData: {rum-services: shop, apm-server.secret_token: hush, cities.mmdb: places}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secure_settings_are_mounted_and_pods_are_replaced_when_one_changes()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Settings);
        await cluster.ApplyAsync(Server("secureSettings: [{secretName: mine}]"));
        await cluster.ReadyAsync();

        var template = Template(cluster);
        Assert.Contains("--secrets-dir=/mnt/elastic-internal/secure-settings", template.ToJsonString(), StringComparison.Ordinal);
        var source = Assert.Single(template.ObjectsAt("spec", "volumes").Single(volume => volume.Text("name") == "elastic-internal-secure-settings").ObjectsAt("projected", "sources"));
        // The author's own token counts, under the name that the program knows; so the generated one is not mounted.
        Assert.Equal(("mine", "apm-server.secret_token>secret-token,cities.mmdb>cities.mmdb,rum-services>rum-services"),
            (source.Text("secret", "name"), string.Join(',', source.ObjectsAt("secret", "items").Select(item => $"{item.Text("key")}>{item.Text("path")}").Order(StringComparer.Ordinal))));
        await ToldAsync(cluster, "FieldIgnored", "cities.mmdb");

        string before = template.Text("metadata", "labels", Names.TemplateHash)!;
        await cluster.ApplyAsync(Settings.Replace("shop", "shop2", StringComparison.Ordinal));
        await cluster.Client.PatchAsync(StackKind.ApmServer.Type, new ObjectKey("default", "myapm-server"), new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["look"] = "now" } } }, Cancel);
        await OperatorCluster.UntilAsync("The new template", () => Template(cluster).Text("metadata", "labels", Names.TemplateHash) != before);
    }

    [Fact]
    public async Task Of_secure_settings_entries_select_and_rename_and_a_Secret_that_is_missing_is_told_and_waited_for_by_nobody()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Settings);
        await cluster.ApplyAsync(Server("secureSettings: [{secretName: mine, entries: [{key: cities.mmdb, path: geo/cities.mmdb}]}, {secretName: later}]"));
        await cluster.ReadyAsync();
        Assert.Contains("\"path\":\"geo/cities.mmdb\"", Template(cluster).ToJsonString(), StringComparison.Ordinal);
        await ToldAsync(cluster, "FieldIgnored", "Secret later");
    }

    [Fact]
    public void Every_secure_setting_is_a_setting_of_the_program()
    {
        string page = File.ReadAllText(Repository.Path("docs", "configuration.md"));
        foreach (string name in (string[])["secret-token", "rum-services", "geoip", "tail-sampling", "retention-days-by-kind", "console-url"])
        {
            Assert.True(SecureSettings.IsSetting(name), name);
            Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal);
        }
        Assert.False(SecureSettings.IsSetting("store-token"));
    }

    [Fact]
    public async Task A_server_knows_its_console_by_the_address_that_people_use_and_says_so()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Server("kibanaRef: {name: mykibana}"));
        await cluster.ReadyAsync();
        string address = await cluster.BalancerAddressAsync("mykibana-kb-http");
        await OperatorCluster.UntilAsync("The address in the settings", () => cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-config")!.SecretText("apm-server.yml")!.Contains($"console-url: \"https://{address}:5601\"", StringComparison.Ordinal));

        var server = cluster.Find(StackKind.ApmServer.Type, "myapm-server")!;
        Assert.Equal("Established", server.Text("status", "kibanaAssociationStatus"));
        Assert.Contains("https://mykibana-kb-http.default.svc:5601", server.Annotation(Names.ConsoleAssociation), StringComparison.Ordinal);
        Assert.Equal(cluster.Find(ResourceTypes.Secrets, "mykibana-kb-http-certs-public")!.SecretText("ca.crt"), cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-kb-ca")!.SecretText("ca.crt"));

        await cluster.Client.PatchAsync(StackKind.ApmServer.Type, server.Key, new JsonObject { ["spec"] = new JsonObject { ["kibanaRef"] = null } }, Cancel);
        await OperatorCluster.UntilAsync("The end of the connection", () => cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-kb-ca") is null && cluster.Find(StackKind.ApmServer.Type, "myapm-server")!.Annotation(Names.ConsoleAssociation) is null);
    }

    [Fact]
    public async Task A_console_that_does_not_exist_is_named_and_the_server_runs_all_the_same()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Server("kibanaRef: {name: nobody}"));
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, StackKind.ApmServer, "myapm-server", "Associated") is { } condition
            && condition.Text("reason") == "ConsoleNotFound" && cluster.Find(ResourceTypes.Deployments, "myapm-server-apm-server")?.Number("status", "availableReplicas") == 1);
    }

    [Fact]
    public async Task A_suspended_pod_is_held_before_it_starts_and_let_go_with_the_annotation()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        cluster.Cluster.Hollow.BecomesReady = pod => !pod.ObjectsAt("spec", "initContainers").Any();
        await AnnotateAsync(cluster, "myes-es-default-0");

        await OperatorCluster.UntilAsync("The held pod", () => cluster.Find(ResourceTypes.Pods, "myes-es-default-0")?.ObjectsAt("spec", "initContainers").Any(container => container.Text("name") == "elastic-internal-suspend") == true);
        await OperatorCluster.UntilAsync("The reason", () => Condition(cluster, StackKind.Elasticsearch, "myes", "Ready")?.Text("reason") == "Suspended");

        await AnnotateAsync(cluster, null);
        await OperatorCluster.UntilAsync("The pod that runs", () => cluster.Find(ResourceTypes.Pods, "myes-es-default-0") is { } pod && !pod.ObjectsAt("spec", "initContainers").Any());
        await cluster.ReadyAsync();

        static async Task AnnotateAsync(OperatorCluster cluster, string? value) => await cluster.Client.PatchAsync(StackKind.Elasticsearch.Type, new ObjectKey("default", "myes"),
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Names.Suspend] = value } } }, Cancel);
    }

    [Theory]
    [InlineData("Kibana", "mykibana", "mykibana-kb")]
    [InlineData("ApmServer", "myapm-server", "myapm-server-apm-server")]
    public async Task A_console_or_server_gets_a_pod_that_is_held_beside_those_that_serve(string kind, string name, string deployment)
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        var type = StackKind.All.Single(one => one.Type.Kind == kind);
        cluster.Cluster.Hollow.BecomesReady = pod => !pod.ObjectsAt("spec", "initContainers").Any();
        string serving = cluster.Cluster.Store.All("pods").Single(pod => pod.Name.StartsWith(deployment + "-", StringComparison.Ordinal)).Name;
        await AnnotateAsync(serving);

        await OperatorCluster.UntilAsync("The reason", () => Condition(cluster, type, name, "Ready") is { } ready && ready.Text("reason") == "Suspended"
            && ready.Text("message")!.Contains("kubectl exec -c elastic-internal-suspend", StringComparison.Ordinal));
        // The one that serves goes on, and so the object is green.
        Assert.True(Stores.StoreObservation.IsReady(cluster.Find(ResourceTypes.Pods, serving)!));
        Assert.Equal(("green", 1L), (cluster.Find(type.Type, name)!.Text("status", "health"), cluster.Find(type.Type, name)!.Number("status", "availableNodes")));

        await AnnotateAsync(null);
        await cluster.ReadyAsync();
        Assert.DoesNotContain(cluster.Cluster.Store.All("pods"), pod => !pod.IsDeleting && pod.ObjectsAt("spec", "initContainers").Any());
        Assert.Null(cluster.Find(ResourceTypes.Deployments, deployment)!.At("spec", "template", "spec", "initContainers"));

        async Task AnnotateAsync(string? value) => await cluster.Client.PatchAsync(type.Type, new ObjectKey("default", name),
            new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Names.Suspend] = value } } }, Cancel);
    }

    [Fact]
    public async Task Nodes_go_to_the_zones_that_are_named_and_fields_without_effect_are_named()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current.Replace("    count: 1\n", "    count: 1\n    zoneAwareness: {zones: [a, b]}\n", StringComparison.Ordinal).Replace("  nodeSets:", "  monitoring: {metrics: {}}\n  nodeSets:", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        var spec = cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")!.ObjectAt("spec", "template", "spec")!;
        var term = spec.ObjectsAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms").Single().ObjectsAt("matchExpressions").Single();
        Assert.Equal(("topology.kubernetes.io/zone", "[\"a\",\"b\"]"), (term.Text("key"), term["values"]!.ToJsonString()));
        Assert.Equal("topology.kubernetes.io/zone", spec.ObjectsAt("topologySpreadConstraints").Single().Text("topologyKey"));
        Assert.Equal(("True", "accepted without effect: spec.monitoring"), Condition(cluster, StackKind.Elasticsearch, "myes", "Valid") is { } valid ? (valid.Text("status"), valid.Text("message")) : default);
    }

    [Fact]
    public async Task Several_namespaces_are_looked_after_and_no_others()
    {
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { Namespaces = ["one", "two"] });
        foreach (string ns in (string[])["one", "two", "three"])
        {
            await cluster.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {ns}}}");
            await cluster.ApplyAsync(Manifests.Current.Replace("metadata:\n  name: my", $"metadata:\n  namespace: {ns}\n  name: my", StringComparison.Ordinal));
        }
        await OperatorCluster.UntilAsync("Both", () => ((string[])["one", "two"]).All(ns => cluster.Cluster.Store.Find(StackKind.ApmServer.Type.QualifiedName, new ObjectKey(ns, "myapm-server")) is { } server && OperatorCluster.IsReady(server)));
        Assert.Null(cluster.Cluster.Store.Find(StackKind.ApmServer.Type.QualifiedName, new ObjectKey("three", "myapm-server"))!["status"]);
        Assert.DoesNotContain(cluster.Cluster.Log.Requests, request => request.User == OperatorCluster.User && request is { Verb: "list", Namespace: "" });
    }

    [Fact]
    public async Task A_store_that_an_older_manifest_describes_by_hand_is_used()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync("""
            apiVersion: v1
            kind: Secret
            metadata: {name: outside}
            stringData: {writer: word}
            ---
            apiVersion: apm.k8s.elastic.co/v1alpha1
            kind: ApmServer
            metadata: {name: lonely}
            spec:
              version: 7.2.0
              nodeCount: 1
              elasticsearch: {hosts: ["https://store.example.org:9200"], auth: {secret: {name: outside, key: writer}}}
            """);
        await OperatorCluster.UntilAsync("The server", () => cluster.Find(ResourceTypes.Deployments, "lonely-apm-server") is not null);
        Assert.Contains("store-token: \"word\"", cluster.Find(ResourceTypes.Secrets, "lonely-apm-config")!.SecretText("apm-server.yml"), StringComparison.Ordinal);
        Assert.Contains("--store-url=https://store.example.org:9200", cluster.Find(ResourceTypes.Deployments, "lonely-apm-server")!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_password_of_a_store_outside_and_another_token_of_the_authors_restart_nothing()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync("""
            apiVersion: v1
            kind: Secret
            metadata: {name: outside}
            stringData: {url: "https://store.example.org:9200", username: elastic, password: word}
            ---
            apiVersion: kibana.k8s.elastic.co/v1
            kind: Kibana
            metadata: {name: window}
            spec: {version: 8.17.0, count: 1, elasticsearchRef: {secretName: outside}}
            ---
            apiVersion: apm.k8s.elastic.co/v1
            kind: ApmServer
            metadata: {name: door}
            spec: {version: 8.17.0, count: 1, elasticsearchRef: {secretName: outside}, config: {apm-server.auth.secret_token: hush}}
            """);
        await OperatorCluster.UntilAsync("Both", () => OperatorCluster.IsReady(cluster.Find(StackKind.Kibana.Type, "window")!) && OperatorCluster.IsReady(cluster.Find(StackKind.ApmServer.Type, "door")!));
        string[] before = Workloads();

        await cluster.Client.PatchAsync(ResourceTypes.Secrets, new ObjectKey("default", "outside"), new JsonObject { ["stringData"] = new JsonObject { ["password"] = "another" } }, Cancel);
        await cluster.SpecAsync(StackKind.ApmServer, "door", new JsonObject { ["config"] = new JsonObject { ["apm-server.auth.secret_token"] = "whisper" } });
        await OperatorCluster.UntilAsync("The console's settings", () => Has("window-kb-config", "kibana.yml", "console-password: \"another\"") && Has("window-kb-config", "kibana.yml", "store-token: \"another\""));
        await OperatorCluster.UntilAsync("The server's settings", () => Has("door-apm-config", "apm-server.yml", "secret-token: \"whisper\"") && Has("door-apm-config", "apm-server.yml", "store-token: \"another\""));
        await OperatorCluster.UntilAsync("The server", () => OperatorCluster.IsReady(cluster.Find(StackKind.ApmServer.Type, "door")!));
        Assert.Equal(before, Workloads());

        bool Has(string secret, string key, string line) => cluster.Find(ResourceTypes.Secrets, secret)!.SecretText(key)!.Contains(line, StringComparison.Ordinal);
        string[] Workloads() => [.. ((string[])["window-kb", "door-apm-server"]).Select(name => cluster.Find(ResourceTypes.Deployments, name)!["spec"]!["template"]!.ToJsonString())];
    }

    [Fact]
    public async Task A_store_without_user_elastic_gives_the_password_to_nobody()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current.Replace("  nodeSets:", "  auth: {disableElasticUser: true}\n  nodeSets:", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        foreach (var (secret, key) in ((string, string)[])[("myes-es-default-es-config", "elasticsearch.yml"), ("mykibana-kb-config", "kibana.yml")])
        {
            string settings = cluster.Find(ResourceTypes.Secrets, secret)!.SecretText(key)!;
            Assert.Contains("store-token", settings, StringComparison.Ordinal);
            Assert.DoesNotContain("console-password", settings, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("elastic:", cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!.SecretText("users")!.Split('\n').Select(line => line.Split(':')[0] + ":"));
    }

    /// <summary>The story's objects, the server with another field.</summary>
    private static string Server(string field)
    {
        int server = Manifests.Current.IndexOf("kind: ApmServer", StringComparison.Ordinal);
        return Manifests.Current[..server] + Manifests.Current[server..].Replace("  count: 1", $"  count: 1\n  {field}", StringComparison.Ordinal);
    }

    private static JsonObject Template(OperatorCluster cluster) => cluster.Find(ResourceTypes.Deployments, "myapm-server-apm-server")!.ObjectAt("spec", "template")!;

    private static JsonObject? Condition(OperatorCluster cluster, StackKind kind, string name, string type) =>
        cluster.Find(kind.Type, name)?.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    private static Task ToldAsync(OperatorCluster cluster, string reason, string text) => OperatorCluster.UntilAsync("The event", () =>
        cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == reason && told.Text("message")!.Contains(text, StringComparison.Ordinal)));
}
