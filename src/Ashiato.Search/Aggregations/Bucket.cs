using System.Globalization;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Aggregations;

/// <summary>What a pipeline takes from a bucket that has no event, or no number.</summary>
internal enum GapPolicy
{
    /// <summary>Nothing.</summary>
    Skip,

    /// <summary>0.</summary>
    InsertZeros,

    /// <summary>The number, where there is one though there is no event.</summary>
    KeepValues,
}

/// <summary>A bucket of the result.</summary>
/// <param name="Path">The keys of its ancestors and its own, by which its group is found.</param>
/// <param name="Count">How many events it has.</param>
/// <param name="Json">What is written of it.</param>
internal sealed record Bucket(IReadOnlyList<object?> Path, long Count, JsonObject Json)
{
    // Both ends of std_deviation_bounds have names of their own in paths.
    private const string BoundPrefix = "std_";

    /// <summary>The name of a bucket that is written under it and does not say it itself.</summary>
    public string? Name { get; init; }

    /// <summary>The key where it is a number: of moments milliseconds.</summary>
    public double? Key => ValueOf(Json["key"]);

    /// <summary>The key as a text.</summary>
    public string KeyText => Name ?? (string?)Json["key_as_string"] ?? Json["key"] switch
    {
        JsonValue key when key.TryGetValue(out double number) => JavaNumbers.Text(number),
        { } key => key.ToString(),
        null => "",
    };

    /// <summary>A number among its results: <c>_count</c>, <c>_key</c>, <c>name</c>, <c>name.part</c>, <c>name[part]</c>, or through single buckets <c>name&gt;name</c>.</summary>
    public double? Number(string path)
    {
        if (path == "_count") return Count;
        if (path == "_key") return Key;
        JsonNode? node = Json;
        string[] steps = path.Split('>');
        for (int i = 0; i < steps.Length - 1; i++) node = (node as JsonObject)?[steps[i]];
        string last = steps[^1];
        if (last == "_count") return ValueOf((node as JsonObject)?["doc_count"]);
        if (node is not JsonObject at) return null;
        if (at[last] is JsonObject whole) return ValueOf(whole["value"]);
        int split = last.EndsWith(']') ? last.IndexOf('[', StringComparison.Ordinal) : last.IndexOf('.', StringComparison.Ordinal);
        if (split < 0 || at[last[..split]] is not JsonObject result) return null;
        return PartOf(result, last[(split + 1)..].TrimEnd(']'));
    }

    /// <summary>One number of a result that has several: <c>avg</c>, <c>99.9</c>, <c>std_upper</c>, a value of the first event of <c>top_metrics</c>.</summary>
    public static double? PartOf(JsonObject result, string part)
    {
        if (ValueOf(result[part]) is { } number) return number;
        if (result["std_deviation_bounds"] is JsonObject bounds && part.StartsWith(BoundPrefix, StringComparison.Ordinal)) return ValueOf(bounds[part[BoundPrefix.Length..]]);
        if (result["top"] is JsonArray top) return top.Count > 0 ? ValueOf(top[0]!["metrics"]![part]) : null;
        return result["values"] switch
        {
            JsonObject values => ValueOf(values[part]) ?? ValueOf(values[part + ".0"]),
            JsonValue value when value.TryGetValue(out NamedNumbers? numbers) => numbers.Find(part) ?? numbers.Find(part + ".0"),
            // The same as a list, which is what `keyed: false` asks for.
            JsonArray values when double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double key) =>
                values.Where(value => ValueOf(value!["key"]) == key).Select(static value => ValueOf(value!["value"])).FirstOrDefault(),
            _ => null,
        };
    }

    /// <summary>A number among its results, as a pipeline takes it.</summary>
    public double? Number(string path, GapPolicy gaps)
    {
        double? number = Number(path);
        // How many events there are is never missing.
        bool isGap = number is null || (Count == 0 && path != "_count");
        return !isGap || gaps == GapPolicy.KeepValues ? number : gaps == GapPolicy.InsertZeros ? 0 : null;
    }

    // Numbers of JSON are of the type that they were made of.
    private static double? ValueOf(JsonNode? node) =>
        node is not JsonValue value ? null : value.TryGetValue(out double number) ? number : value.TryGetValue(out long whole) ? whole : value.TryGetValue(out int small) ? small : null;
}
