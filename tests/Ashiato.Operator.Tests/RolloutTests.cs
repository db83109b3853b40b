using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>A new version of the operator brings its image to one object after the other.</summary>
public sealed class RolloutTests
{
    private const string Before = "ashiato/ashiato:test", After = "ashiato/ashiato:next";

    [Fact]
    public async Task An_image_that_does_not_run_stops_at_the_first_object_and_goes_on_when_it_does()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        var first = cluster.StartOperator();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.SettledAsync(first);
        await first.StopAsync();

        bool runs = false;
        cluster.Cluster.Hollow.BecomesReady = pod => runs || Image(pod.ObjectAt("spec")) == Before;
        cluster.StartOperator(options => options with { Image = After });
        await OperatorCluster.UntilAsync("The first", () => Workloads(cluster).Count(work => Image(work.ObjectAt("spec", "template", "spec")) == After) == 1);
        string[] waiting = [.. StackKind.All.Where(kind => Condition(cluster, kind)?.Text("reason") != "Delayed").Select(kind => kind.Type.Kind)];
        await OperatorCluster.UntilAsync("Those that wait", () => StackKind.All.Count(kind => Condition(cluster, kind) is { } condition && condition.Text("reason") == "Delayed"
            && condition.Text("message")!.StartsWith($"image {After} waits until ", StringComparison.Ordinal)) == 2 ? "" : string.Join(", ", waiting));
        Assert.Equal(1, Workloads(cluster).Count(work => Image(work.ObjectAt("spec", "template", "spec")) == After));
        // Who waits goes on with what it has.
        Assert.Equal(2, StackKind.All.Count(kind => Named(cluster, kind).ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True")));

        runs = true;
        await OperatorCluster.UntilAsync("All", () => Workloads(cluster).All(work => Image(work.ObjectAt("spec", "template", "spec")) == After) && StackKind.All.All(kind => OperatorCluster.IsReady(Named(cluster, kind)) && Condition(cluster, kind)?.Text("reason") == "Complete"));
    }

    [Fact]
    public async Task A_change_of_the_author_takes_the_image_along_and_an_image_of_ones_own_stays()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        var first = cluster.StartOperator();
        await cluster.ApplyAsync(Manifests.Current.Replace("  count: 1\n  http:", "  image: mine/console:1\n  count: 1\n  http:", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        await cluster.SettledAsync(first);
        await first.StopAsync();

        // Nothing may roll out by itself.
        cluster.Cluster.Hollow.BecomesReady = pod => Image(pod.ObjectAt("spec")) != After;
        cluster.StartOperator(options => options with { Image = After });
        await OperatorCluster.UntilAsync("The first", () => Image(Set(cluster)) == After);
        foreach (var kind in (StackKind[])[StackKind.Kibana, StackKind.ApmServer]) Assert.Equal("mine/console:1", Image(Deployment(cluster, kind)));
        await cluster.SpecAsync(StackKind.ApmServer, "myapm-server", new JsonObject { ["image"] = null });
        await OperatorCluster.UntilAsync("The author's change", () => Image(Deployment(cluster, StackKind.ApmServer)) == After);
        Assert.Equal("mine/console:1", Image(Deployment(cluster, StackKind.Kibana)));

        static JsonObject? Set(OperatorCluster cluster) => cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")!.ObjectAt("spec", "template", "spec");
        static JsonObject? Deployment(OperatorCluster cluster, StackKind kind) => cluster.Find(ResourceTypes.Deployments, kind == StackKind.Kibana ? "mykibana-kb" : "myapm-server-apm-server")!.ObjectAt("spec", "template", "spec");
    }

    private static IEnumerable<JsonObject> Workloads(OperatorCluster cluster) => cluster.Cluster.Store.All("statefulsets.apps").Concat(cluster.Cluster.Store.All("deployments.apps")).Where(work => work.Namespace == "default");

    private static JsonObject Named(OperatorCluster cluster, StackKind kind) => cluster.Cluster.Store.All(kind.Type.QualifiedName).Single();

    private static JsonObject? Condition(OperatorCluster cluster, StackKind kind) => Named(cluster, kind).ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Progressing");

    private static string? Image(JsonObject? spec) => spec?.ObjectsAt("containers").FirstOrDefault()?.Text("image");
}
