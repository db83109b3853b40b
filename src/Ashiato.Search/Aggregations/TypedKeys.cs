using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>Names of results with their types before them, as <c>typed_keys</c> asks for: <c>sterms#services</c>. Typed clients read nothing else.</summary>
internal static class TypedKeys
{
    /// <summary>The type that stands before the name of a result.</summary>
    /// <param name="type">The type that was asked for.</param>
    /// <param name="body">With which options.</param>
    /// <param name="aggregation">What it was read as.</param>
    public static string TypeOf(string type, JsonElement body, Aggregation aggregation) => type switch
    {
        "terms" => aggregation is KeyAggregation { Keys: [GroupKey.Value value] } ? value.Field.Kind switch { ColumnKind.Int64 => "lterms", ColumnKind.Double => "dterms", _ => "sterms" } : type,
        "percentiles" or "percentile_ranks" => (body.Member("hdr") is null ? "tdigest_" : "hdr_") + type,
        "max_bucket" or "min_bucket" => "bucket_metric_value",
        "derivative" or "stats_bucket" or "extended_stats_bucket" or "percentiles_bucket" => type,
        _ when aggregation is PipelineAggregation => "simple_value",
        _ => type,
    };

    /// <summary>Renames the results of some aggregations and of those below them.</summary>
    /// <param name="results">The object that has them as members.</param>
    /// <param name="aggregations">What was asked for.</param>
    public static void Apply(JsonObject results, IReadOnlyList<Aggregation> aggregations)
    {
        foreach (var one in aggregations)
        {
            // Some buckets have no result: the first has no derivative.
            if (results[one.Name] is not JsonObject result) continue;
            results.Remove(one.Name);
            results[$"{one.Type}#{one.Name}"] = result;
            if (one.Children.Count == 0) continue;
            foreach (var bucket in BucketsOf(result)) Apply(bucket, one.Children);
        }
    }

    private static IEnumerable<JsonObject> BucketsOf(JsonObject result) => result["buckets"] switch
    {
        JsonArray list => list.OfType<JsonObject>(),
        JsonObject named => named.Select(static member => member.Value).OfType<JsonObject>().ToList(),
        _ => [result],
    };
}
