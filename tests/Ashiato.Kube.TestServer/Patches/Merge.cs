using System.Text.Json.Nodes;

namespace Ashiato.Kube.TestServer.Patches;

/// <summary>Merges a document into another: maps by name, shared lists by item, everything else as a whole.</summary>
internal static class Merge
{
    public static void Into(JsonObject target, JsonObject source, List<string> path, ListKinds lists)
    {
        foreach (var (name, value) in source)
        {
            List<string> at = [.. path, name];
            if (value is JsonObject map && target[name] is JsonObject existing && map.Count > 0) Into(existing, map, at, lists);
            else if (value is JsonArray list && target[name] is JsonArray known && lists.Of(at) is { IsAtomic: false } kind) Items(known, list, kind, at, lists);
            else target[name] = value?.DeepClone();
        }
    }

    private static void Items(JsonArray known, JsonArray list, ListKind kind, List<string> path, ListKinds lists)
    {
        foreach (var item in list)
        {
            string key = ListKinds.KeyOf(kind, item);
            var same = known.FirstOrDefault(other => ListKinds.KeyOf(kind, other) == key);
            if (same is JsonObject target && item is JsonObject source) Into(target, source, path, lists);
            else if (same is null) known.Add(item?.DeepClone());
        }
    }
}
