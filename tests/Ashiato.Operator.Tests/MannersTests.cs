using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>How the operator behaves in a world that is not kind, and that others live in too.</summary>
public sealed class MannersTests
{
    [Fact]
    public async Task A_steady_state_writes_nothing_also_for_an_operator_that_has_just_started()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        var first = cluster.StartOperator();
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        await cluster.SettledAsync(first);
        await first.StopAsync();

        cluster.Cluster.Log.Clear();
        var second = cluster.StartOperator();
        await OperatorCluster.UntilAsync("Ten rounds", () => second.Process.ReconcileCount >= 10);
        Assert.Empty(cluster.Cluster.Log.WritesOf(OperatorCluster.User));
    }

    [Fact]
    public async Task An_operator_that_starts_while_the_store_is_silent_says_what_the_one_before_said_until_it_has_listened_for_long()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false, time: time);
        var first = cluster.StartOperator();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.SettledAsync(first);
        await first.StopAsync();
        cluster.Probe.Health = null;

        var second = cluster.StartOperator();
        await OperatorCluster.UntilAsync("Ten rounds", () => second.Process.ReconcileCount >= 10);
        Assert.Equal("green", cluster.Find(StackKind.Elasticsearch.Type, "myes")!.Text("status", "health"));

        time.Pass(TimeSpan.FromSeconds(31));
        await OperatorCluster.UntilAsync("The silence", () => cluster.Find(StackKind.Elasticsearch.Type, "myes")!.Text("status", "health") == "red");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task After_many_faults_everything_is_as_declared(int seed)
    {
        await using var cluster = await OperatorCluster.StartAsync();
        cluster.Cluster.Faults.FailRandomly(seed, 0.15, 409, 410, 429, 500, 503);
        using (var people = new KubeClient(cluster.Cluster.Connect(), OperatorCluster.Options("people"), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, TimeProvider.System))
        {
            foreach (var item in KubeYaml.ReadAll(Manifests.Legacy)) await DeclareAsync(cluster, item);
        }
        for (int i = 0; i < 10; i++)
        {
            cluster.Cluster.Faults.DropWatches();
            if (i % 3 == 0) cluster.Cluster.Store.ForgetChanges();
            await OperatorCluster.UntilAsync("A change", () => cluster.Cluster.Store.Everything().Count > 10 + i);
        }
        cluster.Cluster.Faults.Clear();
        cluster.Cluster.Faults.DropWatches();
        await cluster.ReadyAsync();
        AssertWhole(cluster);
    }

    [Fact]
    public async Task An_operator_that_is_killed_in_the_middle_is_followed_by_one_that_ends_the_work()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        await cluster.ApplyAsync(Manifests.Legacy);
        for (int writes = 1; writes < 40; writes += 6)
        {
            cluster.Cluster.Log.Clear();
            var running = cluster.StartOperator();
            int until = writes;
            await OperatorCluster.UntilAsync("Some writes, or the end of work", () => cluster.Cluster.Log.WritesOf(OperatorCluster.User).Count >= until || IsDone(cluster));
            await running.DisposeAsync();
        }
        cluster.StartOperator();
        await cluster.ReadyAsync();
        AssertWhole(cluster);
        Assert.Single(cluster.Cluster.Store.All("statefulsets.apps"));
    }

    [Fact]
    public async Task Of_two_operators_one_works_and_the_other_follows_when_it_ends_also_under_faults()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        var operators = new Dictionary<string, RunningOperator>();
        foreach (string name in (string[])["one", "two"]) operators[name] = cluster.StartOperator(options => options with { ElectsLeader = true, Identity = name });
        cluster.Cluster.Faults.FailRandomly(1, 0.1, 409, 429, 500);
        using (var people = new KubeClient(cluster.Cluster.Connect(), OperatorCluster.Options("people"), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, TimeProvider.System))
        {
            foreach (var item in KubeYaml.ReadAll(Manifests.Legacy)) await DeclareAsync(cluster, item);
        }
        await cluster.ReadyAsync();
        cluster.Cluster.Faults.Clear();
        string leader = Leader(cluster), other = operators.Keys.Single(name => name != leader);
        Assert.Equal((true, 0L), (operators[leader].Process.ReconcileCount > 0, operators[other].Process.ReconcileCount));

        await operators[leader].StopAsync();
        cluster.Cluster.Objects.Delete(cluster.Cluster.Registry.FindKind("v1", "Service")!, new ObjectKey("default", "myapm-server-apm-http"));

        await OperatorCluster.UntilAsync("The Service that the other makes again", () => cluster.Find(ResourceTypes.Services, "myapm-server-apm-http") is not null);
        Assert.Equal(other, Leader(cluster));
        await cluster.ReadyAsync();
        AssertWhole(cluster);
    }

    private static string Leader(OperatorCluster cluster) => Assert.Single(cluster.Cluster.Store.All("leases.coordination.k8s.io")).Text("spec", "holderIdentity")!;

    private static bool IsDone(OperatorCluster cluster) => cluster.Find(StackKind.ApmServer.Type, "myapm-server") is { } server && OperatorCluster.IsReady(server);

    private static async Task DeclareAsync(OperatorCluster cluster, System.Text.Json.Nodes.JsonObject item)
    {
        item.Metadata["namespace"] = "default";
        await cluster.Cluster.Objects.CreateAsync(cluster.Cluster.Registry.FindKind(item.Text("apiVersion")!, item.Text("kind")!)!, item);
    }

    private static void AssertWhole(OperatorCluster cluster)
    {
        string[] secrets = [.. cluster.Cluster.Store.All("secrets").Where(secret => secret.Namespace == "default").Select(secret => secret.Name)];
        Assert.Equal(10, secrets.Count(name => name.Contains("myes", StringComparison.Ordinal)));
        foreach (string name in (string[])["mykibana-kb-config", "mykibana-kb-es-ca", "mykibana-kibana-user", "myapm-server-apm-config", "myapm-server-apm-token", "myapm-server-elastic-internal-apm"]) Assert.Contains(name, secrets);
        Assert.Equal(2, cluster.Cluster.Store.All("deployments.apps").Count);
    }
}
