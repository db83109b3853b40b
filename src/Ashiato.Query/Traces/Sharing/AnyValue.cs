using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Values as OpenTelemetry's JSON writes them: each in an object that names its type.</summary>
internal static class AnyValue
{
    /// <summary>A value of a document, as such an object.</summary>
    public static JsonObject Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new JsonObject { ["boolValue"] = value.GetBoolean() },
        JsonValueKind.Number when value.TryGetInt64(out long whole) => new JsonObject { ["intValue"] = whole.ToString(CultureInfo.InvariantCulture) },
        JsonValueKind.Number => new JsonObject { ["doubleValue"] = value.GetDouble() },
        JsonValueKind.Array => new JsonObject { ["arrayValue"] = new JsonObject { ["values"] = new JsonArray([.. value.EnumerateArray().Select(Of)]) } },
        JsonValueKind.Object => new JsonObject { ["kvlistValue"] = new JsonObject { ["values"] = new JsonArray([.. value.EnumerateObject().Select(pair => Pair(pair.Name, pair.Value))]) } },
        // A null is an object that names no type.
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ => new JsonObject { ["stringValue"] = value.GetString() },
    };

    /// <summary>A value under its key.</summary>
    public static JsonObject Pair(string key, JsonElement value) => new() { ["key"] = key, ["value"] = Of(value) };

    /// <summary>What such an object says.</summary>
    /// <returns><see langword="null"/> when it says nothing that is known here.</returns>
    public static JsonNode? Read(JsonElement any)
    {
        if (any.ValueKind != JsonValueKind.Object) return null;
        foreach (var typed in any.EnumerateObject())
        {
            switch (typed.Name)
            {
                case "stringValue" or "boolValue" or "doubleValue":
                    return JsonValue.Create(typed.Value);
                case "intValue":
                    return long.TryParse(typed.Value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? JsonValue.Create(whole) : null;
                case "arrayValue":
                    return new JsonArray([.. OtlpJson.List(typed.Value, "values").Select(Read)]);
                case "kvlistValue":
                    return Object(typed.Value);
                default:
                    continue;
            }
        }
        return null;
    }

    private static JsonObject Object(JsonElement list)
    {
        var all = new JsonObject();
        foreach (var (key, value) in OtlpJson.Pairs(list, "values")) all[key] = Read(value);
        return all;
    }
}
