using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>Objects that are paused, on their way out, or cannot be what they shall be.</summary>
public sealed class TroubleTests
{
    private static readonly ObjectKey s_store = new("default", "myes"), s_console = new("default", "mykibana");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paused_object_says_so_and_is_left_alone_until_it_goes_on()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await AnnotateAsync(cluster, "false");
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, StackKind.Kibana, "mykibana", "Progressing")?.Text("reason") == "Unmanaged");
        Assert.Equal("True", Condition(cluster, StackKind.Kibana, "mykibana", "Ready")?.Text("status"));

        await cluster.Client.PatchAsync(StackKind.Kibana.Type, s_console, new JsonObject { ["spec"] = new JsonObject { ["count"] = 2 } }, Cancel);
        // The store's work goes on meanwhile; the console's does not.
        await cluster.Client.DeleteAsync(ResourceTypes.Services, new ObjectKey("default", "myes-es-http"), new DeleteQuery(), Cancel);
        await OperatorCluster.UntilAsync("The store's Service", () => cluster.Find(ResourceTypes.Services, "myes-es-http") is not null);
        Assert.Equal(1, cluster.Find(ResourceTypes.Deployments, "mykibana-kb")!.Number("spec", "replicas"));

        await AnnotateAsync(cluster, null);
        await OperatorCluster.UntilAsync("The second console", () => cluster.Find(ResourceTypes.Deployments, "mykibana-kb")!.Number("status", "availableReplicas") == 2);

        static Task<JsonObject> AnnotateAsync(OperatorCluster cluster, string? value) => cluster.Client.PatchAsync(
            StackKind.Kibana.Type, s_console, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Names.Managed] = value } } }, Cancel);
    }

    [Fact]
    public async Task Finalizers_that_another_operator_left_behind_hold_nothing_up_and_others_stay()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.Client.PatchAsync(StackKind.Elasticsearch.Type, s_store, new JsonObject
        {
            ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("secure-settings.finalizers.elasticsearch.k8s.elastic.co", "shop.example/keep") },
        }, Cancel);
        await cluster.Client.DeleteAsync(StackKind.Elasticsearch.Type, s_store, new DeleteQuery(), Cancel);
        await OperatorCluster.UntilAsync("The one that stays", () => cluster.Find(StackKind.Elasticsearch.Type, "myes")?.At("metadata", "finalizers")?.ToJsonString() == "[\"shop.example/keep\"]");
        await cluster.Client.PatchAsync(StackKind.Elasticsearch.Type, s_store, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Cancel);
        await OperatorCluster.UntilAsync("The end", () => cluster.Find(StackKind.Elasticsearch.Type, "myes") is null);
    }

    [Fact]
    public async Task Work_that_fails_again_and_again_is_told_by_a_condition_that_goes_when_it_succeeds()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        cluster.Cluster.Faults.FailNext(int.MaxValue, 500, (verb, resource) => verb == "patch" && resource == "services");
        await cluster.ApplyAsync(Manifests.Current.Replace("  nodeSets:", "  http: {service: {metadata: {labels: {colour: blue}}}}\n  nodeSets:", StringComparison.Ordinal), item => item.Text("kind") == "Elasticsearch");
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "Degraded", "ReconciliationError");
        // Whoever looks at what fails, still looks at the rest.
        await cluster.ToldAsync("ReconciliationError", "services");

        cluster.Cluster.Faults.Clear();
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "Degraded", "AsExpected");
        await cluster.ReadyAsync();
    }

    [Fact]
    public async Task A_Service_that_is_refused_keeps_nothing_else_from_being_done_and_the_object_is_not_ready_meanwhile()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        cluster.Cluster.Faults.FailNext(int.MaxValue, 422, (verb, resource) => verb == "patch" && resource == "services");
        await cluster.SpecAsync(StackKind.Kibana, "mykibana", new JsonObject { ["count"] = 2, ["http"] = new JsonObject { ["service"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["team"] = "shop" } } } } });
        await cluster.Client.DeleteAsync(ResourceTypes.Secrets, new ObjectKey("default", "mykibana-kb-http-certs-internal"), new DeleteQuery(), Cancel);
        await OperatorCluster.UntilAsync("The certificate and the second pod", () => cluster.Find(ResourceTypes.Secrets, "mykibana-kb-http-certs-internal") is not null && cluster.Find(ResourceTypes.Deployments, "mykibana-kb")!.Number("status", "availableReplicas") == 2);
        await OperatorCluster.UntilAsync("The status", () => Condition(cluster, StackKind.Kibana, "mykibana", "Ready")?.Text("status") == "False" && cluster.Find(StackKind.Kibana.Type, "mykibana")!.Number("status", "availableNodes") == 2);
        await cluster.UntilReasonAsync(StackKind.Kibana, "mykibana", "Degraded", "ReconciliationError");

        await cluster.SpecAsync(StackKind.Elasticsearch, "myes", new JsonObject { ["version"] = "7.3.0", ["http"] = new JsonObject { ["service"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["team"] = "shop" } } } } });
        await OperatorCluster.UntilAsync("The store's new version", () => cluster.Find(StackKind.Elasticsearch.Type, "myes")!.Text("status", "version") == "7.3.0");
        await OperatorCluster.UntilAsync("What it says", () => cluster.Find(StackKind.Elasticsearch.Type, "myes")!.Text("status", "phase") == "ApplyingChanges");
        cluster.Cluster.Faults.Clear();
        await cluster.ReadyAsync();
        Assert.Equal("shop", cluster.Find(ResourceTypes.Services, "myes-es-http")!.Label("team"));
    }

    [Fact]
    public async Task An_object_that_was_paused_from_the_start_says_so_with_its_version()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current.Replace("  name: myes\nspec", "  name: myes\n  annotations: {common.k8s.elastic.co/pause: \"true\"}\nspec", StringComparison.Ordinal));
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "Progressing", "Unmanaged");
        var store = cluster.Find(StackKind.Elasticsearch.Type, "myes")!;
        Assert.Equal(("7.2.0", 0L), (store.Text("status", "version"), store.Number("status", "availableNodes")));
        Assert.Null(cluster.Find(ResourceTypes.StatefulSets, "myes-es-default"));
    }

    [Fact]
    public async Task An_address_and_a_certificate_that_are_long_in_coming_are_told()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false, time: time);
        cluster.Cluster.Balancers.GivesAddresses = false;
        cluster.Probe.Sight = new Pods.PodSight(false, null);
        cluster.StartOperator();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.UntilReasonAsync(StackKind.ApmServer, "myapm-server", "CertificatesReady", "WaitingForLoadBalancer");
        await cluster.UntilReasonAsync(StackKind.ApmServer, "myapm-server", "CertificateServed", "NotYetServed");
        time.Pass(TimeSpan.FromMinutes(6));
        await cluster.AnnotateAsync(StackKind.ApmServer, "myapm-server", "look", "again");
        await cluster.ToldAsync("LoadBalancerPending", "has had no address for 5 minutes");
        await cluster.ToldAsync("CertificateNotServed", "shows another certificate");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_that_is_paused_or_not_valid_goes_from_one_authority_to_the_next_before_the_first_ends(bool isPaused)
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(time: time);
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        var first = Ends();
        if (isPaused) await cluster.AnnotateAsync(StackKind.Kibana, "mykibana", Names.Managed, "false");
        else await cluster.SpecAsync(StackKind.Kibana, "mykibana", new JsonObject { ["version"] = "5.0.0" });
        await cluster.UntilReasonAsync(StackKind.Kibana, "mykibana", "Progressing", isPaused ? "Unmanaged" : "Invalid");
        time.Pass(TimeSpan.FromDays(340));
        await cluster.AnnotateAsync(StackKind.Kibana, "mykibana", "look", "once");
        await OperatorCluster.UntilAsync("The next authority", () => Bundle().Split("BEGIN CERTIFICATE").Length == 3);
        time.Pass(TimeSpan.FromDays(20));
        await cluster.AnnotateAsync(StackKind.Kibana, "mykibana", "look", "again");
        await OperatorCluster.UntilAsync("The next certificate", () => Ends() > first.AddDays(30));

        string Bundle() => cluster.Find(ResourceTypes.Secrets, "mykibana-kb-http-certs-public")!.SecretText("ca.crt")!;

        DateTime Ends()
        {
            using var leaf = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(cluster.Find(ResourceTypes.Secrets, "mykibana-kb-http-certs-internal")!.SecretText("tls.crt"));
            return leaf.NotAfter;
        }
    }

    [Fact]
    public async Task A_volume_that_is_lost_and_an_address_that_comes_at_last_are_told()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        cluster.Cluster.Balancers.GivesAddresses = false;
        cluster.StartOperator();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await OperatorCluster.UntilAsync("The wait", () => Condition(cluster, StackKind.ApmServer, "myapm-server", "LoadBalancerReady")?.Text("status") == "False");
        cluster.Cluster.Balancers.GivesAddresses = true;
        await cluster.Cluster.Balancers.SetAsync(new ObjectKey("default", "myapm-server-apm-http"), "203.0.113.7");
        await ToldAsync(cluster, "LoadBalancerReady", "203.0.113.7");

        await cluster.Cluster.Objects.ChangeAsync(Ashiato.Kube.TestServer.Api.BuiltInResources.Claims, new ObjectKey("default", "elasticsearch-data-myes-es-default-0"), claim => claim.Child("status")["phase"] = "Lost", "status");
        await ToldAsync(cluster, "Unexpected", "claim elasticsearch-data-myes-es-default-0 has lost its volume");
    }

    [Fact]
    public async Task A_set_of_an_object_before_is_named_and_waited_for()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        await cluster.ApplyAsync("""
            apiVersion: elasticsearch.k8s.elastic.co/v1
            kind: Elasticsearch
            metadata: {name: before}
            spec: {version: 7.2.0, nodeSets: [{name: default, count: 1}]}
            """);
        string owner = cluster.Find(StackKind.Elasticsearch.Type, "before")!.Uid;
        await cluster.ApplyAsync($$"""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: myes-es-default
              labels:
                {{Names.TypeLabel}}: elasticsearch
                {{StackKind.Elasticsearch.NameLabel}}: myes
              ownerReferences: [{apiVersion: elasticsearch.k8s.elastic.co/v1, kind: Elasticsearch, name: before, uid: "{{owner}}", controller: true}]
            spec: {replicas: 0, serviceName: x, selector: {matchLabels: {a: b} }, template: {metadata: {labels: {a: b} }, spec: {containers: [{name: c, image: d}]} } }
            """);
        cluster.StartOperator();
        await cluster.ApplyAsync(Manifests.Current);
        await OperatorCluster.UntilAsync("The reason", () => Condition(cluster, StackKind.Elasticsearch, "myes", "Valid")?.Text("reason") == "NodeSetNameReuse");

        await cluster.Client.DeleteAsync(StackKind.Elasticsearch.Type, new ObjectKey("default", "before"), new DeleteQuery(), Cancel);
        await cluster.ReadyAsync();
    }

    private static Task ToldAsync(OperatorCluster cluster, string reason, string text) => OperatorCluster.UntilAsync($"The event {reason}", () =>
        cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == reason && told.Text("message")!.Contains(text, StringComparison.Ordinal)));

    private static JsonObject? Condition(OperatorCluster cluster, StackKind kind, string name, string type) =>
        cluster.Find(kind.Type, name)?.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);
}
