using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Resources;

/// <summary>Some nodes of a store that are alike: an entry of <c>nodes</c> or <c>nodeSets</c>.</summary>
/// <param name="Spec">The entry.</param>
/// <param name="Ordinal">Its place among the entries.</param>
/// <param name="IsLegacy">True for an entry of <c>nodes</c>.</param>
internal sealed record NodeGroup(JsonObject Spec, int Ordinal, bool IsLegacy)
{
    public string Name => Spec.Text("name") ?? "";

    public int Count => (int)(Spec.Number(IsLegacy ? "nodeCount" : "count") ?? 0);

    public JsonObject? Config => Spec.ObjectAt("config");

    public JsonObject? PodTemplate => Spec.ObjectAt("podTemplate");

    /// <summary>True when the nodes have a role; they do unless they say that they do not.</summary>
    /// <param name="role">Such as <c>master</c>.</param>
    public bool HasRole(string role)
    {
        if (Config is null) return true;
        if (Config["node.roles"] is JsonArray roles) return roles.Any(one => one?.ToString() == role);
        return Config.Flag($"node.{role}") ?? Config.Flag("node", role) ?? true;
    }

    /// <summary>True when the data is in a volume of the pods, such as one that goes with them, and not in a claim.</summary>
    public bool HasDataVolume => PodTemplate?.ObjectsAt("spec", "volumes").Any(volume => volume.Text("name") == DataClaim) == true;

    /// <summary>Templates of claims: those of the entry, or one for the data.</summary>
    public IReadOnlyList<JsonObject> Claims
    {
        get
        {
            var given = Spec.ObjectsAt("volumeClaimTemplates").ToList();
            return given.Count > 0 || HasDataVolume ? given : [new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = DataClaim },
                ["spec"] = new JsonObject { ["accessModes"] = new JsonArray("ReadWriteOnce"), ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "1Gi" } } },
            }];
        }
    }

    /// <summary>The claim that holds the store's files.</summary>
    public const string DataClaim = "elasticsearch-data";
}
