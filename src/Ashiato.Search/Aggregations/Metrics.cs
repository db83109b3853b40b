using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>Reads the aggregations that give numbers.</summary>
internal static class Metrics
{
    public const double MicrosInMilli = 1_000;

    // What extended_stats has beside what stats has, by the names that orders and pipelines know.
    private static readonly string[] s_deviations =
    [
        "sum_of_squares", "variance", "variance_population", "variance_sampling", "std_deviation", "std_deviation_population", "std_deviation_sampling",
        "std_upper", "std_lower", "std_upper_population", "std_lower_population", "std_upper_sampling", "std_lower_sampling",
    ];

    private static readonly double[] s_usualRanks = [1, 5, 25, 50, 75, 95, 99];

    /// <summary>Reads one, or gives <see langword="null"/> for a type that is none of them.</summary>
    public static MetricAggregation? Read(string name, string type, JsonElement body, Func<string, FieldName> fieldOf)
    {
        if (type is not ("avg" or "sum" or "min" or "max" or "stats" or "extended_stats" or "value_count" or "cardinality" or "percentiles" or "percentile_ranks")) return null;
        foreach (var member in body.EnumerateObject())
            if (member.Name is not ("field" or "percents" or "values" or "keyed" or "tdigest" or "hdr" or "precision_threshold" or "format" or "sigma" or "script") && !(member.Name == "missing" && type is "avg" or "sum" or "min" or "max" or "value_count")) throw SearchException.Unsupported($"The option [{member.Name}] of the aggregation [{name}]");
        var field = fieldOf(name);
        bool isMoment = field.Field.Type == FieldType.Timestamp && field.Reading != FieldReading.Micros;
        var exists = new Measure.Count(new Filter.Exists(field.Field));
        string? format = isMoment ? body.Member("format")?.AsText() : null;
        if (body.Member("missing") is { } missing)
            return isMoment ? throw SearchException.Unsupported($"The option [missing] of the aggregation [{name}] on dates") : WithMissing(name, type, field.Field, exists, missing.AsDouble("missing"));
        return type switch
        {
            "avg" => Single(name, new Measure.Average(field.Field), isMoment, format),
            "sum" => Single(name, new Measure.Sum(field.Field), isMoment, format),
            "min" => Single(name, new Measure.Min(field.Field), isMoment, format),
            "max" => Single(name, new Measure.Max(field.Field), isMoment, format),
            "value_count" => Single(name, exists, isMoment: false),
            "cardinality" => Single(name, new Measure.Distinct(field.Field), isMoment: false),
            _ when isMoment && type == "extended_stats" => throw SearchException.Unsupported($"[extended_stats] on the date [{field.Name}]"),
            "percentiles" => Percentiles(name, field.Field, body, isMoment, format),
            "percentile_ranks" => PercentileRanks(name, field.Field, body, exists, isMoment),
            "stats" when isMoment => MomentStats(name, field.Field, exists, format),
            _ => Stats(name, field.Field, body, exists, isExtended: type == "extended_stats"),
        };
    }

    /// <summary>How many documents there are: as many as ids.</summary>
    public static MetricAggregation CountOfDocuments(string name) => Single(name, new Measure.Count(), isMoment: false);

    /// <summary>One number, for which events without a value count as if they had one.</summary>
    private static MetricAggregation WithMissing(string name, string type, Field field, Measure exists, double missing)
    {
        Measure measure = type switch { "min" => new Measure.Min(field), "max" => new Measure.Max(field), "value_count" => exists, _ => new Measure.Sum(field) };
        Measure[] measures = [measure, exists, new Measure.Count()];
        return new MetricAggregation(name, measures, Result, part => part == "value" ? new OrderNumber(measures, numbers => Bucket.PartOf(Result(numbers), part)) : null);

        JsonObject Result(IReadOnlyList<IReadOnlyList<double?>> numbers)
        {
            double all = numbers[2][0] ?? 0, without = all - (numbers[1][0] ?? 0);
            double? known = numbers[0][0];
            return new JsonObject
            {
                ["value"] = type switch
                {
                    "value_count" => JsonValue.Create((long)all),
                    "sum" => JsonValue.Create((known ?? 0) + (without * missing)),
                    "avg" => JsonValue.Create(all > 0 ? ((known ?? 0) + (without * missing)) / all : (double?)null),
                    _ when without <= 0 => JsonValue.Create(known),
                    "min" => JsonValue.Create(Math.Min(known ?? missing, missing)),
                    _ => JsonValue.Create(Math.Max(known ?? missing, missing)),
                },
            };
        }
    }

    private static MetricAggregation Single(string name, Measure measure, bool isMoment, string? format = null) => new(name, [measure], numbers =>
    {
        if (!isMoment || numbers[0][0] is not { } micros) return new JsonObject { ["value"] = Whole(measure, numbers[0][0]) };
        return new JsonObject { ["value"] = micros / 1_000, ["value_as_string"] = Moments.Write((long)micros, format, TimeZoneInfo.Utc) };
    }, part => OrderNumber.Plain(part == "value" ? measure : null));

    private static JsonValue? Whole(Measure measure, double? number) => measure is Measure.Count or Measure.Distinct ? JsonValue.Create((long)(number ?? 0)) : JsonValue.Create(number);

    private static MetricAggregation Percentiles(string name, Field field, JsonElement body, bool isMoment, string? format)
    {
        double[] ranks = RanksOf(body);
        if (ranks.Length == 0 || Array.Exists(ranks, static rank => rank is not (>= 0 and <= 100))) throw SearchException.Illegal($"[percents] of [{name}] must be from 0 to 100, at least one.");
        var values = new KeyedValues(body, ranks);
        return new MetricAggregation(
            name, [new Measure.Percentiles(field, ranks)], numbers => isMoment ? values.OfMoments(numbers[0], format) : values.Of(numbers[0]),
            part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double rank) && rank is >= 0 and <= 100 ? OrderNumber.Plain(new Measure.Percentiles(field, [rank])) : null);
    }

    /// <summary>The percents that are asked for, or the usual ones.</summary>
    public static double[] RanksOf(JsonElement body) => body.Member("percents") is { } given ? [.. given.AsList().Select(static rank => rank.AsDouble("percents")).Distinct()] : s_usualRanks;

    private static MetricAggregation PercentileRanks(string name, Field field, JsonElement body, Measure exists, bool isMoment)
    {
        double[] values = [.. (body.Member("values") ?? throw SearchException.Parsing($"Required [values] in [{name}].")).AsList().Select(static value => value.AsDouble("values")).Distinct()];
        var shares = new KeyedValues(body, values);
        return new MetricAggregation(
            name, [exists, .. values.Select(Below)], numbers => shares.Of([.. numbers.Skip(1).Select(below => Share(numbers[0], below))]),
            part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? new OrderNumber([exists, Below(value)], static numbers => Share(numbers[0], numbers[1])) : null);

        Measure.Count Below(double value) => new(new Filter.Between(field, null, isMoment ? value * MicrosInMilli : value));

        static double? Share(IReadOnlyList<double?> all, IReadOnlyList<double?> below) => all[0] is > 0 ? 100 * below[0] / all[0] : null;
    }

    /// <summary>Moments are counted in milliseconds by those who ask, and written beside.</summary>
    private static MetricAggregation MomentStats(string name, Field field, Measure exists, string? format)
    {
        Measure[] measures = [exists, new Measure.Min(field), new Measure.Max(field), new Measure.Average(field), new Measure.Sum(field)];
        string[] parts = ["min", "max", "avg", "sum"];
        return new MetricAggregation(name, measures, numbers =>
        {
            var json = new JsonObject { ["count"] = (long)(numbers[0][0] ?? 0) };
            for (int i = 0; i < parts.Length; i++) json[parts[i]] = numbers[i + 1][0] / MicrosInMilli;
            for (int i = 0; i < parts.Length - 1; i++)
                if (numbers[i + 1][0] is { } micros) json[parts[i] + "_as_string"] = Moments.Write((long)micros, format, TimeZoneInfo.Utc);
            return json;
        }, part => OrderNumber.Plain(part == "count" ? exists : Array.IndexOf(parts, part) is var at and >= 0 ? measures[at + 1] : null));
    }

    private static MetricAggregation Stats(string name, Field field, JsonElement body, Measure exists, bool isExtended)
    {
        Measure[] measures = [exists, new Measure.Min(field), new Measure.Max(field), new Measure.Average(field), new Measure.Sum(field), .. isExtended ? [new Measure.SumOfSquares(field)] : Array.Empty<Measure>()];
        double sigma = body.Member("sigma")?.AsDouble("sigma") ?? 2;
        return new MetricAggregation(name, measures, Result, part => part switch
        {
            "count" => OrderNumber.Plain(exists),
            "min" => OrderNumber.Plain(measures[1]),
            "max" => OrderNumber.Plain(measures[2]),
            "avg" => OrderNumber.Plain(measures[3]),
            "sum" => OrderNumber.Plain(measures[4]),
            _ when isExtended && s_deviations.Contains(part) => new OrderNumber(measures, numbers => Bucket.PartOf(Result(numbers), part)),
            _ => null,
        });

        JsonObject Result(IReadOnlyList<IReadOnlyList<double?>> numbers) => StatsOf(numbers, isExtended ? sigma : null);
    }

    /// <summary>What <c>stats</c>, or with a sigma <c>extended_stats</c>, says of some numbers.</summary>
    public static JsonObject StatsOf(double[] values, double? sigma)
    {
        bool isEmpty = values.Length == 0;
        return StatsOf([[values.Length], [isEmpty ? null : values.Min()], [isEmpty ? null : values.Max()], [isEmpty ? null : values.Average()], [values.Sum()], [values.Sum(static value => value * value)]], sigma);
    }

    private static JsonObject StatsOf(IReadOnlyList<IReadOnlyList<double?>> numbers, double? sigma)
    {
        var json = new JsonObject { ["count"] = (long)(numbers[0][0] ?? 0), ["min"] = numbers[1][0], ["max"] = numbers[2][0], ["avg"] = numbers[3][0], ["sum"] = numbers[4][0] };
        if (sigma is { } deviations) AddDeviations(json, numbers, deviations);
        return json;
    }

    private static void AddDeviations(JsonObject json, IReadOnlyList<IReadOnlyList<double?>> numbers, double sigma)
    {
        double count = numbers[0][0] ?? 0, sum = numbers[4][0] ?? 0, squares = numbers[5][0] ?? 0;
        double? population = count > 0 ? Math.Max(0, (squares - (sum * sum / count)) / count) : null;
        double? sampling = count > 1 ? Math.Max(0, (squares - (sum * sum / count)) / (count - 1)) : null;
        double? deviation = population is { } p ? Math.Sqrt(p) : null, sampled = sampling is { } s ? Math.Sqrt(s) : null;
        double? mean = numbers[3][0];
        json["sum_of_squares"] = count > 0 ? squares : null;
        json["variance"] = population;
        json["variance_population"] = population;
        json["variance_sampling"] = sampling;
        json["std_deviation"] = deviation;
        json["std_deviation_population"] = deviation;
        json["std_deviation_sampling"] = sampled;
        json["std_deviation_bounds"] = new JsonObject
        {
            ["upper"] = mean + (sigma * deviation),
            ["lower"] = mean - (sigma * deviation),
            ["upper_population"] = mean + (sigma * deviation),
            ["lower_population"] = mean - (sigma * deviation),
            ["upper_sampling"] = mean + (sigma * sampled),
            ["lower_sampling"] = mean - (sigma * sampled),
        };
    }
}
