using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Numbered pods with claims of their own. Source: Kubernetes documentation, "StatefulSets".</summary>
internal sealed class StatefulSets(ClusterObjects cluster) : IController
{
    private const string Revision = "controller-revision-hash", PodName = "statefulset.kubernetes.io/pod-name", Index = "apps.kubernetes.io/pod-index";

    public async Task StepAsync()
    {
        foreach (var set in cluster.All(BuiltInResources.StatefulSets).Where(set => !set.IsDeleting)) await ReconcileAsync(set);
    }

    private async Task ReconcileAsync(JsonObject set)
    {
        string revision = $"{set.Name}-{PodTemplates.HashOf(set.ObjectAt("spec", "template")!)}";
        int wanted = (int)(set.Number("spec", "replicas") ?? 1);
        bool isOrdered = set.Text("spec", "podManagementPolicy") == "OrderedReady";
        await AdoptAsync(set);
        var pods = PodsOf(set);

        for (int ordinal = 0; ordinal < wanted; ordinal++)
        {
            if (!pods.TryGetValue(ordinal, out var pod))
            {
                await CreateAsync(set, ordinal, revision);
                if (isOrdered) break;
            }
            else if (isOrdered && !ClusterObjects.IsReady(pod))
            {
                break;
            }
        }
        foreach (var (ordinal, pod) in pods)
            if (ordinal >= wanted && !pod.IsDeleting) cluster.Delete(BuiltInResources.Pods, pod.Key);
        if (set.Text("spec", "updateStrategy", "type") == "RollingUpdate") Roll(pods, revision, wanted);
        await TellAsync(set, revision);
    }

    private void Roll(SortedDictionary<int, JsonObject> pods, string revision, int wanted)
    {
        if (pods.Count != wanted || !pods.Values.All(pod => ClusterObjects.IsReady(pod) || pod.Label(Revision) != revision)) return;
        var old = pods.Values.LastOrDefault(pod => pod.Label(Revision) != revision);
        if (old is not null && !old.IsDeleting) cluster.Delete(BuiltInResources.Pods, old.Key);
    }

    /// <summary>Pods that an owner left behind become the new set's.</summary>
    private async Task AdoptAsync(JsonObject set)
    {
        foreach (var pod in cluster.All(BuiltInResources.Pods).Where(pod => pod.Namespace == set.Namespace && pod.Controller is null && !pod.IsDeleting && OrdinalOf(set, pod) is not null && Selectors.Matches(set.ObjectAt("spec", "selector"), pod)))
        {
            await cluster.ChangeAsync(BuiltInResources.Pods, pod.Key, item =>
            {
                if (item.Metadata["ownerReferences"] is not JsonArray owners) item.Metadata["ownerReferences"] = owners = [];
                owners.Add(ClusterObjects.OwnedBy(set)[0]!.DeepClone());
            });
        }
    }

    private SortedDictionary<int, JsonObject> PodsOf(JsonObject set)
    {
        var pods = new SortedDictionary<int, JsonObject>();
        foreach (var pod in cluster.All(BuiltInResources.Pods).Where(pod => pod.Namespace == set.Namespace && pod.Controller?.Text("uid") == set.Uid))
            if (OrdinalOf(set, pod) is { } ordinal) pods[ordinal] = pod;
        return pods;
    }

    private static int? OrdinalOf(JsonObject set, JsonObject pod) =>
        pod.Name.StartsWith(set.Name + "-", StringComparison.Ordinal) && int.TryParse(pod.Name[(set.Name.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal) ? ordinal : null;

    private async Task CreateAsync(JsonObject set, int ordinal, string revision)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{set.Name}-{ordinal}");
        var pod = PodTemplates.Pod(set, set.ObjectAt("spec", "template")!, name, labels =>
        {
            labels[Revision] = revision;
            labels[PodName] = name;
            labels[Index] = ordinal.ToString(CultureInfo.InvariantCulture);
        });
        var spec = pod.Child("spec");
        spec["hostname"] = name;
        spec["subdomain"] = set.Text("spec", "serviceName");
        if (spec["volumes"] is not JsonArray volumes) spec["volumes"] = volumes = [];
        foreach (var template in set.ObjectsAt("spec", "volumeClaimTemplates"))
        {
            string claim = $"{template.Name}-{name}";
            await ClaimAsync(set, template, claim);
            foreach (var same in volumes.OfType<JsonObject>().Where(volume => volume.Text("name") == template.Name).ToList()) volumes.Remove(same);
            volumes.Add(new JsonObject { ["name"] = template.Name, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim } });
        }
        await cluster.CreateAsync(BuiltInResources.Pods, pod);
    }

    private async Task ClaimAsync(JsonObject set, JsonObject template, string name)
    {
        if (cluster.Find(BuiltInResources.Claims, new ObjectKey(set.Namespace, name)) is not null) return;
        var claim = (JsonObject)template.DeepClone();
        claim.Remove("status");
        claim.Metadata["name"] = name;
        claim.Metadata["namespace"] = set.Namespace;
        foreach (var (label, value) in set.ObjectAt("spec", "selector", "matchLabels") ?? []) claim.Metadata.Child("labels")[label] = value!.DeepClone();
        await cluster.CreateAsync(BuiltInResources.Claims, claim);
    }

    private Task TellAsync(JsonObject set, string revision)
    {
        var pods = PodsOf(set).Values.Where(pod => !pod.IsDeleting).ToList();
        int ready = pods.Count(ClusterObjects.IsReady), updated = pods.Count(pod => pod.Label(Revision) == revision);
        bool isDone = updated == pods.Count && ready == pods.Count;
        return cluster.SetStatusAsync(BuiltInResources.StatefulSets, set.Key, new JsonObject
        {
            ["observedGeneration"] = set.Generation,
            ["replicas"] = pods.Count,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["currentReplicas"] = updated,
            ["updatedReplicas"] = updated,
            ["currentRevision"] = isDone ? revision : set.Text("status", "currentRevision") ?? revision,
            ["updateRevision"] = revision,
            ["collisionCount"] = 0,
        });
    }
}
