using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>How changes are rolled out: in which order, when a pod may go, and what is told about it.</summary>
public sealed class UpgradeTests
{
    private const string Store = "myes-es-default";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_console_takes_a_new_version_after_its_store_and_says_what_it_waits_for()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await ToldAsync(cluster, "Created", "Deployment mykibana-kb");
        await ToldAsync(cluster, "Created", $"StatefulSet {Store}");
        await SpecAsync(cluster, StackKind.Kibana, "mykibana", new JsonObject { ["version"] = "7.3.0" });
        await ToldAsync(cluster, "Delayed", "version 7.3.0 waits until the store, which is at 7.2.0, has it");
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, StackKind.Kibana, "mykibana", "Progressing")?.Text("reason") == "Delayed");
        Assert.Equal(("7.2.0", "7.2.0"), (Running(cluster), cluster.Find(StackKind.Kibana.Type, "mykibana")!.Text("status", "version")));

        await SpecAsync(cluster, StackKind.Elasticsearch, "myes", new JsonObject { ["version"] = "7.3.0" });
        await OperatorCluster.UntilAsync("The new version", () => cluster.Find(StackKind.Kibana.Type, "mykibana")!.Text("status", "version") == "7.3.0" && Condition(cluster, StackKind.Kibana, "mykibana", "Progressing")?.Text("reason") == "Complete");
        Assert.Equal("7.3.0", Running(cluster));
        await ToldAsync(cluster, "Upgraded", "of version 7.3.0");

        static string? Running(OperatorCluster cluster) => cluster.Find(ResourceTypes.Deployments, "mykibana-kb")!.Text("spec", "template", "metadata", "labels", StackKind.Kibana.VersionLabel);
    }

    [Fact]
    public async Task A_node_is_kept_while_the_budget_spares_none_and_goes_when_the_rule_is_put_aside()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        string uid = cluster.Find(ResourceTypes.Pods, Store + "-0")!.Uid;
        await SpecAsync(cluster, StackKind.Elasticsearch, "myes", new JsonObject { ["version"] = "7.3.0", ["updateStrategy"] = new JsonObject { ["changeBudget"] = new JsonObject { ["maxUnavailable"] = 0 } } });
        const string rule = "do_not_restart_healthy_node_if_MaxUnavailable_reached";
        await OperatorCluster.UntilAsync("The node that waits", () => cluster.Find(StackKind.Elasticsearch.Type, "myes")!.ObjectsAt("status", "inProgressOperations", "upgrade", "nodes").Any(node => node.Text("name") == Store + "-0" && node.Text("predicate") == rule));
        await ToldAsync(cluster, "Delayed", $"{Names.DisableUpgradePredicates}={rule}");
        Assert.Equal(uid, cluster.Find(ResourceTypes.Pods, Store + "-0")!.Uid);

        await AnnotateAsync(cluster, Names.DisableUpgradePredicates, rule);
        await OperatorCluster.UntilAsync("The new node", () => cluster.Find(ResourceTypes.Pods, Store + "-0") is { } pod && pod.Uid != uid);
        await cluster.ReadyAsync();
        await ToldAsync(cluster, "Upgraded", "of version 7.3.0");
    }

    [Fact]
    public async Task A_node_of_a_red_store_is_kept_until_the_store_is_well()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        string uid = cluster.Find(ResourceTypes.Pods, Store + "-0")!.Uid;
        cluster.Probe.Health = "red";
        await OperatorCluster.UntilAsync("Red", () => cluster.Find(StackKind.Elasticsearch.Type, "myes")!.Text("status", "health") == "red");
        await SpecAsync(cluster, StackKind.Elasticsearch, "myes", new JsonObject { ["version"] = "7.3.0" });
        await ToldAsync(cluster, "Delayed", "only_restart_healthy_node_if_green_or_yellow");
        Assert.Equal(uid, cluster.Find(ResourceTypes.Pods, Store + "-0")!.Uid);
        cluster.Probe.Health = "green";
        await OperatorCluster.UntilAsync("The new node", () => cluster.Find(ResourceTypes.Pods, Store + "-0") is { } pod && pod.Uid != uid);
    }

    [Fact]
    public async Task What_does_not_get_on_for_ten_minutes_is_told_with_the_pods_own_trouble()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(time: time);
        cluster.Cluster.Hollow.BecomesReady = pod => pod.Label(Names.TypeLabel) != StackKind.Kibana.TypeLabel;
        await cluster.ApplyAsync(Manifests.Current);
        // Once its node has told of it, nobody but this test does.
        await OperatorCluster.UntilAsync("The pod", () => Pod(cluster)?.Text("status", "podIP") is not null);
        await cluster.Cluster.Objects.ChangeAsync(cluster.Cluster.Registry.FindKind("v1", "Pod")!, Pod(cluster)!.Key, pod => pod.Child("status")["containerStatuses"] = new JsonArray(
            new JsonObject { ["name"] = "kibana", ["ready"] = false, ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ImagePullBackOff", ["message"] = "back-off" } } }), "status");
        await OperatorCluster.UntilAsync("The trouble", () => Condition(cluster, StackKind.Kibana, "mykibana", "Progressing")?.Text("message")?.Contains("does not start: ImagePullBackOff", StringComparison.Ordinal) == true);
        time.Pass(TimeSpan.FromMinutes(11));
        await ToldAsync(cluster, "Stalled", "ImagePullBackOff");

        static JsonObject? Pod(OperatorCluster cluster) => cluster.Cluster.Store.All("pods").FirstOrDefault(pod => pod.Label(Names.TypeLabel) == StackKind.Kibana.TypeLabel);
    }

    [Fact]
    public async Task Pods_whose_set_is_made_again_go_with_their_object_in_between_and_are_the_sets_alone_afterwards()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        string uid = cluster.Find(ResourceTypes.Pods, Store + "-0")!.Uid;
        await GrowAsync(cluster, "20Gi");
        await OperatorCluster.UntilAsync("The end", () => cluster.Find(ResourceTypes.StatefulSets, Store) is { } set && set.ToJsonString().Contains("20Gi", StringComparison.Ordinal) && !IsMarked(cluster)
            && cluster.Find(ResourceTypes.Pods, Store + "-0")!.ObjectsAt("metadata", "ownerReferences").Single().Text("uid") == set.Uid);
        await ToldAsync(cluster, "Deleted", $"StatefulSet {Store}");
        await cluster.ReadyAsync();

        // Now the set cannot be made again, and the object goes.
        cluster.Cluster.Faults.FailNext(int.MaxValue, 500, (verb, resource) => verb == "patch" && resource.StartsWith("statefulsets", StringComparison.Ordinal));
        await GrowAsync(cluster, "30Gi");
        await OperatorCluster.UntilAsync("The set's end", () => cluster.Find(ResourceTypes.StatefulSets, Store) is null && IsMarked(cluster));
        await cluster.Client.DeleteAsync(StackKind.Elasticsearch.Type, new ObjectKey("default", "myes"), new DeleteQuery(), Cancel);
        await OperatorCluster.UntilAsync("The pod's end", () => cluster.Find(ResourceTypes.Pods, Store + "-0") is null);

        static bool IsMarked(OperatorCluster cluster) => cluster.Find(StackKind.Elasticsearch.Type, "myes")!.Annotation(Names.RecreatePrefix + Store) is not null;
        static Task GrowAsync(OperatorCluster cluster, string storage) => cluster.ApplyAsync(Manifests.Current.Replace("10Gi", storage, StringComparison.Ordinal), item => item.Text("kind") == "Elasticsearch");
    }

    private static Task<JsonObject> SpecAsync(OperatorCluster cluster, StackKind kind, string name, JsonObject spec) =>
        cluster.Client.PatchAsync(kind.Type, new ObjectKey("default", name), new JsonObject { ["spec"] = spec }, Cancel);

    private static Task<JsonObject> AnnotateAsync(OperatorCluster cluster, string annotation, string value) => cluster.Client.PatchAsync(StackKind.Elasticsearch.Type, new ObjectKey("default", "myes"),
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = value } } }, Cancel);

    private static JsonObject? Condition(OperatorCluster cluster, StackKind kind, string name, string type) =>
        cluster.Find(kind.Type, name)?.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    private static Task ToldAsync(OperatorCluster cluster, string reason, string text) => OperatorCluster.UntilAsync($"The event {reason}", () =>
        cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == reason && told.Text("message")!.Contains(text, StringComparison.Ordinal)));
}
