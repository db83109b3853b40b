using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Aggregations;

/// <content>Pipelines that make one result of the buckets of an aggregation beside them.</content>
internal static partial class Pipelines
{
    private static SiblingPipeline OverSiblings(string name, string type, string path, JsonElement body, GapPolicy gaps)
    {
        string[] steps = path.Split('>', 2);
        if (steps.Length < 2) throw SearchException.Illegal($"[buckets_path] of [{name}] must name an aggregation and a number in its buckets, as in [histogram>average].");
        Func<IReadOnlyList<(Bucket Bucket, double Number)>, JsonObject> compute = type switch
        {
            "stats_bucket" => Stats(name, body),
            "extended_stats_bucket" => ExtendedStats(name, body),
            "percentiles_bucket" => Percentiles(name, body),
            _ => values => One(type, values),
        };
        return new SiblingPipeline(name, steps[0], buckets => compute([.. buckets.Select(bucket => (bucket, bucket.Number(steps[1], gaps))).Where(static one => one.Item2 is not null).Select(static one => (one.bucket, one.Item2!.Value))]));
    }

    private static JsonObject One(string type, IReadOnlyList<(Bucket Bucket, double Number)> values)
    {
        var numbers = values.Select(static one => one.Number);
        double? value = values.Count == 0 && type != "sum_bucket" ? null : type switch { "avg_bucket" => numbers.Average(), "max_bucket" => numbers.Max(), "min_bucket" => numbers.Min(), _ => numbers.Sum() };
        var json = Result(value);
        if (type is "max_bucket" or "min_bucket") json["keys"] = new JsonArray([.. values.Where(one => one.Number == value).Select(static one => (JsonNode)one.Bucket.KeyText)]);
        return json;
    }

    private static Func<IReadOnlyList<(Bucket Bucket, double Number)>, JsonObject> Stats(string name, JsonElement body)
    {
        AggregationReader.RequireOnly(name, body, "buckets_path", "gap_policy");
        return static values => Metrics.StatsOf([.. values.Select(static one => one.Number)], sigma: null);
    }

    private static Func<IReadOnlyList<(Bucket Bucket, double Number)>, JsonObject> ExtendedStats(string name, JsonElement body)
    {
        AggregationReader.RequireOnly(name, body, "buckets_path", "gap_policy", "sigma");
        double sigma = body.Member("sigma")?.AsDouble("sigma") ?? 2;
        if (sigma < 0) throw SearchException.Illegal("[sigma] must be a non-negative double");
        return values => Metrics.StatsOf([.. values.Select(static one => one.Number)], sigma);
    }

    /// <summary><c>percentiles_bucket</c>: numbers of buckets, and none between them.</summary>
    private static Func<IReadOnlyList<(Bucket Bucket, double Number)>, JsonObject> Percentiles(string name, JsonElement body)
    {
        AggregationReader.RequireOnly(name, body, "buckets_path", "gap_policy", "percents", "keyed");
        double[] percents = Metrics.RanksOf(body);
        if (percents.Length == 0 || Array.Exists(percents, static percent => percent is not (>= 0 and <= 100)))
            throw SearchException.Illegal("[percents] must only contain non-null doubles from 0.0-100.0 inclusive");
        var result = new KeyedValues(body, percents);
        return values =>
        {
            double[] ordered = [.. values.Select(static one => one.Number).Order()];
            return result.Of([.. percents.Select(percent => ordered.Length == 0 ? (double?)null : ordered[PlaceOf(percent, ordered.Length)])]);
        };
    }

    // The nearest place; from the middle between two on the later one.
    private static int PlaceOf(double percent, int count) => (int)Math.Floor((percent / 100 * (count - 1)) + 0.5);
}
