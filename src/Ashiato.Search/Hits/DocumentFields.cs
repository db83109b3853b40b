using System.Text.Json.Nodes;

namespace Ashiato.Search.Hits;

/// <summary>A document as <c>fields</c> shows it: dotted names, each with the list of its values; of a list of objects, one list a member.</summary>
internal static class DocumentFields
{
    // Kept in the document, but not mapped, hence in no hit's fields.
    private static readonly HashSet<string> s_unmapped =
    [
        "transaction.custom", "error.custom", "http.request.cookies", "http.request.body.original", "span.stacktrace", "error.log.stacktrace",
        "error.exception.stacktrace", "error.exception.attributes",
    ];

    // Shown as the objects that they are.
    private static readonly HashSet<string> s_whole = ["http.request.headers", "http.response.headers"];

    /// <summary>All values, by name.</summary>
    public static SortedDictionary<string, JsonArray> Of(JsonObject document)
    {
        var fields = new SortedDictionary<string, JsonArray>(StringComparer.Ordinal);
        Add(document, "", fields);
        return fields;
    }

    private static void Add(JsonNode? node, string path, SortedDictionary<string, JsonArray> fields)
    {
        if (node is null || s_unmapped.Contains(path)) return;
        switch (node)
        {
            case JsonObject members when !s_whole.Contains(path) && !IsMetric(members):
                foreach (var (name, value) in members) Add(value, path.Length == 0 ? name : $"{path}.{name}", fields);
                break;
            case JsonArray items:
                foreach (var item in items) Add(item, path, fields);
                break;
            default:
                if (!fields.TryGetValue(path, out var values)) fields.Add(path, values = []);
                values.Add(node.DeepClone());
                break;
        }
    }

    /// <summary>True for a histogram and for a sum with its count, which are values of their own types.</summary>
    private static bool IsMetric(JsonObject members) =>
        members.Count == 2 && ((members.ContainsKey("values") && members.ContainsKey("counts")) || (members.ContainsKey("sum") && members.ContainsKey("value_count")));
}
