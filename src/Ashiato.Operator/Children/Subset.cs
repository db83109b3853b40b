using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Children;

/// <summary>Whether an object still has everything that a document says.</summary>
internal static class Subset
{
    // The fields that tell items of shared lists apart, the most telling first.
    private static readonly string[] s_keys = ["uid", "mountPath", "containerPort", "name", "type", "port"];

    public static bool Holds(JsonNode? wanted, JsonNode? actual)
    {
        switch (wanted)
        {
            case JsonObject map:
                return actual is JsonObject other ? map.All(pair => Holds(pair.Value, other[pair.Key])) : map.Count == 0 && actual is null;
            case JsonArray list when actual is JsonArray others:
                return list.Count <= others.Count && list.Select((item, index) => Holds(item, Counterpart(item, index, others))).All(holds => holds);
            case JsonArray { Count: 0 }:
                return actual is null;
            default:
                return JsonNode.DeepEquals(wanted, actual) || SameAmount(wanted, actual);
        }
    }

    private static JsonNode? Counterpart(JsonNode? item, int index, JsonArray others)
    {
        string? key = item is JsonObject map ? s_keys.FirstOrDefault(map.ContainsKey) : null;
        return key is null ? others[index] : others.FirstOrDefault(other => other is JsonObject candidate && JsonNode.DeepEquals(candidate[key], item![key]));
    }

    /// <summary>The server may write an amount in another unit, and a number as another type of number.</summary>
    private static bool SameAmount(JsonNode? wanted, JsonNode? actual)
    {
        if (wanted is null || actual is null || wanted.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number)) return false;
        return Quantity.TryParse(wanted.ToString(), out var one) && Quantity.TryParse(actual.ToString(), out var other) && one.Value == other.Value;
    }
}
