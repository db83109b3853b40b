using System.Text.Json;
using Ashiato.Model;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Takes an event's document apart into its fields.</summary>
internal static class EventLeaves
{
    /// <summary>Each value with its dotted name, in the order of the document; what a field of the table holds stays whole.</summary>
    public static IEnumerable<(string Path, JsonElement Value)> Of(JsonElement document) => Below(document, "");

    private static IEnumerable<(string Path, JsonElement Value)> Below(JsonElement document, string path)
    {
        foreach (var property in document.EnumerateObject())
        {
            string inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Object && !Fields.TryGet(inner, out _))
                foreach (var leaf in Below(property.Value, inner)) yield return leaf;
            else if (property.Value.ValueKind != JsonValueKind.Null) yield return (inner, property.Value);
        }
    }
}
