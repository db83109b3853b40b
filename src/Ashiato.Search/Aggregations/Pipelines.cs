using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Aggregations;

/// <summary>Reads the aggregations that calculate with the results of others.</summary>
internal static class Pipelines
{
    public static PipelineAggregation Read(string name, string type, JsonElement body)
    {
        if (body.Member("gap_policy") is { } gaps && gaps.AsText() != "skip") throw SearchException.Unsupported($"The gap policy [{gaps.AsText()}] in [{name}]");
        if (type == "bucket_script") return Script(name, body);
        string path = (body.Member("buckets_path") ?? throw SearchException.Parsing($"Required [buckets_path] in [{name}].")).AsText();
        if (type.EndsWith("_bucket", StringComparison.Ordinal)) return OverSiblings(name, type, path);
        Func<IReadOnlyList<double?>, IEnumerable<double?>> series = type switch
        {
            "derivative" => static values => values.Select((value, i) => i == 0 ? null : value - values[i - 1]),
            "cumulative_sum" => CumulativeSum,
            "serial_diff" => Lagged(body.Member("lag")?.AsInt32("lag") ?? 1),
            _ => Moving(name, type, body),
        };
        return new PipelineAggregation(name, false, buckets => series([.. buckets.Select(bucket => bucket.Number(path))]).Select(static value => value is null ? null : new JsonObject { ["value"] = value }));
    }

    private static IEnumerable<double?> CumulativeSum(IReadOnlyList<double?> values)
    {
        double sum = 0;
        foreach (double? value in values) yield return sum += value ?? 0;
    }

    private static Func<IReadOnlyList<double?>, IEnumerable<double?>> Lagged(int lag) =>
        lag > 0 ? values => values.Select((value, i) => i < lag ? null : value - values[i - lag]) : throw SearchException.Illegal("[lag] must be a positive, non-zero integer.");

    private static Func<IReadOnlyList<double?>, IEnumerable<double?>> Moving(string name, string type, JsonElement body)
    {
        int window = body.Member("window")?.AsInt32("window") ?? 5;
        int shift = body.Member("shift")?.AsInt32("shift") ?? 0;
        if (window <= 0) throw SearchException.Illegal("[window] must be a positive, non-zero integer.");
        // What Grafana and others send: the functions that the original has built in, without further settings.
        string function = type == "moving_avg" ? $"MovingFunctions.{ModelOf(name, body)}" : (body.Member("script") ?? throw SearchException.Parsing($"Required [script] in [{name}].")) is { ValueKind: JsonValueKind.Object } source ? source.Member("source")?.AsText() ?? "" : body.Member("script")!.Value.AsText();
        Func<double[], double?> compute = function.Replace(" ", "", StringComparison.Ordinal).Split('(')[0] switch
        {
            "MovingFunctions.unweightedAvg" => static values => values.Average(),
            "MovingFunctions.linearWeightedAvg" => static values => values.Select(static (value, i) => value * (i + 1)).Sum() / (values.Length * (values.Length + 1) / 2.0),
            "MovingFunctions.max" => static values => values.Max(),
            "MovingFunctions.min" => static values => values.Min(),
            "MovingFunctions.sum" => static values => values.Sum(),
            _ => throw SearchException.Unsupported($"The moving function [{function}] in [{name}]"),
        };
        // The window of moving_fn ends before the bucket, that of moving_avg with it.
        int ahead = type == "moving_avg" ? 1 : shift;
        return values => values.Select((value, i) =>
        {
            double[] inside = [.. values.Take(Math.Max(0, i + ahead)).TakeLast(window).OfType<double>()];
            return value is null || inside.Length == 0 ? null : compute(inside);
        });
    }

    private static string ModelOf(string name, JsonElement body) => (body.Member("model")?.AsText() ?? "simple") switch
    {
        "simple" => "unweightedAvg",
        "linear" => "linearWeightedAvg",
        var other => throw SearchException.Unsupported($"The moving average model [{other}] in [{name}]"),
    };

    private static PipelineAggregation Script(string name, JsonElement body)
    {
        var paths = (body.Member("buckets_path") ?? throw SearchException.Parsing($"Required [buckets_path] in [{name}].")).ValueKind == JsonValueKind.Object
            ? body.GetProperty("buckets_path").EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value.AsText())
            : new Dictionary<string, string> { ["_value"] = body.GetProperty("buckets_path").AsText() };
        var script = body.Member("script") ?? throw SearchException.Parsing($"Required [script] in [{name}].");
        string source = script.ValueKind == JsonValueKind.Object ? (script.Member("source") ?? script.Member("inline"))?.AsText() ?? "" : script.AsText();
        var expression = Arithmetic.Parse(source, [.. paths.Keys]);
        return new PipelineAggregation(name, false, buckets => buckets.Select(bucket =>
        {
            var values = paths.ToDictionary(static path => path.Key, path => bucket.Number(path.Value));
            // A bucket that lacks one of the numbers gets no result.
            if (values.ContainsValue(null)) return null;
            double result = expression(key => values[key]!.Value);
            return double.IsFinite(result) ? new JsonObject { ["value"] = result } : new JsonObject { ["value"] = null };
        }));
    }

    private static PipelineAggregation OverSiblings(string name, string type, string path)
    {
        string[] steps = path.Split('>', 2);
        if (steps.Length < 2) throw SearchException.Illegal($"[buckets_path] of [{name}] must name an aggregation and a number in its buckets, as in [histogram>average].");
        return new PipelineAggregation(name, true, buckets =>
        {
            var values = buckets.Select(bucket => bucket.Number(steps[1])).OfType<double>().ToList();
            double? value = values.Count == 0 && type != "sum_bucket" ? null : type switch { "avg_bucket" => values.Average(), "max_bucket" => values.Max(), "min_bucket" => values.Min(), _ => values.Sum() };
            return [new JsonObject { ["value"] = value }];
        })
        { Sibling = steps[0] };
    }
}
