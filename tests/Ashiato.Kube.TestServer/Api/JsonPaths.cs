using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>The simple paths that definitions use: <c>.a.b</c>, <c>[0]</c> and <c>[?(@.type=="Ready")]</c>.</summary>
internal static class JsonPaths
{
    public static JsonNode? Find(JsonObject document, string path)
    {
        JsonNode? node = document;
        int at = 0;
        while (at < path.Length && node is not null)
        {
            if (path[at] == '.')
            {
                int end = path.AsSpan(at + 1).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : end + at + 1;
                node = (node as JsonObject)?[path[(at + 1)..end]];
                at = end;
                continue;
            }
            int close = path.IndexOf(']', at);
            string inside = path[(at + 1)..close];
            at = close + 1;
            if (inside.StartsWith("?(@.", StringComparison.Ordinal))
            {
                string[] halves = inside[4..^1].Split("==");
                node = (node as JsonArray)?.OfType<JsonObject>().FirstOrDefault(item => item.Text(halves[0].Trim()) == halves[1].Trim(' ', '"', '\''));
            }
            else
            {
                int index = int.Parse(inside, CultureInfo.InvariantCulture);
                node = node is JsonArray list && index < list.Count ? list[index] : null;
            }
        }
        return node;
    }

    /// <summary>Sets the value at a path of names.</summary>
    public static void Set(JsonObject document, string path, JsonNode value)
    {
        string[] names = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var at = document;
        foreach (string name in names[..^1]) at = at.Child(name);
        at[names[^1]] = value;
    }
}
