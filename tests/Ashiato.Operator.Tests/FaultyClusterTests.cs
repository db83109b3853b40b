using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>Objects with all their newer fields, in a cluster where much goes wrong.</summary>
public sealed class FaultyClusterTests
{
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

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Newer_fields_are_as_declared_after_many_faults() => LiveAsync(1);

    [Theory]
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
    public Task Newer_fields_are_as_declared_after_many_other_faults(int seed) => LiveAsync(seed);

    private static async Task LiveAsync(int seed)
    {
        await using var cluster = await OperatorCluster.StartAsync();
        var faults = cluster.Cluster.Faults;
        cluster.Cluster.Hollow.BecomesReady = pod => !pod.ObjectsAt("spec", "initContainers").Any();
        faults.FailRandomly(seed, 0.15, 409, 410, 429, 500, 503, 504);
        (faults.Latency, faults.WatchDelay) = (TimeSpan.FromMilliseconds(seed), TimeSpan.FromMilliseconds(seed % 2 * 50));
        foreach (var item in KubeYaml.ReadAll(Secrets).Concat(KubeYaml.ReadAll(Objects)))
        {
            // The console begins with a pod that is held.
            if (item.Text("kind") == "Kibana") item.Metadata.Child("annotations")[Names.Suspend] = "mykibana-kb";
            await DeclareAsync(cluster, item);
        }
        for (int i = 0; i < 6; i++)
        {
            faults.DropWatches();
            if (i % 3 == 0) cluster.Cluster.Store.ForgetChanges();
            await OperatorCluster.UntilAsync("A change", () => cluster.Cluster.Store.Everything().Count > 10 + i);
        }
        await OperatorCluster.UntilAsync("The held pod", () => cluster.Cluster.Store.All("pods").Any(pod => pod.ObjectsAt("spec", "initContainers").Any(container => container.Text("name") == "elastic-internal-suspend")));
        faults.Clear();
        faults.DropWatches();
        await cluster.Client.PatchAsync(StackKind.Kibana.Type, new ObjectKey("default", "mykibana"), new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Names.Suspend] = null } } }, Cancel);
        await cluster.ReadyAsync();

        Assert.Contains("viewer:anna\n", cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!.SecretText("users_roles"), StringComparison.Ordinal);
        Assert.Equal("Established", cluster.Find(StackKind.ApmServer.Type, "myapm-server")!.Text("status", "kibanaAssociationStatus"));
        Assert.Contains("rum-services", cluster.Find(ResourceTypes.Deployments, "myapm-server-apm-server")!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("topologySpreadConstraints", cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(cluster.Find(ResourceTypes.Deployments, "mykibana-kb")!.At("spec", "template", "spec", "initContainers"));
        AssertNoOrphans(cluster);
    }

    private static void AssertNoOrphans(OperatorCluster cluster)
    {
        var all = cluster.Cluster.Store.Everything().Select(entry => entry.Object).ToList();
        var alive = all.Select(item => item.Uid).ToHashSet();
        // Pods and sets that are being replaced go with their owner a moment later.
        foreach (var item in all.Where(item => item.Text("kind") is "Secret" or "Service" or "Deployment" or "StatefulSet" or "ConfigMap"))
            foreach (var owner in item.ObjectsAt("metadata", "ownerReferences")) Assert.True(alive.Contains(owner.Text("uid")!), $"{item.Name} is an orphan");
        Assert.Single(all, item => item.Text("kind") == "StatefulSet");
        Assert.Equal(2, all.Count(item => item.Text("kind") == "Deployment"));
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

    /// <summary>The story's objects with what newer manifests have.</summary>
    private static string Objects => string.Join("---", Manifests.Current.Split("---").Select(item => item.Contains("kind: Elasticsearch", StringComparison.Ordinal)
        ? item.Replace("    count: 1\n", "    count: 1\n    zoneAwareness: {zones: [a, b]}\n", StringComparison.Ordinal)
            .Replace("  nodeSets:", "  secureSettings: [{secretName: settings, entries: [{key: places.mmdb}]}]\n  auth: {fileRealm: [{secretName: people}], roles: [{secretName: roles}]}\n  nodeSets:", StringComparison.Ordinal)
        : item.Contains("kind: ApmServer", StringComparison.Ordinal) ? item.Replace("  count: 1", "  count: 1\n  secureSettings: [{secretName: settings}]\n  kibanaRef: {name: mykibana}", StringComparison.Ordinal) : item));
}
