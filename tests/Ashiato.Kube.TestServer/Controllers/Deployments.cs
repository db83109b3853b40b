using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Interchangeable pods, replaced a few at a time by way of ReplicaSets. Source: Kubernetes documentation, "Deployments".</summary>
internal sealed class Deployments(ClusterObjects cluster, TimeProvider time) : IController
{
    private const string Hash = "pod-template-hash";

    public async Task StepAsync()
    {
        foreach (var deployment in cluster.All(BuiltInResources.Deployments).Where(deployment => !deployment.IsDeleting)) await ReconcileAsync(deployment);
    }

    private async Task ReconcileAsync(JsonObject deployment)
    {
        string hash = PodTemplates.HashOf(deployment.ObjectAt("spec", "template")!);
        int wanted = (int)(deployment.Number("spec", "replicas") ?? 1);
        var current = await EnsureSetAsync(deployment, hash);
        if (current is null) return;
        var old = cluster.All(BuiltInResources.ReplicaSets).Where(set => set.Controller?.Text("uid") == deployment.Uid && set.Name != current.Name).ToList();
        var newPods = PodsOf(current);
        var oldPods = old.SelectMany(PodsOf).ToList();

        int surge = Share(deployment, "maxSurge", wanted, roundsUp: true), unavailable = Share(deployment, "maxUnavailable", wanted, roundsUp: false);
        if (surge == 0 && unavailable == 0) unavailable = 1;
        for (int count = newPods.Count; count < wanted && count + oldPods.Count < wanted + surge; count++) await CreatePodAsync(current, hash);
        foreach (var pod in newPods.Skip(wanted)) cluster.Delete(BuiltInResources.Pods, pod.Key);
        int mayGo = newPods.Concat(oldPods).Count(ClusterObjects.IsReady) - (wanted - unavailable);
        foreach (var pod in oldPods.Where(pod => !pod.IsDeleting).OrderBy(ClusterObjects.IsReady))
        {
            if (ClusterObjects.IsReady(pod) && mayGo-- <= 0) break;
            cluster.Delete(BuiltInResources.Pods, pod.Key);
        }
        foreach (var set in old.Where(set => PodsOf(set).Count == 0)) cluster.Delete(BuiltInResources.ReplicaSets, set.Key);
        await TellAsync(deployment, newPods, oldPods, wanted, unavailable);
    }

    private async Task<JsonObject?> EnsureSetAsync(JsonObject deployment, string hash)
    {
        var key = new ObjectKey(deployment.Namespace, $"{deployment.Name}-{hash}");
        if (cluster.Find(BuiltInResources.ReplicaSets, key) is { } known) return known;
        await cluster.CreateAsync(BuiltInResources.ReplicaSets, new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace, ["labels"] = new JsonObject { [Hash] = hash }, ["ownerReferences"] = ClusterObjects.OwnedBy(deployment) },
            ["spec"] = new JsonObject { ["replicas"] = deployment.Number("spec", "replicas"), ["template"] = deployment.At("spec", "template")!.DeepClone() },
        });
        return cluster.Find(BuiltInResources.ReplicaSets, key);
    }

    private List<JsonObject> PodsOf(JsonObject set) =>
        [.. cluster.All(BuiltInResources.Pods).Where(pod => pod.Namespace == set.Namespace && pod.Controller?.Text("uid") == set.Uid)];

    private Task CreatePodAsync(JsonObject set, string hash) => cluster.CreateAsync(BuiltInResources.Pods,
        PodTemplates.Pod(set, set.ObjectAt("spec", "template")!, $"{set.Name}-{PodTemplates.RandomSuffix()}", labels => labels[Hash] = hash));

    private static int Share(JsonObject deployment, string name, int wanted, bool roundsUp)
    {
        if (deployment.Text("spec", "strategy", "type") == "Recreate") return 0;
        var value = deployment.At("spec", "strategy", "rollingUpdate", name);
        if (value.AsNumber() is { } number) return (int)number;
        double share = double.Parse(value!.GetValue<string>().TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) / 100 * wanted;
        return (int)(roundsUp ? Math.Ceiling(share) : Math.Floor(share));
    }

    private Task TellAsync(JsonObject deployment, List<JsonObject> newPods, List<JsonObject> oldPods, int wanted, int unavailable)
    {
        int ready = newPods.Concat(oldPods).Count(ClusterObjects.IsReady);
        bool isAvailable = ready >= wanted - unavailable, isComplete = newPods.Count(ClusterObjects.IsReady) == wanted && oldPods.Count == 0;
        return cluster.SetStatusAsync(BuiltInResources.Deployments, deployment.Key, new JsonObject
        {
            ["observedGeneration"] = deployment.Generation,
            ["replicas"] = newPods.Count + oldPods.Count,
            ["updatedReplicas"] = newPods.Count,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["unavailableReplicas"] = Math.Max(0, wanted - ready),
            ["conditions"] = new JsonArray(
                Condition(deployment, "Available", isAvailable, isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable"),
                Condition(deployment, "Progressing", true, isComplete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated")),
        });
    }

    private JsonObject Condition(JsonObject deployment, string type, bool holds, string reason)
    {
        string status = holds ? "True" : "False";
        var known = deployment.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);
        string since = known?.Text("status") == status ? known.Text("lastTransitionTime")! : KubeTime.Seconds(time.GetUtcNow());
        return new JsonObject { ["type"] = type, ["status"] = status, ["reason"] = reason, ["lastTransitionTime"] = since, ["lastUpdateTime"] = since };
    }
}
