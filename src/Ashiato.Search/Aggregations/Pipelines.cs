using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Aggregations;

/// <summary>Reads the aggregations that calculate with the results of others.</summary>
internal static partial class Pipelines
{
    public static PipelineAggregation Read(string name, string type, JsonElement body)
    {
        var gaps = GapsOf(name, body);
        if (type == "bucket_script") return Script(name, body, gaps);
        if (type == "bucket_selector") return Selector(name, body, gaps);
        if (type == "bucket_sort") return Sort(name, body, gaps);
        string path = PathsOf(name, body) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0].AsText() : PathsOf(name, body).AsText();
        if (type.EndsWith("_bucket", StringComparison.Ordinal)) return OverSiblings(name, type, path, body, gaps);
        return type switch
        {
            "derivative" => Derivative(name, path, body, gaps),
            "cumulative_sum" => Series(name, path, GapPolicy.InsertZeros, CumulativeSum),
            "serial_diff" => Series(name, path, gaps, Lagged(body.Member("lag")?.AsInt32("lag") ?? 1)),
            _ => Moving(name, type, path, body, gaps),
        };
    }

    private static JsonElement PathsOf(string name, JsonElement body) => body.Member("buckets_path") ?? throw SearchException.Parsing($"Required [buckets_path] in [{name}].");

    /// <summary>The paths of a script, by the names that it has for their numbers.</summary>
    private static Dictionary<string, string> NamedPathsOf(string name, JsonElement body)
    {
        var given = PathsOf(name, body);
        return given.ValueKind == JsonValueKind.Object
            ? given.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value.AsText())
            : new Dictionary<string, string> { ["_value"] = given.AsText() };
    }

    private static GapPolicy GapsOf(string name, JsonElement body) => body.Member("gap_policy")?.AsText() switch
    {
        null or "skip" => GapPolicy.Skip,
        "insert_zeros" => GapPolicy.InsertZeros,
        "keep_values" => GapPolicy.KeepValues,
        var other => throw SearchException.Unsupported($"The gap policy [{other}] in [{name}]"),
    };

    /// <summary>A pipeline that makes a number for each bucket of those of all of them.</summary>
    private static BucketPipeline Series(string name, string path, GapPolicy gaps, Func<IReadOnlyList<double?>, IEnumerable<double?>> series) =>
        new(name, [path], buckets => series([.. buckets.Select(bucket => bucket.Number(path, gaps))]).Select(static value => value is null ? null : Result(value)));

    /// <summary>A result; what is no number of JSON is none.</summary>
    private static JsonObject Result(double? value) => new() { ["value"] = value is { } number && double.IsFinite(number) ? number : null };

    private static BucketPipeline Derivative(string name, string path, JsonElement body, GapPolicy gaps)
    {
        double? unitMillis = body.Member("unit") is { } unit ? AggregationReader.MicrosOfUnit(unit.AsText()) / 1_000.0 : null;
        return new BucketPipeline(name, [path], buckets => buckets.Select((bucket, i) =>
        {
            // The first has no result, the others have one, be it empty.
            if (i == 0) return null;
            double? change = bucket.Number(path, gaps) - buckets[i - 1].Number(path, gaps);
            var json = Result(change);
            if (unitMillis is { } millis) json["normalized_value"] = change / ((bucket.Key - buckets[i - 1].Key) / millis);
            return json;
        }));
    }

    private static IEnumerable<double?> CumulativeSum(IReadOnlyList<double?> values)
    {
        double sum = 0;
        foreach (double? value in values) yield return sum += value ?? 0;
    }

    private static Func<IReadOnlyList<double?>, IEnumerable<double?>> Lagged(int lag) =>
        lag > 0 ? values => values.Select((value, i) => i < lag ? null : value - values[i - lag]) : throw SearchException.Illegal("[lag] must be a positive, non-zero integer.");

    private static BucketPipeline Moving(string name, string type, string path, JsonElement body, GapPolicy gaps)
    {
        int window = body.Member("window")?.AsInt32("window") ?? 5;
        if (window <= 0) throw SearchException.Illegal("[window] must be a positive, non-zero integer.");
        string script = type == "moving_avg" ? $"MovingFunctions.{ModelOf(name, body)}(values)" : SourceOf(name, body);
        var compute = MovingFunctions.Find(script) ?? throw SearchException.Unsupported($"The moving function [{script}] in [{name}]");
        // The window of moving_fn ends before the bucket, that of moving_avg with it.
        int ahead = type == "moving_avg" ? 1 : body.Member("shift")?.AsInt32("shift") ?? 0;
        return new BucketPipeline(name, [path], buckets =>
        {
            // Buckets that are gaps have no place in a window, and no result.
            var values = buckets.Select(bucket => bucket.Number(path, gaps)).ToList();
            double[] there = [.. values.OfType<double>()];
            int at = 0;
            return [.. values.Select(value => value is null ? null : Result(compute(Window(at++))))];

            double[] Window(int index) => there[Math.Clamp(index - window + ahead, 0, there.Length)..Math.Clamp(index + ahead, 0, there.Length)];
        });
    }

    private static string SourceOf(string name, JsonElement body)
    {
        var script = body.Member("script") ?? throw SearchException.Parsing($"Required [script] in [{name}].");
        return script.ValueKind == JsonValueKind.Object ? (script.Member("source") ?? script.Member("inline"))?.AsText() ?? "" : script.AsText();
    }

    private static string ModelOf(string name, JsonElement body) => (body.Member("model")?.AsText() ?? "simple") switch
    {
        "simple" => "unweightedAvg",
        "linear" => "linearWeightedAvg",
        var other => throw SearchException.Unsupported($"The moving average model [{other}] in [{name}]"),
    };

    private static BucketPipeline Script(string name, JsonElement body, GapPolicy gaps)
    {
        var paths = NamedPathsOf(name, body);
        var expression = Arithmetic.Parse(SourceOf(name, body), [.. paths.Keys]);
        return new BucketPipeline(name, [.. paths.Values], buckets => buckets.Select(bucket =>
        {
            var values = paths.ToDictionary(static path => path.Key, path => bucket.Number(path.Value, gaps));
            // A bucket that lacks one of the numbers gets no result.
            return values.ContainsValue(null) ? null : Result(expression(key => values[key]!.Value));
        }));
    }
}
