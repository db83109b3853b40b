using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Tests;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>What the real kubectl shows of the declared objects, and how it says what is wrong with a manifest.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private readonly int _port = Ports.Free();
    private OperatorCluster _cluster = null!;
    private Kubectl _kubectl = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await OperatorCluster.StartAsync(change: options => options with { HasWebhook = true, ListenHost = "127.0.0.1", WebhookPort = _port, WebhookInterval = TimeSpan.FromMilliseconds(500) });
        // The operator runs in this process, not in a pod behind the Service.
        _cluster.Cluster.Admission.Resolve = (_, name, _) => name == "elastic-webhook-server" ? ("127.0.0.1", _port) : null;
        _kubectl = new Kubectl(_cluster.Cluster.Url);
        await OperatorCluster.UntilAsync("The registration", () => _cluster.Cluster.Store.All("validatingwebhookconfigurations.admissionregistration.k8s.io").Count == 1);
    }

    public async ValueTask DisposeAsync()
    {
        _kubectl.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Objects_are_explained_listed_described_and_scaled()
    {
        await _cluster.ApplyAsync(Manifests.Current);
        await _cluster.ReadyAsync();
        string explained = await _kubectl.RunAsync("explain elasticsearch.spec.updateStrategy.changeBudget");
        Assert.Contains("maxUnavailable\t<integer>", explained, StringComparison.Ordinal);
        Assert.Contains("may be unavailable while one is replaced", explained, StringComparison.Ordinal);
        Assert.Contains("Accepted without effect", await _kubectl.RunAsync("explain kibana.spec.monitoring"), StringComparison.Ordinal);
        foreach (string kind in (string[])["kibana", "apmserver"]) Assert.Contains("to show to the store", await _kubectl.RunAsync($"explain {kind}.spec.elasticsearchRef.clientCertificateSecretName"), StringComparison.Ordinal);
        Assert.Contains("The addresses that agents may dial", await _kubectl.RunAsync("explain apmserver.status.endpoints"), StringComparison.Ordinal);

        Assert.Matches(@"^NAME\s+HEALTH\s+NODES\s+VERSION\s+PHASE\s+AGE\s+READY\nmyes\s+green\s+1\s+7\.2\.0\s+Ready\s+\S+\s+True$", await _kubectl.RunAsync("get es -o wide"));
        Assert.Matches(@"^NAME\s+HEALTH\s+NODES\s+VERSION\s+AGE\s+READY\nmykibana\s+green\s+1\s+7\.2\.0\s+\S+\s+True$", await _kubectl.RunAsync("get kb -o wide"));
        Assert.Equal(3, (await _kubectl.RunAsync("get elastic -o name")).Split('\n').Length);
        await _cluster.ToldAsync("Created", "StatefulSet myes-es-default");
        string described = await _kubectl.RunAsync("describe elasticsearch myes");
        foreach (string part in (string[])["Conditions:", "ElasticsearchIsReachable", "Phase:", "Events:", "Created", "StatefulSet myes-es-default", "elastic-operator"]) Assert.Contains(part, described, StringComparison.Ordinal);

        Assert.Contains("scaled", await _kubectl.RunAsync("scale kibana/mykibana --replicas=2"), StringComparison.Ordinal);
        await OperatorCluster.UntilAsync("Both", () => _cluster.Find(StackKind.Kibana.Type, "mykibana")!.Number("status", "availableNodes") == 2 && OperatorCluster.IsReady(_cluster.Find(StackKind.Kibana.Type, "mykibana")!));
        await OperatorCluster.UntilAsync("The budget", () => _cluster.Find(ResourceTypes.PodDisruptionBudgets, "mykibana-kb-default") is not null);
        // Nothing was lost and nothing got worse on the way.
        Assert.DoesNotContain(_cluster.Cluster.Store.All("events"), told => told.Text("reason") is "SecretRecreated" or "Unhealthy");
    }

    [Fact]
    public async Task An_object_is_read_back_with_all_that_was_written_in_whichever_version_is_asked_for()
    {
        await _cluster.ApplyAsync(Manifests.Legacy);
        await _cluster.ReadyAsync();
        await _cluster.ApplyAsync(Manifests.Current.Split("---")[1].Replace("name: mykibana", "name: other", StringComparison.Ordinal));
        foreach (string version in (string[])["v1", "v1beta1", "v1alpha1"])
        {
            var store = (JsonObject)JsonNode.Parse(await _kubectl.RunAsync($"get elasticsearches.{version}.elasticsearch.k8s.elastic.co myes -o json"))!;
            Assert.Equal($"elasticsearch.k8s.elastic.co/{version}", store.Text("apiVersion"));
            var group = store.ObjectsAt("spec", "nodes").Single();
            Assert.Equal((1L, "true", "10Gi"), (group.Number("nodeCount"), group["config"]!["node.master"]!.ToString(), group.ObjectsAt("volumeClaimTemplates").Single().Text("spec", "resources", "requests", "storage")));
            Assert.Equal("1/", await _kubectl.RunAsync($"get kibanas.{version}.kibana.k8s.elastic.co mykibana -o=jsonpath='{{.spec.nodeCount}}/{{.spec.count}}'"));
            Assert.Equal("/1", await _kubectl.RunAsync($"get kibanas.{version}.kibana.k8s.elastic.co other -o=jsonpath='{{.spec.nodeCount}}/{{.spec.count}}'"));
            Assert.Matches(@"myapm-server\s+green\s+1\s+7\.2\.0", await _kubectl.RunAsync($"get apmservers.{version}.apm.k8s.elastic.co"));
        }
        var status = _cluster.Find(StackKind.Elasticsearch.Type, "myes")!.ObjectAt("status")!;
        Assert.Equal(("myes-es-http", true, true), (status.Text("service"), status["zenDiscovery"] is JsonObject, status.Text("controllerVersion") is { Length: > 0 }));
        Assert.Equal("Established", _cluster.Find(StackKind.ApmServer.Type, "myapm-server")!.Text("status", "Association"));
    }

    [Fact]
    public async Task What_kubectl_replace_takes_away_is_filled_in_again_and_no_pod_is_made_anew()
    {
        await _cluster.ApplyAsync(Manifests.Current);
        await _cluster.ReadyAsync();
        string[] pods = Pods();
        string authority = Text("myes-es-http-ca-internal", "tls.crt"), token = Text("myapm-server-apm-token", "secret-token");

        // The declared objects lose what the operator wrote on them: which store they use, and how they are.
        await ReplaceAsync(Manifests.Current);
        await OperatorCluster.UntilAsync("The connection", () => StackKind.All.Skip(1).All(kind => _cluster.Cluster.Store.All(kind.Type.QualifiedName).Single().Annotation(Names.Association) is not null));
        // Of Secrets the content goes, and comes again: what was made from something else from there, credentials anew.
        foreach (string emptied in (string[])["myes-es-http-certs-internal", "myes-es-http-certs-public", "myes-es-xpack-file-realm", "myes-es-default-es-config", "myapm-server-apm-es-ca"]) await EmptyAsync("default", emptied);
        await OperatorCluster.UntilAsync("The content", () => Lacking() is { Count: > 0 } lacking ? string.Join(", ", lacking) : "");
        await EmptyAsync("default", "myapm-server-apm-token");
        await OperatorCluster.UntilAsync("Another token", () => _cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-token")?.SecretText("secret-token") is { Length: 24 } other && other != token);
        await _cluster.ToldAsync("SecretTokenReplaced", "myapm-server-apm-token");
        await _cluster.ReadyAsync();
        Assert.Equal(authority, Text("myes-es-http-ca-internal", "tls.crt"));

        // The webhook's own, too, as the manifest's Secret has no data.
        await EmptyAsync("elastic-system", "webhook-server-secret");
        await OperatorCluster.UntilAsync("The webhook's certificate", () => _cluster.Cluster.Store.Find("secrets", new ObjectKey("elastic-system", "webhook-server-secret"))!.SecretText("tls.crt") is not null);
        string another = Manifests.Current.Split("---")[0].Replace("name: myes", "name: other", StringComparison.Ordinal).Replace("7.2.0", "5.0.0", StringComparison.Ordinal);
        string refused = "";
        await OperatorCluster.UntilAsync("The registration with it", async () => (refused = (await _kubectl.TryAsync("apply --dry-run=server -f -", another)).Error).Contains("spec.version: Invalid value", StringComparison.Ordinal) ? "" : refused);
        Assert.Equal(pods, Pods());

        await EmptyAsync("default", "mykibana-kibana-user");
        await _cluster.ToldAsync("SecretRecreated", "mykibana-kibana-user");

        string Text(string secret, string key) => _cluster.Find(ResourceTypes.Secrets, secret)!.SecretText(key)!;
        string[] Pods() => [.. _cluster.Cluster.Store.All("pods").Where(pod => pod.Namespace == "default").Select(pod => pod.Uid).Order(StringComparer.Ordinal)];
        List<string> Lacking() => [.. _cluster.Cluster.Store.All("secrets").Where(secret => secret.Namespace == "default" && secret.ObjectAt("data") is not { Count: > 0 }).Select(secret => secret.Name)];
    }

    [Fact]
    public async Task An_object_in_the_older_spelling_is_scaled_by_what_kubectl_is_told_instead()
    {
        await _cluster.ApplyAsync(Manifests.Legacy);
        await _cluster.ReadyAsync();
        string error = await _kubectl.FailAsync("scale kibana/mykibana --replicas=2");
        string command = "patch kibanas.kibana.k8s.elastic.co mykibana -n default --type=merge -p";
        Assert.Contains($"kubectl {command} '{{\"spec\":{{\"nodeCount\":2}}}}' does it", error, StringComparison.Ordinal);
        await _kubectl.RunAsync($"{command} {{\"spec\":{{\"nodeCount\":2}}}}");
        await OperatorCluster.UntilAsync("Both", () => _cluster.Find(StackKind.Kibana.Type, "mykibana")!.Number("status", "availableNodes") == 2);
    }

    [Theory]
    [InlineData("  version: 7.2.0", "  verzion: 7.2.0", "unknown field \"spec.verzion\"")]
    [InlineData("  nodeSets:", "  updateStrategy: {changeBudget: {maxUnavailble: 1}}\n  nodeSets:", "unknown field \"spec.updateStrategy.changeBudget.maxUnavailble\"")]
    [InlineData("  nodeSets:", "  transport: {tls: {certifcate: {}}}\n  nodeSets:", "unknown field \"spec.transport.tls.certifcate\"")]
    [InlineData("  nodeSets:", "  nodesets:", "unknown field \"spec.nodesets\"")]
    [InlineData("  version: 7.2.0", "  version: 5.0.0", "The Elasticsearch \"myes\" is invalid: spec.version: Invalid value: \"5.0.0\"")]
    [InlineData("    count: 1", "    count: 0", "needs the role master")]
    [InlineData("name: myes", "name: a-store-of-more-than-thirty-six-characters", "must be 36 characters or less")]
    public async Task What_is_wrong_with_a_manifest_is_named_before_anything_is_made(string what, string instead, string said)
    {
        string error = await _kubectl.FailAsync("apply -f -", Manifests.Current.Split("---")[0].Replace(what, instead, StringComparison.Ordinal));
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Empty(_cluster.Cluster.Store.All(StackKind.Elasticsearch.Type.QualifiedName));
    }

    [Fact]
    public async Task A_change_that_what_exists_rules_out_is_refused_and_what_has_no_effect_is_told()
    {
        string store = Manifests.Current.Split("---")[0].Replace("storageClassName: standard", "storageClassName: fixed", StringComparison.Ordinal);
        var (_, _, warnings) = await _kubectl.TryAsync("apply -f -", store.Replace("      node.master: true", "      node.store.allow_mmap: false\n      cluster.name: mine\n      node.master: true", StringComparison.Ordinal));
        Assert.Contains("Warning: spec.nodeSets[0].config.node.store.allow_mmap is accepted but has no effect", warnings, StringComparison.Ordinal);
        Assert.Contains("Warning: spec.nodeSets[0].config.cluster.name is the operator's own and left out", warnings, StringComparison.Ordinal);
        await OperatorCluster.UntilAsync("Readiness", () => OperatorCluster.IsReady(_cluster.Find(StackKind.Elasticsearch.Type, "myes")!));
        Assert.Contains("storage class fixed does not let volumes grow", await _kubectl.FailAsync("apply -f -", store.Replace("10Gi", "20Gi", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("storage cannot shrink from 10Gi to 5Gi", await _kubectl.FailAsync("apply -f -", store.Replace("10Gi", "5Gi", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("the store's data is with myes-es-default", await _kubectl.FailAsync("apply -f -", store.Replace("name: default", "name: other", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("7.2.0 cannot become 7.1.0", await _kubectl.FailAsync("apply -f -", store.Replace("7.2.0", "7.1.0", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>As somebody does who gets a Secret, takes its data out and replaces it.</summary>
    private async Task EmptyAsync(string ns, string secret)
    {
        var item = (JsonObject)_cluster.Cluster.Store.Find("secrets", new ObjectKey(ns, secret))!.DeepClone();
        item.Remove("data");
        item.Metadata.Remove("resourceVersion");
        await ReplaceAsync(item.ToJsonString());
    }

    /// <summary>kubectl reads the version of an object before it replaces it, and the operator may write between the two: it is told to again then, as its error asks for.</summary>
    private Task ReplaceAsync(string manifest) => OperatorCluster.UntilAsync("The replacement", async () =>
    {
        var (code, output, error) = await _kubectl.TryAsync("replace -f -", manifest);
        if (code == 0) return "";
        Assert.Contains("please apply your changes to the latest version and try again", error, StringComparison.Ordinal);
        return error + output;
    });
}
