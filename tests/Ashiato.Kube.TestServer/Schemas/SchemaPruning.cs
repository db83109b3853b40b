using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Schemas;

/// <summary>Removes the fields that a structural schema does not list, and fills in its defaults.</summary>
/// <remarks>Source: Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions", field pruning and defaulting.</remarks>
internal static class SchemaPruning
{
    /// <summary>Prunes an object.</summary>
    /// <returns>The paths that were removed.</returns>
    public static List<string> Prune(JsonObject document, JsonObject schema)
    {
        var removed = new List<string>();
        foreach (var (name, value) in document.ToList())
        {
            // The API's own fields are known without a schema.
            if (name is "apiVersion" or "kind" or "metadata") continue;
            PruneField(document, name, value, schema, name, removed);
        }
        return removed;
    }

    private static void PruneField(JsonObject parent, string name, JsonNode? value, JsonObject schema, string path, List<string> removed)
    {
        var field = schema.ObjectAt("properties", name) ?? schema.ObjectAt("additionalProperties");
        if (field is not null) Walk(value, field, path, removed);
        else if (schema.Flag("x-kubernetes-preserve-unknown-fields") != true && schema.Flag("additionalProperties") != true)
        {
            parent.Remove(name);
            removed.Add(path);
        }
    }

    private static void Walk(JsonNode? value, JsonObject schema, string path, List<string> removed)
    {
        if (value is JsonObject map)
        {
            bool isObject = schema.Flag("x-kubernetes-embedded-resource") == true;
            foreach (var (name, inner) in map.ToList())
                if (!isObject || name is not ("apiVersion" or "kind" or "metadata")) PruneField(map, name, inner, schema, $"{path}.{name}", removed);
        }
        else if (value is JsonArray list && schema.ObjectAt("items") is { } items)
        {
            for (int i = 0; i < list.Count; i++) Walk(list[i], items, $"{path}[{i}]", removed);
        }
    }

    /// <summary>Fills in defaults.</summary>
    public static void Default(JsonNode? value, JsonObject schema)
    {
        if (value is JsonObject map)
        {
            foreach (var (name, field) in schema.ObjectAt("properties") ?? [])
            {
                if (!map.ContainsKey(name) && field is JsonObject inner && inner["default"] is { } standard) map[name] = standard.DeepClone();
                if (map[name] is { } child) Default(child, (JsonObject)field!);
            }
        }
        else if (value is JsonArray list && schema.ObjectAt("items") is { } items)
        {
            foreach (var item in list) Default(item, items);
        }
    }
}
