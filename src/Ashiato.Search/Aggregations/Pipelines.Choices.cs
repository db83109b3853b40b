using System.Text.Json;

namespace Ashiato.Search.Aggregations;

/// <content>Pipelines that choose among the buckets around them.</content>
internal static partial class Pipelines
{
    /// <summary><c>bucket_selector</c>: the buckets of which a condition holds. A number that is missing is none, so that no comparison but <c>!=</c> holds of it.</summary>
    private static BucketChoice Selector(string name, JsonElement body, GapPolicy gaps)
    {
        AggregationReader.RequireOnly(name, body, "buckets_path", "script", "gap_policy");
        var paths = NamedPathsOf(name, body);
        var holds = Arithmetic.ParseCondition(SourceOf(name, body), [.. paths.Keys]);
        return new BucketChoice(name, [.. paths.Values], buckets => [.. buckets.Where(bucket => holds(key => bucket.Number(paths[key], gaps) ?? double.NaN))]);
    }

    /// <summary><c>bucket_sort</c>: the buckets in the order of numbers in them, and of these a part.</summary>
    private static BucketChoice Sort(string name, JsonElement body, GapPolicy gaps)
    {
        AggregationReader.RequireOnly(name, body, "sort", "from", "size", "gap_policy");
        var sorts = body.Member("sort") is { } given ? given.AsList().SelectMany(one => SortsOf(name, one)).ToList() : [];
        int? from = body.Member("from")?.AsInt32("from"), size = body.Member("size")?.AsInt32("size");
        if (from < 0) throw SearchException.Illegal($"[from] must be a non-negative integer: [{from}]");
        if (size <= 0) throw SearchException.Illegal($"[size] must be a positive integer: [{size}]");
        if (sorts.Count == 0 && from is null or 0 && size is null) throw SearchException.Illegal($"[{name}] is configured to perform nothing. Please set either of [sort, size, from] to use [bucket_sort]");
        return new BucketChoice(name, [.. sorts.Select(static sort => sort.Path)], buckets =>
        {
            var ordered = sorts.Count == 0 ? buckets : BucketOrder.Of(buckets, sorts, gaps);
            return [.. ordered.Skip(from ?? 0).Take(size ?? int.MaxValue)];
        });
    }

    /// <summary>Reads names of numbers, <c>{"name": "desc"}</c> or <c>{"name": {"order": "desc"}}</c>.</summary>
    private static IEnumerable<(string Path, bool IsDescending)> SortsOf(string name, JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.String) return [(given.AsText(), false)];
        if (given.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"A sort of [{name}] is {Requests.Cut(given)}; expected a name or an object.");
        return [.. given.EnumerateObject().Select(member => (member.Name, IsDescending(name, member)))];
    }

    private static bool IsDescending(string name, JsonProperty sort)
    {
        if (sort.Value.ValueKind == JsonValueKind.Object) AggregationReader.RequireOnly(name, sort.Value, "order");
        string? order = (sort.Value.ValueKind == JsonValueKind.Object ? sort.Value.Member("order") : sort.Value)?.AsText();
        return order?.ToUpperInvariant() switch
        {
            null or "ASC" => false,
            "DESC" => true,
            _ => throw SearchException.Illegal($"The order of [{sort.Name}] in [{name}] is [{order}]; expected [asc] or [desc]."),
        };
    }
}
