using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Aggregations;

/// <summary>Orders buckets by numbers in them, and by their keys.</summary>
internal static class BucketOrder
{
    /// <summary>The buckets in order. Those that lack a number come behind those that have it, in either direction; those that lack all are left out.</summary>
    /// <param name="buckets">The buckets.</param>
    /// <param name="sorts">The numbers, the first of which counts most.</param>
    /// <param name="gaps">What stands for a number that is missing.</param>
    public static IEnumerable<Bucket> Of(IReadOnlyList<Bucket> buckets, IReadOnlyList<(string Path, bool IsDescending)> sorts, GapPolicy gaps)
    {
        var found = buckets.Select(bucket => (Bucket: bucket, Values: sorts.Select(sort => ValueOf(bucket, sort.Path, gaps)).ToArray())).Where(static one => Array.Exists(one.Values, static value => value is not null));
        IOrderedEnumerable<(Bucket Bucket, JsonNode[]?[] Values)> ordered = found.OrderBy(static _ => 0);
        for (int i = 0; i < sorts.Count; i++)
        {
            int at = i;
            ordered = ordered.ThenBy(one => one.Values[at], Comparer<JsonNode[]?>.Create((x, y) => Compare(x, y, sorts[at].IsDescending)));
        }
        return ordered.Select(static one => one.Bucket);
    }

    /// <summary>A number, or a key, which may have several parts.</summary>
    private static JsonNode[]? ValueOf(Bucket bucket, string path, GapPolicy gaps)
    {
        if (path != "_key") return bucket.Number(path, gaps) is { } number ? [number] : null;
        return bucket.Json["key"] switch
        {
            JsonArray parts => [.. parts.Select(static part => part ?? "")],
            JsonObject parts => [.. parts.Select(static part => part.Value ?? "")],
            { } key => [key],
            null => [bucket.KeyText],
        };
    }

    private static int Compare(JsonNode[]? x, JsonNode[]? y, bool isDown)
    {
        if (x is null || y is null) return (x is null).CompareTo(y is null);
        int order = x.Zip(y, Compare).FirstOrDefault(static order => order != 0);
        return isDown ? -order : order;
    }

    private static int Compare(JsonNode x, JsonNode y) => x.GetValueKind() == JsonValueKind.Number && y.GetValueKind() == JsonValueKind.Number
        ? Number(x).CompareTo(Number(y)) : string.CompareOrdinal(x.ToString(), y.ToString());

    // Numbers of JSON are of the type that they were made of.
    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);
}
