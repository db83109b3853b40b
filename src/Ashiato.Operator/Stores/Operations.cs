using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Stores;

/// <summary>What is under way about a store's nodes, as <c>status.inProgressOperations</c> of Elasticsearch objects has it.</summary>
internal static class Operations
{
    /// <summary>The operations; a time of before stays while what it is about does.</summary>
    /// <param name="item">The store.</param>
    /// <param name="seen">Its pods.</param>
    /// <param name="changes">What is being changed.</param>
    /// <param name="now">The time of what is new.</param>
    public static JsonObject Of(StackObject item, StoreSight seen, NodeChanges changes, DateTimeOffset now)
    {
        var upgrade = new JsonArray();
        if (changes.HeldBack is { } held) upgrade.Add(new JsonObject { ["name"] = held.Pod, ["status"] = "PENDING", ["message"] = held.Why, ["predicate"] = held.Predicate });
        return new JsonObject
        {
            ["upscale"] = Entry("upscale", changes.IsReplacing ? [] : Expected(item, seen)),
            // A store of one node never has one less.
            ["downscale"] = new JsonObject(),
            ["upgrade"] = Entry("upgrade", upgrade),
        };

        JsonObject Entry(string name, JsonArray nodes)
        {
            if (nodes.Count == 0) return [];
            var known = item.Source.ObjectAt("status", "inProgressOperations", name);
            bool isSame = JsonNode.DeepEquals(known?["nodes"], nodes);
            return new JsonObject { ["nodes"] = nodes, ["lastUpdatedTime"] = isSame && known?.Text("lastUpdatedTime") is { } since ? since : KubeTime.Seconds(now) };
        }
    }

    /// <summary>Nodes that are declared and not there yet.</summary>
    private static JsonArray Expected(StackObject item, StoreSight seen)
    {
        bool canBe = !StoreNodes.NeedsReplicas(item);
        var ready = seen.Pods.Where(StoreObservation.IsReady).Select(pod => pod.Name).ToHashSet();
        string trouble = canBe ? PodTrouble.Of(seen.Pods) : "needs the replicated store";
        return new JsonArray([.. item.Groups.SelectMany(group => Enumerable.Range(0, Math.Max(0, group.Count)).Select(ordinal => $"{item.StatefulSet(group)}-{ordinal}")).Where(name => !ready.Contains(name))
            .Select(name => (JsonNode)new JsonObject { ["name"] = name, ["status"] = canBe ? "EXPECTED" : "PENDING", ["message"] = trouble })]);
    }
}
