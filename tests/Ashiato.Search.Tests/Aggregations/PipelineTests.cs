using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Search.Aggregations;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Aggregations;

/// <summary>Pipelines calculate with the buckets beside and around them, of which some are empty.</summary>
public sealed class PipelineTests : IAsyncLifetime
{
    // The documents are 53 s apart: about every second bucket has one.
    private const string Buckets = "\"date_histogram\":{\"field\":\"@timestamp\",\"fixed_interval\":\"30s\"}";
    private const string Sum = "\"d\":{\"sum\":{\"field\":\"transaction.duration.us\"}}";

    private SearchServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The durations by bucket; null where there is no document.</summary>
    private static double?[] Durations
    {
        get
        {
            var byBucket = All.ToDictionary(static one => TimeOf(one).ToUnixTimeSeconds() / 30, static one => Number(one, "transaction.duration.us")!.Value);
            long first = byBucket.Keys.Min();
            return [.. Enumerable.Range(0, (int)(byBucket.Keys.Max() - first) + 1).Select(i => byBucket.TryGetValue(first + i, out double us) ? us : (double?)null)];
        }
    }

    [Fact]
    public async Task Whole_numbers_count_as_other_numbers_do()
    {
        var buckets = await BucketsAsync("""
            "date_histogram":{"field":"@timestamp","fixed_interval":"1h"}
            """, """
            "c":{"cardinality":{"field":"transaction.id"}},"v":{"value_count":{"field":"message"}},"s":{"stats":{"field":"numeric_labels.size"}},
            "dc":{"derivative":{"buckets_path":"c"}},"dv":{"derivative":{"buckets_path":"v"}},"ds":{"derivative":{"buckets_path":"s.count"}},"k":{"bucket_script":{"buckets_path":{"k":"_key"},"script":"params.k / 1000"}}
            """);

        Assert.Equal(2, buckets.Count);
        foreach (var (result, source) in new[] { ("dc", "c"), ("dv", "v") })
            Assert.Equal((double)buckets[1]![source]!["value"]! - (double)buckets[0]![source]!["value"]!, (double)buckets[1]![result]!["value"]!);
        Assert.Equal((double)buckets[1]!["s"]!["count"]! - (double)buckets[0]!["s"]!["count"]!, (double)buckets[1]!["ds"]!["value"]!);
        Assert.Equal((double)buckets[0]!["key"]! / 1_000, (double)buckets[0]!["k"]!["value"]!);
    }

    [Fact]
    public async Task A_bucket_without_events_is_a_gap_and_no_zero()
    {
        var answer = await AskAsync($$$$$$"""
            {"a":{{{{{{{Buckets}}}}}},"aggs":{{{{{{{Sum}}}}}},"diff":{"derivative":{"buckets_path":"d"}},"zeros":{"derivative":{"buckets_path":"d","gap_policy":"insert_zeros"}},"count":{"derivative":{"buckets_path":"_count"}},
              "move":{"moving_fn":{"buckets_path":"d","window":3,"script":"MovingFunctions.unweightedAvg(values)"}},"ahead":{"moving_fn":{"buckets_path":"d","window":2,"shift":1,"script":"MovingFunctions.max(values)"}},
              "twice":{"bucket_script":{"buckets_path":{"d":"d"},"script":"params.d * 2"}},"sum":{"cumulative_sum":{"buckets_path":"d"}}}},
             "least":{"min_bucket":{"buckets_path":"a>d"}},"mean":{"avg_bucket":{"buckets_path":"a>d"}},"flat":{"avg_bucket":{"buckets_path":"a>d","gap_policy":"insert_zeros"}}}
            """);

        var found = answer["a"]!["buckets"]!.AsArray();
        var wanted = Durations;
        Assert.Equal(wanted.Length, found.Count);
        for (int i = 0; i < wanted.Length; i++)
        {
            double[] before = [.. wanted.Take(i).OfType<double>()];
            Assert.Equal(i == 0 ? null : wanted[i] - wanted[i - 1], (double?)found[i]!["diff"]?["value"]);
            Assert.Equal(i == 0 ? null : (wanted[i] ?? 0) - (wanted[i - 1] ?? 0), (double?)found[i]!["zeros"]?["value"]);
            Assert.Equal(i == 0 ? null : (wanted[i] is null ? 0.0 : 1) - (wanted[i - 1] is null ? 0 : 1), (double?)found[i]!["count"]?["value"]);
            Assert.Equal(wanted[i] is null || i == 0 ? null : before.TakeLast(3).Average(), (double?)found[i]!["move"]?["value"]);
            Assert.Equal(wanted[i] is { } own ? before.TakeLast(1).Append(own).Max() : null, (double?)found[i]!["ahead"]?["value"]);
            Assert.Equal(wanted[i] * 2, (double?)found[i]!["twice"]?["value"]);
            Assert.Equal(wanted.Take(i + 1).Sum(), (double)found[i]!["sum"]!["value"]!);
        }
        // The first has no change; each other has one, be it null.
        Assert.False(found[0]!.AsObject().ContainsKey("diff"));
        Assert.All(found.Skip(1), bucket => Assert.True(bucket!["diff"]!.AsObject().ContainsKey("value")));
        Assert.Equal(wanted.Min()!.Value, (double)answer["least"]!["value"]!);
        Assert.Equal(wanted.OfType<double>().Average(), (double)answer["mean"]!["value"]!, 6);
        Assert.Equal(wanted.Sum(static us => us ?? 0) / wanted.Length, (double)answer["flat"]!["value"]!, 6);
    }

    [Fact]
    public async Task Values_of_the_first_event_and_parts_of_results_are_numbers_to_calculate_with()
    {
        var answer = await AskAsync("""
            {"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"20m"},"aggs":{
              "t":{"top_metrics":{"metrics":[{"field":"transaction.duration.us"},{"field":"service.name"}],"sort":{"@timestamp":"desc"}}},"s":{"extended_stats":{"field":"transaction.duration.us"}},
              "p":{"percentiles":{"field":"transaction.duration.us","percents":[50],"keyed":false}},
              "twice":{"bucket_script":{"buckets_path":{"x":"t[transaction.duration.us]"},"script":"params.x * 2"}},"change":{"derivative":{"buckets_path":"t[transaction.duration.us]"}},
              "text":{"cumulative_sum":{"buckets_path":"t[service.name]"}},
              "upper":{"bucket_script":{"buckets_path":{"x":"s.std_upper"},"script":"params.x"}},"half":{"bucket_script":{"buckets_path":{"x":"p.50"},"script":"params.x"}}}},
             "most":{"max_bucket":{"buckets_path":"a>t[transaction.duration.us]"}}}
            """);

        double[] last = [.. All.GroupBy(static one => TimeOf(one).ToUnixTimeSeconds() / 1_200).OrderBy(static group => group.Key).Select(static group => Number(group.MaxBy(TimeOf)!, "transaction.duration.us")!.Value)];
        var buckets = answer["a"]!["buckets"]!.AsArray();
        Assert.Equal(last.Select(static us => us * 2), buckets.Select(static bucket => (double)bucket!["twice"]!["value"]!));
        Assert.Equal(last.Skip(1).Zip(last, static (now, before) => now - before), buckets.Skip(1).Select(static bucket => (double)bucket!["change"]!["value"]!));
        Assert.All(buckets, static bucket => Assert.Equal(0, (double)bucket!["text"]!["value"]!));
        Assert.All(buckets, static bucket => Assert.Equal((double)bucket!["s"]!["std_deviation_bounds"]!["upper"]!, (double)bucket["upper"]!["value"]!));
        Assert.All(buckets, static bucket => Assert.Equal((double)bucket!["p"]!["values"]![0]!["value"]!, (double)bucket["half"]!["value"]!));
        Assert.Equal(last.Max(), (double)answer["most"]!["value"]!);
    }

    [Theory]
    [InlineData("second", 1_200)]
    [InlineData("10m", 2)]
    [InlineData("day", 1 / 72.0)]
    public async Task A_derivative_is_also_told_by_unit(string unit, double unitsInBucket)
    {
        var buckets = await BucketsAsync("\"date_histogram\":{\"field\":\"@timestamp\",\"fixed_interval\":\"20m\"}", $$$"""{{{Sum}}},"r":{"derivative":{"buckets_path":"d","unit":"{{{unit}}}"}}""");

        Assert.All(buckets.Skip(1), bucket => Assert.Equal((double)bucket!["r"]!["value"]! / unitsInBucket, (double)bucket["r"]!["normalized_value"]!, 6));
    }

    [Fact]
    public async Task A_pipeline_may_look_at_one_that_is_named_behind_it()
    {
        var buckets = await BucketsAsync("\"date_histogram\":{\"field\":\"@timestamp\",\"fixed_interval\":\"20m\"}", $$$"""
            "b":{"bucket_script":{"buckets_path":{"x":"c"},"script":"params.x * 2"}},"c":{"cumulative_sum":{"buckets_path":"d"}},{{{Sum}}}
            """);

        Assert.All(buckets, bucket => Assert.Equal((double)bucket!["c"]!["value"]! * 2, (double)bucket["b"]!["value"]!));
    }

    [Fact]
    public async Task The_greatest_bucket_is_told_with_its_key()
    {
        var answer = await AskAsync($$$$$$"""
            {"t":{"terms":{"field":"service.name"},"aggs":{{{{{{{Sum}}}}}}}},"most":{"max_bucket":{"buckets_path":"t>d"}},
             "f":{"filters":{"filters":{"one":{"match_all":{}},"none":{"match_none":{}}}}},"few":{"min_bucket":{"buckets_path":"f>_count"}},
             "h":{"histogram":{"field":"transaction.duration.us","interval":10000}},"high":{"min_bucket":{"buckets_path":"h>_count"}},
             "n":{"terms":{"field":"unheard.of"}},"nothing":{"max_bucket":{"buckets_path":"n>_count"}}}
            """);

        var most = answer["t"]!["buckets"]!.AsArray().MaxBy(static bucket => (double)bucket!["d"]!["value"]!)!;
        Assert.Equal(((double)most["d"]!["value"]!, (string)most["key"]!), ((double)answer["most"]!["value"]!, (string)Assert.Single(answer["most"]!["keys"]!.AsArray())!));
        Assert.Equal("""{"value":0,"keys":["none"]}""", answer["few"]!.ToJsonString());
        Assert.Equal("0.0", (string)answer["high"]!["keys"]![0]!);
        Assert.Equal("""{"value":null,"keys":[]}""", answer["nothing"]!.ToJsonString());
    }

    [Fact]
    public async Task The_numbers_of_buckets_are_told_as_stats_and_percentiles()
    {
        var answer = await AskAsync($$$$$$"""
            {"a":{{{{{{{Buckets}}}}}},"aggs":{{{{{{{Sum}}}}}}}},"s":{"stats_bucket":{"buckets_path":"a>d"}},"e":{"extended_stats_bucket":{"buckets_path":"a>d","sigma":3}},"z":{"stats_bucket":{"buckets_path":"a>d","gap_policy":"insert_zeros"}},
             "p":{"percentiles_bucket":{"buckets_path":"a>d"}},"q":{"percentiles_bucket":{"buckets_path":"a>d","percents":[0,50,99.9],"keyed":false}},
             "n":{"terms":{"field":"unheard.of"}},"ns":{"stats_bucket":{"buckets_path":"n>_count"}},"ne":{"extended_stats_bucket":{"buckets_path":"n>_count"}},"np":{"percentiles_bucket":{"buckets_path":"n>_count","percents":[50]}}}
            """);

        double[] there = [.. Durations.OfType<double>().Order()];
        Assert.Equal($$"""{"count":{{there.Length}},"min":{{there[0]}},"max":{{there[^1]}},"avg":{{there.Average()}},"sum":{{there.Sum()}}}""", answer["s"]!.ToJsonString());
        Assert.Equal(Durations.Length, (int)answer["z"]!["count"]!);
        double deviation = Math.Sqrt(there.Average(us => Math.Pow(us - there.Average(), 2)));
        Assert.Equal(deviation, (double)answer["e"]!["std_deviation"]!, 4);
        Assert.Equal(there.Average() + (3 * deviation), (double)answer["e"]!["std_deviation_bounds"]!["upper"]!, 4);
        Assert.Equal(["1.0", "5.0", "25.0", "50.0", "75.0", "95.0", "99.0"], answer["p"]!["values"]!.AsObject().Select(static value => value.Key));
        Assert.All(answer["p"]!["values"]!.AsObject(), value => Assert.Contains((double)value.Value!, there));
        // Of 120 numbers the middle lies between the 60th and the 61st, of which the later one is told.
        Assert.Equal([there[0], there[60], there[119]], answer["q"]!["values"]!.AsArray().Select(static value => (double)value!["value"]!));
        Assert.Equal("""{"count":0,"min":null,"max":null,"avg":null,"sum":0}""", answer["ns"]!.ToJsonString());
        Assert.Null(answer["ne"]!["std_deviation_bounds"]!["upper_sampling"]);
        Assert.Equal("""{"values":{"50.0":null}}""", answer["np"]!.ToJsonString());
    }

    [Theory]
    [InlineData("stats_bucket")]
    [InlineData("extended_stats_bucket")]
    [InlineData("percentiles_bucket")]
    public async Task Stats_of_buckets_have_their_own_type_before_their_name(string type)
    {
        var answer = await _server.SendAsync(HttpMethod.Post, "/_search?typed_keys=true", $$$"""{"size":0,"aggs":{"a":{"terms":{"field":"service.name"} },"x":{"{{{type}}}":{"buckets_path":"a>_count"} } } }""");

        Assert.Contains($"{type}#x", answer["aggregations"]!.AsObject().Select(static result => result.Key));
    }

    [Theory]
    [InlineData("MovingFunctions.unweightedAvg(values)", 14.0 / 3)]
    [InlineData("MovingFunctions.linearWeightedAvg(values)", 34.0 / 7)]
    [InlineData("MovingFunctions.sum(values);", 14)]
    [InlineData("MovingFunctions.max( values )", 8)]
    [InlineData("MovingFunctions.min(values)", 2)]
    [InlineData("MovingFunctions.stdDev(values, MovingFunctions.unweightedAvg(values))", 2.494438257849294)]
    [InlineData("MovingFunctions.ewma(values, 0.5)", 5.5)]
    public void Moving_functions_are_those_of_the_original(string script, double expected) => Assert.Equal(expected, MovingFunctions.Find(script)!([2, 4, 8]), 12);

    [Theory]
    [InlineData("MovingFunctions.sum(values) * 2")]
    [InlineData("MovingFunctions.stdDev(values, 5)")]
    [InlineData("values[0]")]
    public void A_script_that_is_more_than_one_function_is_none(string script) => Assert.Null(MovingFunctions.Find(script));

    [Theory]
    [InlineData("""{"x":{"derivative":{"buckets_path":"_count"}}}""", "pipeline aggregation [x] must be declared inside of another aggregation")]
    [InlineData("""{"a":{"histogram":{"field":"numeric_labels.size","interval":1},"aggs":{"x":{"derivative":{"buckets_path":"nobody"}}}}}""", "No aggregation found for path [nobody]")]
    [InlineData("""{"a":{"histogram":{"field":"numeric_labels.size","interval":1},"aggs":{"x":{"cumulative_sum":{"buckets_path":"y"}},"y":{"cumulative_sum":{"buckets_path":"x"}}}}}""", "Cyclical dependency found with pipeline aggregations [x].")]
    [InlineData("""{"a":{"histogram":{"field":"numeric_labels.size","interval":1},"aggs":{"x":{"derivative":{"buckets_path":"_count","gap_policy":"leap"}}}}}""", "The gap policy [leap] in [x] is not supported by Ashiato.")]
    [InlineData("""{"a":{"terms":{"field":"service.name"}},"x":{"percentiles_bucket":{"buckets_path":"a>_count","percents":[101]}}}""", "[percents] must only contain non-null doubles from 0.0-100.0 inclusive")]
    [InlineData("""{"a":{"terms":{"field":"service.name"}},"x":{"extended_stats_bucket":{"buckets_path":"a>_count","sigma":-1}}}""", "[sigma] must be a non-negative double")]
    [InlineData("""{"a":{"terms":{"field":"service.name"}},"x":{"stats_bucket":{"buckets_path":"b>_count"}}}""", "No aggregation found for path [b] of [x].")]
    [InlineData("""{"a":{"terms":{"field":"service.name"}},"x":{"stats_bucket":{"buckets_path":"a>_count","format":"0.0"}}}""", "The option [format] of the aggregation [x] is not supported by Ashiato.")]
    public async Task What_cannot_be_calculated_is_named(string aggregations, string reason)
    {
        var error = await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}""", HttpStatusCode.BadRequest);

        Assert.Equal(reason, (string)error["error"]!["reason"]!);
    }

    private async Task<JsonNode> AskAsync(string aggregations) => (await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}"""))["aggregations"]!;

    private async Task<JsonArray> BucketsAsync(string aggregation, string children) => (await AskAsync($$$$$$"""{"a":{{{{{{{aggregation}}}}}},"aggs":{{{{{{{children}}}}}}}}}"""))["a"]!["buckets"]!.AsArray();
}
