using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>The Services and budgets of objects, and objects without TLS.</summary>
public sealed class ServiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_template_says_what_the_Service_is_and_what_it_says_no_more_goes()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.SpecAsync(StackKind.Kibana, "mykibana", Template("""{"metadata": {"name": "left-out", "labels": {"team": "shop"}, "annotations": {"note": "kept"}}, "spec": {"type": "NodePort", "ports": [{"name": "web", "port": 443, "targetPort": 5601}]}}"""));
        await OperatorCluster.UntilAsync("The template", () => Service() is { } service && (service.Label("team"), service.Annotation("note"), service.Text("spec", "type")) == ("shop", "kept", "NodePort")
            && service.ObjectsAt("spec", "ports").Single().Number("port") == 443);
        string address = Service().Text("spec", "clusterIP")!;

        await cluster.SpecAsync(StackKind.Kibana, "mykibana", new JsonObject { ["http"] = null });
        await OperatorCluster.UntilAsync("What there is without one", () => Service() is { } service && (service.Label("team"), service.Annotation("note"), service.Text("spec", "type")) == (null, null, "ClusterIP")
            && service.ObjectsAt("spec", "ports").Single().Number("port") == 5601);
        Assert.Equal(address, Service().Text("spec", "clusterIP"));
        await OperatorCluster.UntilAsync("The end of the condition", () => cluster.Condition(StackKind.Kibana, "mykibana", "LoadBalancerReady") is null);

        JsonObject Service() => cluster.Find(ResourceTypes.Services, "mykibana-kb-http")!;
        static JsonObject Template(string text) => new() { ["http"] = new JsonObject { ["service"] = JsonNode.Parse(text) } };
    }

    [Fact]
    public async Task A_store_has_the_Services_that_people_parts_and_nodes_reach_it_by()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        string set = cluster.Cluster.Store.All("statefulsets.apps").Single(one => one.Namespace == "default").Name;
        Assert.Matches("^myes-es-[bcdfghjklmnpqrstvwxz2456789]{10}$", set);
        Assert.Equal("myes-es-http", Find("myes-http").Label("ashiato.dev/alias-of"));
        foreach (string name in (string[])["myes-http", "myes-es-http", "myes-es-internal-http"])
            Assert.Equal(("ClusterIP", "https", 9200L), (Find(name).Text("spec", "type"), Port(name).Text("name"), Port(name).Number("port")));
        Assert.Equal(("None", "tls-transport", 9300L, true), (Find("myes-es-transport").Text("spec", "clusterIP"), Port("myes-es-transport").Text("name"), Port("myes-es-transport").Number("port"), Find("myes-es-transport").Flag("spec", "publishNotReadyAddresses")));
        Assert.Equal("None", Find(set).Text("spec", "clusterIP"));

        JsonObject Find(string name) => cluster.Find(ResourceTypes.Services, name)!;
        JsonObject Port(string name) => Find(name).ObjectsAt("spec", "ports").Single();
    }

    [Fact]
    public async Task Budgets_are_what_their_author_says_or_else_spare_the_one_node()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current, item => item.Text("kind") == "Elasticsearch");
        await OperatorCluster.UntilAsync("The budget", () => Budget()?.Number("spec", "minAvailable") == 0);
        await cluster.SpecAsync(StackKind.Elasticsearch, "myes", Given("""{"metadata": {"labels": {"team": "shop"}}, "spec": {"maxUnavailable": 0, "selector": {"matchLabels": {"a": "b"}}}}"""));
        await OperatorCluster.UntilAsync("The author's", () => Budget() is { } budget && (budget.Label("team"), budget.Number("spec", "maxUnavailable"), budget.Number("spec", "minAvailable")) == ("shop", 0L, null));
        await cluster.SpecAsync(StackKind.Elasticsearch, "myes", new JsonObject { ["podDisruptionBudget"] = null });
        await OperatorCluster.UntilAsync("The operator's", () => Budget()?.Number("spec", "minAvailable") == 0);
        await cluster.SpecAsync(StackKind.Elasticsearch, "myes", Given("{}"));
        await OperatorCluster.UntilAsync("None", () => Budget() is null);

        JsonObject? Budget() => cluster.Find(ResourceTypes.PodDisruptionBudgets, "myes-es-default");
        static JsonObject Given(string text) => new() { ["podDisruptionBudget"] = JsonNode.Parse(text) };
    }

    [Fact]
    public async Task Without_TLS_everything_says_http_and_who_is_deleted_in_the_foreground_goes_last()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current.Replace("      spec:\n        type: LoadBalancer\n", "      spec:\n        type: LoadBalancer\n    tls: {selfSignedCertificate: {disabled: true}}\n", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        await cluster.UntilReasonAsync(StackKind.ApmServer, "myapm-server", "CertificatesReady", "TlsDisabled");
        Assert.Equal("http", cluster.Find(ResourceTypes.Services, "myapm-server-apm-http")!.ObjectsAt("spec", "ports").Single().Text("name"));
        Assert.Contains("--tls=off", cluster.Find(ResourceTypes.Deployments, "myapm-server-apm-server")!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("http://myapm-server-apm-http.default.svc:8200", cluster.Find(StackKind.ApmServer.Type, "myapm-server")!.ListAt("status", "endpoints").Select(endpoint => endpoint!.ToString()));
        Assert.Null(cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-http-certs-internal"));

        await cluster.Client.DeleteAsync(StackKind.ApmServer.Type, new ObjectKey("default", "myapm-server"), new DeleteQuery(Propagation: "Foreground"), Cancel);
        await OperatorCluster.UntilAsync("The end", () => cluster.Find(StackKind.ApmServer.Type, "myapm-server") is null && !cluster.Cluster.Store.Everything().Any(entry => entry.Resource is not "events" && entry.Object.Name.StartsWith("myapm-server-", StringComparison.Ordinal)));
    }
}
