using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Search.Dsl;

namespace Ashiato.Search.Aggregations;

/// <summary>Numbers by keys such as percents, in an object or, with <c>keyed: false</c>, a list. Keys are named once for all buckets.</summary>
/// <param name="body">The aggregation.</param>
/// <param name="keys">The keys.</param>
internal sealed class KeyedValues(JsonElement body, double[] keys)
{
    private readonly bool _isList = body.Member("keyed") is { ValueKind: JsonValueKind.False };
    private readonly string[] _names = Array.ConvertAll(keys, JavaNumbers.Text);

    /// <summary>The result with a number for each key.</summary>
    public JsonObject Of(IReadOnlyList<double?> numbers)
    {
        if (_isList) return Result(new JsonArray([.. keys.Select((key, at) => new JsonObject { ["key"] = key, ["value"] = numbers[at] })]));
        return Result(new NamedNumbers(_names, numbers).ToJson());
    }

    /// <summary>The result with a moment for each key, which is in microseconds: in milliseconds, and as text.</summary>
    public JsonObject OfMoments(IReadOnlyList<double?> micros, string? format)
    {
        var list = new JsonArray();
        var members = new JsonObject();
        for (int i = 0; i < keys.Length; i++)
        {
            double? millis = micros[i] / Metrics.MicrosInMilli;
            var entry = new JsonObject { ["key"] = keys[i], ["value"] = millis };
            members[_names[i]] = millis;
            if (micros[i] is { } moment)
            {
                string text = Moments.Write((long)moment, format, TimeZoneInfo.Utc);
                (entry["value_as_string"], members[_names[i] + "_as_string"]) = (text, text);
            }
            list.Add((JsonNode)entry);
        }
        return Result(_isList ? list : members);
    }

    private static JsonObject Result(JsonNode values) => new() { ["values"] = values };
}
