using System.Text.Json.Nodes;

namespace Ashiato.Kube.TestServer.Patches;

/// <summary>A JSON merge patch. Source: RFC 7386.</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var result = (target as JsonObject)?.DeepClone() as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null) result.Remove(name);
            else result[name] = Apply(result[name], value);
        }
        return result;
    }
}
