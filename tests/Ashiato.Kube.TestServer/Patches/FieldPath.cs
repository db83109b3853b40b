using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Patches;

/// <summary>Finds and removes what an ownership path names.</summary>
internal static class FieldPath
{
    /// <summary>The value at a path; <see langword="null"/> when there is none.</summary>
    public static JsonNode? Find(JsonObject document, string path, ListKinds lists)
    {
        var (parent, last, names) = Parent(document, path, lists);
        return parent is null ? null : Step(parent, last, names, lists);
    }

    /// <summary>Removes the value at a path, and what is empty then.</summary>
    public static void Remove(JsonObject document, string path, ListKinds lists)
    {
        var (parent, last, names) = Parent(document, path, lists);
        if (parent is JsonObject map && last.StartsWith("f:", StringComparison.Ordinal)) map.Remove(last[2..]);
        else if (parent is JsonArray list && Step(list, last, names, lists) is { } item) list.Remove(item);
        else return;
        string[] parts = FieldSet.Split(path);
        // A map or list that held nothing else goes with its last entry; required parents such as metadata stay.
        if (parts.Length > 2 && parent is JsonObject { Count: 0 } or JsonArray { Count: 0 }) Remove(document, string.Join('\u0001', parts[..^1]), lists);
    }

    private static (JsonNode? Parent, string Last, List<string> Names) Parent(JsonObject document, string path, ListKinds lists)
    {
        string[] parts = FieldSet.Split(path);
        JsonNode? node = document;
        var names = new List<string>();
        foreach (string part in parts[..^1])
        {
            if (node is null) break;
            if (part.StartsWith("f:", StringComparison.Ordinal)) names.Add(part[2..]);
            node = Step(node, part, names, lists);
        }
        return (node, parts[^1], names);
    }

    private static JsonNode? Step(JsonNode node, string part, List<string> names, ListKinds lists)
    {
        if (part == ".") return node;
        if (part.StartsWith("f:", StringComparison.Ordinal)) return (node as JsonObject)?[part[2..]];
        if (node is not JsonArray list) return null;
        var kind = lists.Of(names);
        return kind.IsAtomic ? null : list.FirstOrDefault(item => ListKinds.KeyOf(kind, item) == part);
    }
}
