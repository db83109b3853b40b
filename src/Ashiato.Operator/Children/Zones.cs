using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Children;

/// <summary>In which zones pods may be, and that they are spread over them.</summary>
/// <param name="Key">The label of nodes that says their zone.</param>
/// <param name="Names">The zones; empty for any.</param>
internal sealed record Zones(string Key, IReadOnlyList<string> Names)
{
    private const string DefaultKey = "topology.kubernetes.io/zone";

    /// <summary>Reads <c>zoneAwareness</c>.</summary>
    public static Zones? Of(JsonObject? given) => given is null ? null
        : new Zones(given.Text("topologyKey") is { Length: > 0 } key ? key : DefaultKey, [.. given.ListAt("zones").Select(zone => zone!.ToString())]);

    /// <summary>Says it in a pod's specification, unless its author has said something else.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="labels">Labels that the pods of the group have in common.</param>
    public void Place(JsonObject spec, JsonObject labels)
    {
        if (Names.Count > 0 && spec.ObjectAt("affinity", "nodeAffinity") is null)
        {
            var expression = new JsonObject { ["key"] = Key, ["operator"] = "In", ["values"] = new JsonArray([.. Names.Select(zone => (JsonNode)zone)]) };
            spec.Child("affinity")["nodeAffinity"] = new JsonObject
            {
                ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject { ["nodeSelectorTerms"] = new JsonArray(new JsonObject { ["matchExpressions"] = new JsonArray(expression) }) },
            };
        }
        if (spec.ContainsKey("topologySpreadConstraints")) return;
        const string set = "elasticsearch.k8s.elastic.co/statefulset-name";
        spec["topologySpreadConstraints"] = new JsonArray(new JsonObject
        {
            ["maxSkew"] = 1,
            ["topologyKey"] = Key,
            ["whenUnsatisfiable"] = "DoNotSchedule",
            ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [set] = labels[set]?.DeepClone() } },
        });
    }
}
