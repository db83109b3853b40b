using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Patches;

/// <summary>Which lists are shared item by item: the API's own table for built-in kinds, the schema for custom ones.</summary>
/// <remarks>Source: the <c>x-kubernetes-list-type</c> and <c>x-kubernetes-patch-merge-key</c> extensions of Kubernetes' OpenAPI document.</remarks>
internal sealed class ListKinds(ResourceInfo resource)
{
    private static readonly ListKind s_byName = new(false, ["name"]);
    private static readonly ListKind s_set = new(true, []);
    private static readonly Dictionary<string, ListKind> s_builtIn = new()
    {
        ["containers"] = s_byName,
        ["initContainers"] = s_byName,
        ["env"] = s_byName,
        ["volumes"] = s_byName,
        ["imagePullSecrets"] = s_byName,
        ["webhooks"] = s_byName,
        ["volumeMounts"] = new(false, ["mountPath"]),
        ["conditions"] = new(false, ["type"]),
        ["topologySpreadConstraints"] = new(false, ["topologyKey", "whenUnsatisfiable"]),
    };

    /// <summary>The kind of the list at a path of field names, list items left out.</summary>
    public ListKind Of(IReadOnlyList<string> path)
    {
        if (path is ["metadata", "ownerReferences"]) return new ListKind(false, ["uid"]);
        if (path is ["metadata", "finalizers"]) return s_set;
        if (resource.Custom is { } custom) return OfSchema(custom.Schema, path);
        if (path is [.., "ports"]) return new ListKind(false, resource.Type.Kind == "Service" ? ["port", "protocol"] : ["containerPort", "protocol"]);
        return s_builtIn.GetValueOrDefault(path[^1], ListKind.Atomic);
    }

    private static ListKind OfSchema(JsonObject schema, IReadOnlyList<string> path)
    {
        JsonObject? at = schema;
        foreach (string name in path)
        {
            if (at?.ObjectAt("items") is { } items) at = items;
            at = at?.ObjectAt("properties", name) ?? at?.ObjectAt("additionalProperties");
        }
        return at?.Text("x-kubernetes-list-type") switch
        {
            "map" => new ListKind(false, [.. at.ListAt("x-kubernetes-list-map-keys").Select(key => key!.GetValue<string>())]),
            "set" => s_set,
            _ => ListKind.Atomic,
        };
    }

    /// <summary>What identifies an item of a list, as ownership records write it.</summary>
    public static string KeyOf(ListKind kind, JsonNode? item)
    {
        if (kind.IsSet) return "v:" + (item?.ToJsonString() ?? "null");
        var key = new JsonObject();
        foreach (string name in kind.Keys)
        {
            // A port without a protocol is a TCP port.
            var value = (item as JsonObject)?[name]?.DeepClone() ?? (name == "protocol" ? JsonValue.Create("TCP") : null);
            if (value is not null) key[name] = value;
        }
        return "k:" + key.ToJsonString();
    }
}
