using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>A life of three objects with all their newer fields, in a cluster where much goes wrong, whose operators are killed, stalled and replaced by newer ones, ends in the very state that it has where nothing does.</summary>
public sealed class FaultyClusterTests : IAsyncLifetime
{
    private static readonly ResourceType s_consoles = StackKind.Kibana.Type, s_servers = StackKind.ApmServer.Type;

    // The hash is that of the password "secret".
    private const string Secrets = """
        apiVersion: v1
        kind: Secret
        metadata: {name: settings}
        stringData: {rum-services: shop, places.mmdb: places}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: people}
        stringData:
          users: |
            anna:$2b$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u
          users_roles: |
            viewer:anna
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: roles}
        stringData: {roles.yml: "reader: {indices: [{names: ['*'], privileges: [read]}]}"}
        """;

    private static readonly Lazy<Task<string>> s_calm = new(() => LiveAsync(null));

    public ValueTask InitializeAsync() => new(s_calm.Value);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task One_life_under_faults_ends_as_one_without() => Assert.Equal(await s_calm.Value, await LiveAsync(1));

    [Theory(Explicit = true)]
    [Trait("Category", "Rehearsal")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public async Task Ten_lives_under_faults_end_as_one_without(int seed) => Assert.Equal(await s_calm.Value, await LiveAsync(seed));

    /// <summary>Lives it.</summary>
    /// <param name="seed">Says what goes wrong; <see langword="null"/> for nothing.</param>
    /// <returns>What there is in the end, less what is drawn at random.</returns>
    private static async Task<string> LiveAsync(int? seed)
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false, time: time);
        using var succession = new OperatorSuccession(cluster, time);
        var calm = seed is null ? cluster.StartOperator(options => options with { Image = OperatorSuccession.Image }) : null;
        if (calm is null) succession.StartBoth();
        cluster.Cluster.Hollow.BecomesReady = pod => !pod.ObjectsAt("spec", "initContainers").Any();
        Trouble(cluster, seed, 0);
        foreach (var item in KubeYaml.ReadAll(Secrets).Concat(KubeYaml.ReadAll(Objects))) await DeclareAsync(cluster, item);
        await OperatorCluster.UntilAsync("All pods", () => cluster.Cluster.Store.All("pods").Count(Stores.StoreObservation.IsReady) >= 3);

        // A pod is held beside the one that serves, and let go.
        Trouble(cluster, seed, 1);
        await ChangeAsync(cluster, s_consoles, "mykibana", item => item.Metadata.Child("annotations")[Names.Suspend] = "mykibana-kb-0");
        if (calm is null) await succession.KillLeaderAsync();
        Trouble(cluster, seed, 1);
        await OperatorCluster.UntilAsync("The held pod", () => cluster.Cluster.Store.All("pods").Any(pod => pod.ObjectsAt("spec", "initContainers").Any()));
        Trouble(cluster, seed, 2);
        await ChangeAsync(cluster, s_consoles, "mykibana", item => item.Metadata.Child("annotations").Remove(Names.Suspend));

        // Secrets of people change, a load balancer moves, and children are deleted and damaged.
        await ChangeAsync(cluster, ResourceTypes.Secrets, "people", item => item.Child("data")["users_roles"] = Convert.ToBase64String("reader:anna\n"u8));
        await ChangeAsync(cluster, ResourceTypes.Secrets, "settings", item => item.Child("data")["rum-services"] = Convert.ToBase64String("shop,cart"u8));
        await cluster.Cluster.Balancers.SetAsync(new ObjectKey("default", "myapm-server-apm-http"), "203.0.113.7");
        Delete(cluster, ResourceTypes.Services, "mykibana-kb-http");
        Delete(cluster, ResourceTypes.Secrets, "myes-es-xpack-file-realm");
        await ChangeAsync(cluster, ResourceTypes.Deployments, "myapm-server-apm-server", item => item.Child("spec")["replicas"] = 0);
        Trouble(cluster, seed, 3);
        if (calm is null) await succession.StallAsync();
        await OperatorCluster.UntilAsync("The other role", () => cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")?.SecretText("users_roles")?.Contains("reader:anna", StringComparison.Ordinal) == true);

        // A reference goes and comes back.
        await ChangeAsync(cluster, s_servers, "myapm-server", item => item.Child("spec").Remove("kibanaRef"));
        await OperatorCluster.UntilAsync("The end of the connection", () => cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-kb-ca") is null);
        Trouble(cluster, seed, 4);
        await ChangeAsync(cluster, s_servers, "myapm-server", item => item.Child("spec")["kibanaRef"] = new JsonObject { ["name"] = "mykibana" });
        if (calm is null) await succession.UpgradeAsync();

        cluster.Cluster.Faults.Clear();
        cluster.Cluster.Faults.DropWatches();
        // From when an address is seen to be gone, it is named for an hour.
        await OperatorCluster.UntilAsync("The new address", () => cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-http-certs-internal")?.Annotation(Names.SeenAddresses)?.Contains("\"203.0.113.7\":\"\"", StringComparison.Ordinal) == true);
        time.Pass(TimeSpan.FromHours(2));
        foreach (var type in (ResourceType[])[s_consoles, s_servers]) await ChangeAsync(cluster, type, type == s_consoles ? "mykibana" : "myapm-server", item => item.Metadata.Child("labels")["look"] = "now");
        await cluster.ReadyAsync();
        await OperatorCluster.UntilAsync("Rest", () => string.Join("; ", Lacking(cluster)));
        await RestsAsync(cluster, calm ?? await succession.LastAsync());
        return Picture(cluster);
    }

    /// <summary>What is yet to come of the last change.</summary>
    private static IEnumerable<string> Lacking(OperatorCluster cluster)
    {
        if (cluster.Find(s_servers, "myapm-server")!.Text("status", "kibanaAssociationStatus") is var association && association != "Established") yield return $"the console is {association}";
        if (cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-http-certs-internal")?.Annotation(Names.SeenAddresses) is var seen && seen != """{"203.0.113.7":""}""") yield return $"addresses {seen}";
        foreach (var (_, item) in cluster.Cluster.Store.Everything().Where(entry => entry.Resource.EndsWith("k8s.elastic.co", StringComparison.Ordinal)))
            if (!item.ObjectsAt("status", "conditions").Any(condition => condition.Text("reason") == "Issued")) yield return $"the certificate of {item.Name}: {item["status"]?["conditions"]?.ToJsonString()}";
        foreach (var pod in cluster.Cluster.Store.All("pods").Where(pod => pod.ObjectsAt("spec", "containers").All(container => container.Text("image") != OperatorSuccession.Image))) yield return $"pod {pod.Name} of the version before";
        foreach (var pod in cluster.Cluster.Store.All("pods").Where(pod => pod.IsDeleting || !Stores.StoreObservation.IsReady(pod))) yield return $"pod {pod.Name}";
    }

    /// <summary>Makes the cluster a bad one: it refuses, forgets, is slow, and cuts what is open.</summary>
    private static void Trouble(OperatorCluster cluster, int? seed, int step)
    {
        if (seed is not { } given) return;
        var faults = cluster.Cluster.Faults;
        faults.Clear();
        faults.FailRandomly((given * 10) + step, 0.15, 409, 410, 429, 500, 503, 504);
        (faults.Latency, faults.WatchDelay) = (TimeSpan.FromMilliseconds(step * 5), TimeSpan.FromMilliseconds(step % 2 * 80));
        if (step % 2 == 0) cluster.Cluster.Store.ForgetChanges();
        faults.DropWatches();
    }

    /// <summary>Once all is as declared, nothing is written any more, and who waits for nothing is not looked at again and again.</summary>
    private static async Task RestsAsync(OperatorCluster cluster, RunningOperator running)
    {
        await cluster.SettledAsync(running);
        cluster.Cluster.Log.Clear();
        var before = StackKind.All.ToDictionary(kind => kind, running.Process.RoundsOf);
        await OperatorCluster.UntilAsync("Ten rounds", () => running.Process.RoundsOf(StackKind.Elasticsearch) >= before[StackKind.Elasticsearch] + 10);
        Assert.Empty(cluster.Cluster.Log.WritesOf(OperatorCluster.User));
        // A store is asked for its health all the time; the others have nothing to do.
        foreach (var kind in (StackKind[])[StackKind.Kibana, StackKind.ApmServer]) Assert.InRange(running.Process.RoundsOf(kind) - before[kind], 0, 9);
    }

    private static string Picture(OperatorCluster cluster)
    {
        string[] passing = ["pods", "replicasets.apps", "events", "endpoints", "endpointslices.discovery.k8s.io", "controllerrevisions.apps", "leases.coordination.k8s.io"];
        var alive = cluster.Cluster.Store.Everything().Select(entry => entry.Object.Uid).ToHashSet();
        foreach (var (_, item) in cluster.Cluster.Store.Everything())
            foreach (var owner in item.ObjectsAt("metadata", "ownerReferences")) Assert.True(alive.Contains(owner.Text("uid")!), $"{item.Name} is an orphan");
        return string.Join('\n', cluster.Cluster.Store.Everything().Where(entry => entry.Object.Namespace == "default" && !passing.Contains(entry.Resource))
            .Select(entry => $"{entry.Resource} {entry.Object.Name} {Essence(entry.Object)}").Order(StringComparer.Ordinal));
    }

    /// <summary>What an object is, without what was drawn at random for it, or follows from that.</summary>
    private static string Essence(JsonObject item)
    {
        var copy = (JsonObject)item.DeepClone();
        var labels = copy.At("spec", "template", "metadata", "labels") as JsonObject;
        labels?.Remove(Names.TemplateHash);
        foreach (string drawn in (string[])["clusterIP", "clusterIPs", "healthCheckNodePort", "volumeName"]) (copy["spec"] as JsonObject)?.Remove(drawn);
        foreach (var port in copy.ObjectsAt("spec", "ports")) port.Remove("nodePort");
        var conditions = copy.ObjectsAt("status", "conditions").Select(condition => $"{condition.Text("type")}={condition.Text("status")}/{condition.Text("reason")}").Order(StringComparer.Ordinal);
        string keys = string.Join(',', (copy["data"] as JsonObject ?? []).Select(entry => entry.Key).Order(StringComparer.Ordinal));
        string annotations = string.Join(',', (copy.At("metadata", "annotations") as JsonObject ?? []).Select(entry => entry.Key).Where(key => key is not (Names.Touched or Names.ReissuedAt)).Order(StringComparer.Ordinal));
        return $"{copy.At("metadata", "labels")?.ToJsonString()} [{annotations}] {keys} {copy["spec"]?.ToJsonString()} {copy.Text("status", "health")} {string.Join(' ', conditions)}";
    }

    private static async Task DeclareAsync(OperatorCluster cluster, JsonObject item)
    {
        item.Metadata["namespace"] = "default";
        if (item["stringData"] is JsonObject texts)
        {
            item.Remove("stringData");
            item["data"] = Children.ChildDocuments.Encode(texts.Select(text => KeyValuePair.Create(text.Key, text.Value!.ToString())));
        }
        await cluster.Cluster.Objects.CreateAsync(cluster.Cluster.Registry.FindKind(item.Text("apiVersion")!, item.Text("kind")!)!, item);
    }

    /// <summary>Changes an object as somebody whom no fault meets.</summary>
    private static async Task ChangeAsync(OperatorCluster cluster, ResourceType type, string name, Action<JsonObject> change)
    {
        var resource = cluster.Cluster.Registry.FindKind(type.ApiVersion, type.Kind)!;
        await OperatorCluster.UntilAsync(name, () => cluster.Find(type, name) is not null);
        await cluster.Cluster.Objects.ChangeAsync(resource, new ObjectKey("default", name), change);
    }

    private static void Delete(OperatorCluster cluster, ResourceType type, string name) =>
        cluster.Cluster.Objects.Delete(cluster.Cluster.Registry.FindKind(type.ApiVersion, type.Kind)!, new ObjectKey("default", name));

    /// <summary>The story's objects with what newer manifests have.</summary>
    private static string Objects => string.Join("---", Manifests.Current.Split("---").Select(item => item.Contains("kind: Elasticsearch", StringComparison.Ordinal)
        ? item.Replace("    count: 1\n", "    count: 1\n    zoneAwareness: {zones: [a, b]}\n", StringComparison.Ordinal)
            .Replace("  nodeSets:", "  secureSettings: [{secretName: settings, entries: [{key: places.mmdb}]}]\n  auth: {fileRealm: [{secretName: people}], roles: [{secretName: roles}]}\n  nodeSets:", StringComparison.Ordinal)
        : item.Contains("kind: ApmServer", StringComparison.Ordinal) ? item.Replace("  count: 1", "  count: 1\n  secureSettings: [{secretName: settings}]\n  kibanaRef: {name: mykibana}", StringComparison.Ordinal) : item));
}
