using System.Net;
using System.Text.Json.Nodes;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Aggregations;

/// <summary>Aggregations compute what a look at each document computes.</summary>
public sealed class AggregationTests : IAsyncLifetime
{
    private SearchServer _server = null!;

    private static IEnumerable<double> Durations => All.Select(static one => Number(one, "transaction.duration.us")!.Value);

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Terms_are_the_most_frequent_values_with_the_rest_counted()
    {
        var answer = await AskAsync("""{"a":{"terms":{"field":"labels.region","size":2}}}""");

        var expected = All.Where(static one => Has(one, "labels.region")).GroupBy(static one => Text(one, "labels.region")!).OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key, StringComparer.Ordinal).ToList();
        Assert.Equal(expected.Take(2).Select(static group => $"{group.Key} {group.Count()}"), Buckets(answer["a"]!));
        Assert.Equal(expected.Skip(2).Sum(static group => group.Count()), (int)answer["a"]!["sum_other_doc_count"]!);
    }

    [Theory]
    [InlineData("""{"field":"labels.region","order":{"_key":"desc"},"size":3}""", "r5 r4 r3")]
    [InlineData("""{"field":"labels.region","include":"r[12]","order":{"_key":"asc"}}""", "r1 r2")]
    [InlineData("""{"field":"labels.region","exclude":["r0","r5"],"order":{"_key":"asc"}}""", "r1 r2 r3 r4")]
    [InlineData("""{"field":"labels.region","missing":"none","order":{"_key":"asc"}}""", "none r0 r1 r2 r3 r4 r5")]
    [InlineData("""{"field":"transaction.sampled","order":{"_key":"asc"}}""", "0 1")]
    [InlineData("""{"field":"trace.id","size":2,"order":[{"_count":"desc"},{"_key":"asc"}]}""", "00000000000000000000000000000000 00000000000000000000000000000001")]
    [InlineData("""{"field":"trace.id","size":2,"order":[{"_count":"desc"},{"_key":"desc"}]}""", "0000000000000000000000000000001d 0000000000000000000000000000001c")]
    [InlineData("""{"field":"numeric_labels.size","order":{"_key":"asc"},"size":2}""", "0.5 1.5")]
    public async Task Terms_can_be_ordered_chosen_and_missing(string body, string expected)
    {
        var answer = await AskAsync($$$"""{"a":{"terms":{{{body}}}}}""");

        Assert.Equal(expected, string.Join(' ', answer["a"]!["buckets"]!.AsArray().Select(static bucket => bucket!["key"]!.ToString())));
    }

    [Theory]
    [InlineData("s.std_deviation", "std_deviation")]
    [InlineData("s[variance]", "variance")]
    [InlineData("s.variance_sampling", "variance_sampling")]
    [InlineData("s.sum_of_squares", "sum_of_squares")]
    [InlineData("s.std_upper", "std_deviation_bounds upper")]
    [InlineData("s.std_lower_sampling", "std_deviation_bounds lower_sampling")]
    [InlineData("r.100", "100.0")]
    [InlineData("r[4000.0]", "4000.0")]
    [InlineData("m", "value")]
    public async Task Terms_are_ordered_by_numbers_that_are_made_of_several(string order, string path)
    {
        foreach (string direction in new[] { "asc", "desc" })
        {
            var answer = await AskAsync($$$$$"""
                {"f":{"filter":{"match_all":{}},"aggs":{"a":{"terms":{"field":"labels.region","size":3,"order":{"{{{{{order}}}}}":"{{{{{direction}}}}}"}},"aggs":{"s":{"extended_stats":{"field":"transaction.duration.us","sigma":1.5}},
                  "r":{"percentile_ranks":{"field":"transaction.duration.us","values":[100,4000]}},"m":{"avg":{"field":"numeric_labels.size","missing":3} } } },
                 "all":{"terms":{"field":"labels.region","size":100},"aggs":{"s":{"extended_stats":{"field":"transaction.duration.us","sigma":1.5}},
                  "r":{"percentile_ranks":{"field":"transaction.duration.us","values":[100,4000]}},"m":{"avg":{"field":"numeric_labels.size","missing":3} } } } } } }
                """);

            double Value(JsonNode bucket) => (double)path.Split(' ').Aggregate(order[0] == 'r' ? bucket["r"]!["values"]! : bucket[order[..1]]!, static (node, step) => node[step]!)!;
            var all = answer["f"]!["all"]!["buckets"]!.AsArray().OrderBy(static bucket => (string)bucket!["key"]!, StringComparer.Ordinal);
            var expected = (direction == "asc" ? all.OrderBy(bucket => Value(bucket!)) : all.OrderByDescending(bucket => Value(bucket!))).Take(3).Select(static bucket => bucket!.ToJsonString());
            Assert.Equal(expected, answer["f"]!["a"]!["buckets"]!.AsArray().Select(static bucket => bucket!.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("f>m", "f m value")]
    [InlineData("f>m.value", "f m value")]
    [InlineData("f>g>s.max", "f g s max")]
    [InlineData("f>g>s[std_deviation]", "f g s std_deviation")]
    [InlineData("f", "f doc_count")]
    [InlineData("f>_count", "f doc_count")]
    [InlineData("f>g._count", "f g doc_count")]
    [InlineData("none>total", "none total value")]
    public async Task Terms_are_ordered_by_what_a_filter_below_them_has(string order, string path)
    {
        const string below = """
            "aggs":{"f":{"filter":{"term":{"transaction.sampled":true}},"aggs":{"m":{"avg":{"field":"transaction.duration.us"}},"g":{"filter":{"exists":{"field":"message"}},"aggs":{"s":{"extended_stats":{"field":"transaction.duration.us"}}}}}},
              "none":{"filter":{"term":{"service.name":"shop"}},"aggs":{"total":{"sum":{"field":"transaction.duration.us"}}}}}
            """;
        foreach (string direction in new[] { "asc", "desc" })
        {
            var answer = await AskAsync($$$"""{"a":{"terms":{"field":"service.name","size":2,"order":{"{{{order}}}":"{{{direction}}}"} },{{{below}}} },"all":{"terms":{"field":"service.name","order":{"_key":"asc"} },{{{below}}} } }""");

            double Value(JsonNode bucket) => (double)path.Split(' ').Aggregate(bucket, static (node, step) => node[step]!);
            var all = answer["all"]!["buckets"]!.AsArray();
            var expected = (direction == "asc" ? all.OrderBy(bucket => Value(bucket!)) : all.OrderByDescending(bucket => Value(bucket!))).Take(2).Select(static bucket => bucket!.ToJsonString());
            Assert.Equal(expected, answer["a"]!["buckets"]!.AsArray().Select(static bucket => bucket!.ToJsonString()));
        }
    }

    [Fact]
    public async Task Ids_and_documents_are_counted_as_values()
    {
        var answer = await AskAsync("""{"t":{"terms":{"field":"service.name"},"aggs":{"v":{"value_count":{"field":"_id"}},"i":{"value_count":{"field":"_index"}},"c":{"cardinality":{"field":"_id"}}}}}""");

        Assert.All(answer["t"]!["buckets"]!.AsArray(), static bucket => Assert.All(["v", "i", "c"], name => Assert.Equal((int)bucket!["doc_count"]!, (int)bucket[name]!["value"]!)));
    }

    [Fact]
    public async Task Terms_nest_and_are_ordered_by_a_metric_below()
    {
        var answer = await AskAsync("""
            {"a":{"terms":{"field":"service.name","order":{"d":"desc"}},"aggs":{"d":{"avg":{"field":"transaction.duration.us"}},
              "b":{"terms":{"field":"transaction.name","size":2},"aggs":{"m":{"max":{"field":"transaction.duration.us"}},"t":{"stats":{"field":"transaction.duration.us"}}}}}}}
            """);

        var expected = All.GroupBy(static one => Text(one, "service.name")!).OrderByDescending(static group => group.Average(static one => Number(one, "transaction.duration.us")!.Value)).Select(static group =>
            $"{group.Key} {group.Count()}: " + string.Join(", ", group.GroupBy(static one => Text(one, "transaction.name")!).OrderByDescending(static inner => inner.Count()).ThenBy(static inner => inner.Key, StringComparer.Ordinal).Take(2)
                .Select(static inner => $"{inner.Key} {inner.Count()} {inner.Max(static one => Number(one, "transaction.duration.us"))} {inner.Sum(static one => Number(one, "transaction.duration.us"))}")));
        Assert.Equal(expected, answer["a"]!["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key"]} {bucket["doc_count"]}: " + string.Join(", ", bucket["b"]!["buckets"]!.AsArray()
            .Select(static inner => $"{inner!["key"]} {inner["doc_count"]} {inner["m"]!["value"]} {inner["t"]!["sum"]}"))));
    }

    [Theory]
    [InlineData("\"fixed_interval\":\"10m\"", 600, 0)]
    [InlineData("\"calendar_interval\":\"hour\"", 3_600, 0)]
    [InlineData("\"calendar_interval\":\"1d\",\"time_zone\":\"+09:00\"", 86_400, 54_000)]
    [InlineData("\"fixed_interval\":\"30m\",\"offset\":\"+5m\"", 1_800, 300)]
    [InlineData("\"interval\":\"90s\"", 90, 0)]
    public async Task Date_histograms_count_by_interval_without_gaps(string interval, int seconds, int offset)
    {
        var answer = await AskAsync($$$$$$"""{"a":{"date_histogram":{"field":"@timestamp",{{{{{{interval}}}}}},"min_doc_count":0},"aggs":{"d":{"sum":{"field":"transaction.duration.us"}}}}}""");

        var groups = All.ToLookup(one => (TimeOf(one).ToUnixTimeSeconds() - offset) / seconds);
        long first = groups.Min(static group => group.Key), last = groups.Max(static group => group.Key);
        var expected = Enumerable.Range(0, (int)(last - first) + 1).Select(i => first + i)
            .Select(at => $"{((at * seconds) + offset) * 1_000} {groups[at].Count()} {groups[at].Sum(static one => Number(one, "transaction.duration.us"))}");
        Assert.Equal(expected, answer["a"]!["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key"]} {bucket["doc_count"]} {bucket["d"]!["value"]}"));
    }

    [Fact]
    public async Task Date_histograms_reach_to_their_bounds_and_write_keys_as_asked()
    {
        var answer = await AskAsync("""
            {"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"1h","format":"yyyy-MM-dd HH:mm","time_zone":"+01:00","extended_bounds":{"min":"2026-11-22 10:00","max":"2026-11-22 14:00"},"order":{"_key":"desc"}}}}
            """);

        Assert.Equal(["14:00", "13:00", "12:00", "11:00", "10:00"], answer["a"]!["buckets"]!.AsArray().Select(static bucket => ((string)bucket!["key_as_string"]!)[11..]));
    }

    [Theory]
    [InlineData("month", "Europe/Berlin", "2026-11-01T00:00:00.000+01:00")]
    [InlineData("year", "UTC", "2026-01-01T00:00:00.000Z")]
    [InlineData("quarter", "UTC", "2026-10-01T00:00:00.000Z")]
    [InlineData("week", "America/New_York", "2026-11-16T00:00:00.000-05:00")]
    public async Task Calendar_intervals_follow_the_zones_calendar(string unit, string zone, string start)
    {
        var answer = await AskAsync($$$$$$"""{"a":{"date_histogram":{"field":"@timestamp","calendar_interval":"{{{{{{unit}}}}}}","time_zone":"{{{{{{zone}}}}}}"},"aggs":{"n":{"value_count":{"field":"message"}}}}}""");

        var bucket = Assert.Single(answer["a"]!["buckets"]!.AsArray())!;
        Assert.Equal(start, (string)bucket["key_as_string"]!);
        Assert.Equal(Count, (int)bucket["doc_count"]!);
        Assert.Equal(All.Count(static one => Has(one, "message")), (int)bucket["n"]!["value"]!);
    }

    [Fact]
    public async Task Histograms_ranges_filters_and_missing_count_their_events()
    {
        var answer = await AskAsync("""
            {"h":{"histogram":{"field":"transaction.duration.us","interval":2500}},
             "r":{"range":{"field":"transaction.duration.us","ranges":[{"to":1000},{"from":1000,"to":5000,"key":"middle"},{"from":5000}]}},
             "k":{"range":{"field":"transaction.duration.us","keyed":true,"ranges":[{"from":9000}]}},
             "d":{"date_range":{"field":"@timestamp","ranges":[{"to":"2026-11-22T11:00:00Z"},{"from":"now-1h"}]}},
             "f":{"filter":{"term":{"service.name":"shop"}},"aggs":{"t":{"terms":{"field":"transaction.sampled"}}}},
             "g":{"filters":{"filters":{"shop":{"term":{"service.name":"shop"}},"slow":{"range":{"transaction.duration.us":{"gte":5000}}}},"other_bucket_key":"rest"}},
             "m":{"missing":{"field":"labels.region"}}}
            """);

        Assert.Equal(Durations.GroupBy(static us => Math.Floor(us / 2_500) * 2_500).OrderBy(static group => group.Key).Select(static group => $"{group.Key} {group.Count()}"), Buckets(answer["h"]!));
        Assert.Equal(
            [$"*-1000.0 {Durations.Count(static us => us < 1_000)}", $"middle {Durations.Count(static us => us is >= 1_000 and < 5_000)}", $"5000.0-* {Durations.Count(static us => us >= 5_000)}"], Buckets(answer["r"]!));
        Assert.Equal(Durations.Count(static us => us >= 9_000), (int)answer["k"]!["buckets"]!["9000.0-*"]!["doc_count"]!);
        Assert.Equal([All.Count(static one => TimeOf(one).Hour < 11), All.Count(static one => TimeOf(one).Hour >= 11)], answer["d"]!["buckets"]!.AsArray().Select(static bucket => (int)bucket!["doc_count"]!));
        Assert.Equal(All.Count(static one => Text(one, "service.name") == "shop"), (int)answer["f"]!["doc_count"]!);
        Assert.Equal(All.Count(static one => Text(one, "service.name") == "shop"), answer["f"]!["t"]!["buckets"]!.AsArray().Sum(static bucket => (int)bucket!["doc_count"]!));
        Assert.Equal(All.Count(static one => Number(one, "transaction.duration.us") >= 5_000), (int)answer["g"]!["buckets"]!["slow"]!["doc_count"]!);
        Assert.Equal(All.Count(static one => Text(one, "service.name") != "shop" && Number(one, "transaction.duration.us") < 5_000), (int)answer["g"]!["buckets"]!["rest"]!["doc_count"]!);
        Assert.Equal(All.Count(static one => !Has(one, "labels.region")), (int)answer["m"]!["doc_count"]!);
    }

    [Fact]
    public async Task Buckets_of_a_line_may_be_members_named_by_their_keys()
    {
        var answer = await AskAsync("""
            {"h":{"histogram":{"field":"transaction.duration.us","interval":2500,"keyed":true}},
             "d":{"date_histogram":{"field":"@timestamp","fixed_interval":"1h","keyed":true,"format":"HH:mm"},"aggs":{"n":{"value_count":{"field":"message"}}}},
             "c":{"date_histogram":{"field":"@timestamp","calendar_interval":"month","keyed":true,"format":"yyyy-MM"}}}
            """);

        Assert.Equal(Durations.Count(static us => us is >= 2_500 and < 5_000), (int)answer["h"]!["buckets"]!["2500.0"]!["doc_count"]!);
        Assert.Equal(2_500, (double)answer["h"]!["buckets"]!["2500.0"]!["key"]!);
        Assert.Equal(All.Count(static one => TimeOf(one).Hour == 11 && Has(one, "message")), (int)answer["d"]!["buckets"]!["11:00"]!["n"]!["value"]!);
        Assert.Equal(Count, (int)answer["c"]!["buckets"]!["2026-11"]!["doc_count"]!);
    }

    [Fact]
    public async Task Buckets_of_a_line_can_be_ordered_by_how_many_events_they_have()
    {
        var answer = await AskAsync("""{"a":{"histogram":{"field":"transaction.duration.us","interval":2500,"order":{"_count":"desc"}}}}""");

        var expected = Durations.GroupBy(static us => Math.Floor(us / 2_500) * 2_500).OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key);
        Assert.Equal(expected.Select(static group => $"{group.Key} {group.Count()}"), Buckets(answer["a"]!));
    }

    [Fact]
    public async Task Events_without_a_value_can_count_as_if_they_had_one()
    {
        var answer = await AskAsync("""
            {"avg":{"avg":{"field":"numeric_labels.size","missing":100}},"sum":{"sum":{"field":"numeric_labels.size","missing":100}},"min":{"min":{"field":"numeric_labels.size","missing":0.1}},
             "max":{"max":{"field":"numeric_labels.size","missing":100}},"count":{"value_count":{"field":"numeric_labels.size","missing":0}},"not":{"max":{"field":"transaction.duration.us","missing":1e9}},
             "none":{"avg":{"field":"unheard.of","missing":7}}}
            """);

        double[] sizes = [.. All.Select(static one => Number(one, "numeric_labels.size") ?? 100)];
        Assert.Equal(sizes.Average(), (double)answer["avg"]!["value"]!, 6);
        Assert.Equal(sizes.Sum(), (double)answer["sum"]!["value"]!);
        Assert.Equal((0.1, 100, Count), ((double)answer["min"]!["value"]!, (double)answer["max"]!["value"]!, (int)answer["count"]!["value"]!));
        Assert.Equal((Durations.Max(), 7), ((double)answer["not"]!["value"]!, (double)answer["none"]!["value"]!));
    }

    [Fact]
    public async Task Results_have_their_types_before_their_names_when_they_are_asked_for()
    {
        const string body = """
            {"size":0,"aggs":{
             "s":{"terms":{"field":"service.name"},"aggs":{"d":{"avg":{"field":"transaction.duration.us"}},"t":{"top_hits":{"size":1}}}},
             "n":{"terms":{"field":"numeric_labels.size"}},"l":{"terms":{"field":"transaction.sampled"}},
             "f":{"filter":{"match_all":{}},"aggs":{"p":{"percentiles":{"field":"transaction.duration.us"}}}},
             "g":{"filters":{"filters":{"all":{"match_all":{}}}},"aggs":{"r":{"percentile_ranks":{"field":"transaction.duration.us","values":[1],"hdr":{}}}}},
             "h":{"date_histogram":{"field":"@timestamp","fixed_interval":"1h"},"aggs":{"m":{"sum":{"field":"transaction.duration.us"}},"x":{"derivative":{"buckets_path":"m"}},"c":{"cumulative_sum":{"buckets_path":"m"}}}},
             "b":{"max_bucket":{"buckets_path":"h>m"}},"k":{"composite":{"sources":[{"n":{"terms":{"field":"service.name"}}}]}}}}
            """;

        var answer = (await _server.SendAsync(HttpMethod.Post, "/_search?typed_keys=true", body))["aggregations"]!;

        Assert.Equal(["bucket_metric_value#b", "composite#k", "date_histogram#h", "dterms#n", "filter#f", "filters#g", "lterms#l", "sterms#s"], answer.AsObject().Select(static member => member.Key).Order(StringComparer.Ordinal));
        Assert.NotNull(answer["sterms#s"]!["buckets"]![0]!["avg#d"]!["value"]);
        Assert.NotNull(answer["sterms#s"]!["buckets"]![0]!["top_hits#t"]!["hits"]);
        Assert.NotNull(answer["filter#f"]!["tdigest_percentiles#p"]);
        Assert.NotNull(answer["filters#g"]!["buckets"]!["all"]!["hdr_percentile_ranks#r"]);
        Assert.Null(answer["date_histogram#h"]!["buckets"]![0]!["derivative#x"]);
        Assert.NotNull(answer["date_histogram#h"]!["buckets"]![1]!["derivative#x"]);
        Assert.NotNull(answer["date_histogram#h"]!["buckets"]![1]!["simple_value#c"]);
    }

    [Theory]
    [InlineData("""{"date_histogram":{"field":"@timestamp","fixed_interval":"7m","offset":"90s","extended_bounds":{"min":"2026-11-22T09:00:00.5Z","max":"2026-11-22T16:00:00Z"}}}""")]
    [InlineData("""{"date_histogram":{"field":"@timestamp","fixed_interval":"1h","time_zone":"Asia/Kolkata","format":"epoch_millis","order":{"_count":"desc"}}}""")]
    [InlineData("""{"histogram":{"field":"transaction.duration.us","interval":700,"offset":-50}}""")]
    [InlineData("""{"terms":{"field":"labels.region","missing":"none","order":{"d":"desc"}}}""")]
    [InlineData("""{"terms":{"field":"transaction.sampled"}}""")]
    [InlineData("""{"composite":{"size":4,"sources":[{"n":{"terms":{"field":"service.name"}}},{"t":{"date_histogram":{"field":"@timestamp","fixed_interval":"1h"}}}]}}""")]
    public async Task Buckets_that_are_written_as_they_come_are_those_that_others_look_at(string bucket)
    {
        const string numbers = """{"d":{"max":{"field":"transaction.duration.us"}},"p":{"percentiles":{"field":"transaction.duration.us"}},"s":{"stats":{"field":"numeric_labels.size"}}}""";
        string body = $$"""{"size":0,"aggs":{"a":{{bucket[..^1]}},"aggs":{{numbers}} } } }""";

        var written = (await _server.SearchAsync(body))["aggregations"]!;
        // A client that wants types before names has all of them gone through.
        var lookedAt = (await _server.SendAsync(HttpMethod.Post, "/_search?typed_keys=true", body))["aggregations"]!;

        string[] types = ["date_histogram", "histogram", "sterms", "lterms", "composite", "max", "tdigest_percentiles", "stats"];
        string expected = types.Aggregate(lookedAt.ToJsonString(), static (text, type) => text.Replace($"\"{type}#", "\"", StringComparison.Ordinal));
        Assert.NotEmpty(written["a"]!["buckets"]!.AsArray());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), written), $"{written}\n{expected}");
    }

    [Fact]
    public async Task Metrics_of_dates_are_milliseconds_with_their_texts()
    {
        var answer = await AskAsync("""
            {"s":{"stats":{"field":"@timestamp"}},"m":{"min":{"field":"@timestamp","format":"yyyy-MM-dd"}},"p":{"percentiles":{"field":"@timestamp","percents":[100],"keyed":false}},
             "k":{"percentiles":{"field":"@timestamp","percents":[100]}},"r":{"percentile_ranks":{"field":"@timestamp","values":[1795345199999]}}}
            """);

        long first = All.Min(TimeOf).ToUnixTimeMilliseconds(), last = All.Max(TimeOf).ToUnixTimeMilliseconds();
        string end = (string)All[^1]["@timestamp"]!;
        Assert.Equal((Count, (double)first, (double)last), ((int)answer["s"]!["count"]!, (double)answer["s"]!["min"]!, (double)answer["s"]!["max"]!));
        Assert.Equal(((string)All[0]["@timestamp"]!, end), ((string)answer["s"]!["min_as_string"]!, (string)answer["s"]!["max_as_string"]!));
        Assert.Equal("2026-11-22", (string)answer["m"]!["value_as_string"]!);
        Assert.Equal(last, (double)answer["p"]!["values"]![0]!["value"]!, 0.5);
        Assert.Equal((string)answer["p"]!["values"]![0]!["value_as_string"]!, (string)answer["k"]!["values"]!["100.0_as_string"]!);
        Assert.Equal(100.0 * All.Count(static one => TimeOf(one).Hour < 11) / Count, (double)answer["r"]!["values"]!["1.795345199999E12"]!, 6);
    }

    [Fact]
    public async Task Metrics_are_those_of_the_values()
    {
        var answer = await AskAsync("""
            {"avg":{"avg":{"field":"transaction.duration.us"}},"sum":{"sum":{"field":"transaction.duration.us"}},"min":{"min":{"field":"transaction.duration.us"}},"max":{"max":{"field":"@timestamp"}},
             "count":{"value_count":{"field":"labels.region"}},"distinct":{"cardinality":{"field":"trace.id"}},"stats":{"stats":{"field":"numeric_labels.size"}},
             "more":{"extended_stats":{"field":"transaction.duration.us"}},"p":{"percentiles":{"field":"transaction.duration.us","percents":[50,95]}},
             "ranks":{"percentile_ranks":{"field":"transaction.duration.us","values":[5000]}},"none":{"avg":{"field":"unheard.of"}}}
            """);

        double[] sorted = [.. Durations.Order()];
        double mean = Durations.Average(), variance = Durations.Average(us => (us - mean) * (us - mean));
        Assert.Equal(mean, (double)answer["avg"]!["value"]!, 6);
        Assert.Equal(Durations.Sum(), (double)answer["sum"]!["value"]!);
        Assert.Equal(sorted[0], (double)answer["min"]!["value"]!);
        Assert.Equal(All.Max(TimeOf).ToUnixTimeMilliseconds(), (double)answer["max"]!["value"]!);
        Assert.Equal((string)All[^1]["@timestamp"]!, (string)answer["max"]!["value_as_string"]!);
        Assert.Equal(All.Count(static one => Has(one, "labels.region")), (int)answer["count"]!["value"]!);
        Assert.Equal(Count / 4, (int)answer["distinct"]!["value"]!);
        Assert.Equal(All.Count(static one => Has(one, "numeric_labels.size")), (int)answer["stats"]!["count"]!);
        Assert.Equal(8.5, (double)answer["stats"]!["max"]!);
        Assert.Equal(variance, (double)answer["more"]!["variance"]!, 3);
        Assert.Equal(mean + (2 * Math.Sqrt(variance)), (double)answer["more"]!["std_deviation_bounds"]!["upper"]!, 3);
        Assert.Equal(sorted[(Count / 2) - 1], (double)answer["p"]!["values"]!["50.0"]!, sorted[Count / 2] * 0.02);
        Assert.Equal(100.0 * Durations.Count(static us => us <= 5_000) / Count, (double)answer["ranks"]!["values"]!["5000.0"]!, 6);
        Assert.Null(answer["none"]!["value"]);
    }

    [Fact]
    public async Task Top_hits_are_the_first_of_each_bucket()
    {
        var answer = await AskAsync("""{"a":{"terms":{"field":"service.name"},"aggs":{"first":{"top_hits":{"size":1,"sort":[{"transaction.duration.us":"desc"}],"_source":["transaction.id"]}}}}}""");

        foreach (var bucket in answer["a"]!["buckets"]!.AsArray())
        {
            var slowest = All.Where(one => Text(one, "service.name") == (string)bucket!["key"]!).MaxBy(static one => Number(one, "transaction.duration.us"))!;
            var hit = Assert.Single(bucket!["first"]!["hits"]!["hits"]!.AsArray())!;
            Assert.Equal(Id(slowest), (string)hit["_id"]!);
            Assert.Equal($$$"""{"transaction":{"id":"{{{Id(slowest)}}}"}}""", hit["_source"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Composite_pages_go_through_all_combinations_once()
    {
        var keys = new List<string>();
        string after = "";
        while (true)
        {
            var answer = await AskAsync($$$$$$"""
                {"a":{"composite":{"size":5,{{{{{{after}}}}}}"sources":[{"s":{"terms":{"field":"service.name","order":"desc"}}},{"t":{"date_histogram":{"field":"@timestamp","fixed_interval":"1h"}}}]},
                  "aggs":{"d":{"sum":{"field":"transaction.duration.us"}}}}}
                """);
            keys.AddRange(answer["a"]!["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key"]!["s"]} {bucket["key"]!["t"]} {bucket["doc_count"]} {bucket["d"]!["value"]}"));
            if (answer["a"]!["after_key"] is not { } last) break;
            after = $"\"after\":{last.ToJsonString()},";
        }

        var expected = All.GroupBy(static one => (Service: Text(one, "service.name")!, Hour: TimeOf(one).ToUnixTimeSeconds() / 3_600)).OrderByDescending(static group => group.Key.Service, StringComparer.Ordinal).ThenBy(static group => group.Key.Hour)
            .Select(static group => $"{group.Key.Service} {group.Key.Hour * 3_600_000} {group.Count()} {group.Sum(static one => Number(one, "transaction.duration.us"))}");
        Assert.Equal(expected, keys);
    }

    [Fact]
    public async Task Pipelines_calculate_with_the_buckets_beside_and_around_them()
    {
        var answer = await AskAsync("""
            {"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"20m"},"aggs":{
               "d":{"sum":{"field":"transaction.duration.us"}},
               "diff":{"derivative":{"buckets_path":"d"}},"sum":{"cumulative_sum":{"buckets_path":"_count"}},"lag":{"serial_diff":{"buckets_path":"d","lag":2}},
               "move":{"moving_fn":{"buckets_path":"d","window":2,"script":"MovingFunctions.unweightedAvg(values)"}},"old":{"moving_avg":{"buckets_path":"d","window":2}},
               "per":{"bucket_script":{"buckets_path":{"d":"d","n":"_count"},"script":"params.d / (n * 1000) - -1"}}}},
             "top":{"max_bucket":{"buckets_path":"a>d"}},"all":{"sum_bucket":{"buckets_path":"a>_count"}}}
            """);

        var buckets = All.GroupBy(static one => TimeOf(one).ToUnixTimeSeconds() / 1_200).OrderBy(static group => group.Key).ToList();
        double[] sums = [.. buckets.Select(static group => group.Sum(static one => Number(one, "transaction.duration.us")!.Value))];
        int[] counts = [.. buckets.Select(static group => group.Count())];
        var found = answer["a"]!["buckets"]!.AsArray();
        for (int i = 0; i < sums.Length; i++)
        {
            Assert.Equal(i < 1 ? null : sums[i] - sums[i - 1], (double?)found[i]!["diff"]?["value"]);
            Assert.Equal(counts.Take(i + 1).Sum(), (double)found[i]!["sum"]!["value"]!);
            Assert.Equal(i < 2 ? null : sums[i] - sums[i - 2], (double?)found[i]!["lag"]?["value"]);
            Assert.Equal(i < 1 ? null : sums.Take(i).TakeLast(2).Average(), (double?)found[i]!["move"]?["value"]);
            Assert.Equal(sums.Take(i + 1).TakeLast(2).Average(), (double)found[i]!["old"]!["value"]!);
            Assert.Equal((sums[i] / (counts[i] * 1_000)) + 1, (double)found[i]!["per"]!["value"]!, 9);
        }
        Assert.Equal(sums.Max(), (double)answer["top"]!["value"]!);
        Assert.Equal(Count, (double)answer["all"]!["value"]!);
    }

    [Theory]
    [InlineData("""{"a":{"geohash_grid":{"field":"x"}}}""", "The aggregation [geohash_grid] is not supported by Ashiato.")]
    [InlineData("""{"a":{"terms":{"field":"service.name","script":"x"}}}""", "A [script] in the aggregation [a] is not supported by Ashiato.")]
    [InlineData("""{"a":{"avg":{"field":"service.name"}}}""", "Field 'service.name' holds Keyword and cannot be averaged. Use a number, moment or truth value.")]
    [InlineData("""{"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"1ms"}}}""", "Trying to create too many buckets. Must be less than or equal to: [65536] but was [6307001]. Use a longer interval or [min_doc_count] 1.")]
    [InlineData("""{"a":{"terms":{"field":"service.name","order":{"x":"asc"}}}}""", "Invalid aggregation order path [x] in [a]; name a metric below it, and one of its values.")]
    [InlineData("""{"a":{"terms":{"field":"service.name","order":[{"_count":"desc"},{"x":"asc"}]}}}""", "Invalid aggregation order path [x] in [a]; name a metric below it, and one of its values.")]
    [InlineData("""{"a":{"histogram":{"field":"numeric_labels.size","interval":1,"order":{"x":"asc"}}}}""", "The order by [x] of the histogram [a] is not supported by Ashiato.")]
    [InlineData("""{"a":{"composite":{"size":0,"sources":[{"n":{"terms":{"field":"service.name"}}}]}}}""", "[size] must be from 1 to 65536. Found [0] in [a]")]
    [InlineData("""{"a":{"cardinality":{"field":"service.name","missing":"x"}}}""", "The option [missing] of the aggregation [a] is not supported by Ashiato.")]
    [InlineData("""{"a":{"terms":{"field":"_index"}}}""", "The field [_index] in the aggregation [a] is not supported by Ashiato.")]
    [InlineData("""{"a":{"extended_stats":{"field":"@timestamp"}}}""", "[extended_stats] on the date [@timestamp] is not supported by Ashiato.")]
    public async Task What_is_not_understood_or_not_supported_is_named(string aggregations, string reason)
    {
        var error = await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}""", HttpStatusCode.BadRequest);

        Assert.Equal(reason, (string)error["error"]!["reason"]!);
    }

    private async Task<JsonNode> AskAsync(string aggregations) => (await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}"""))["aggregations"]!;

    private static IEnumerable<string> Buckets(JsonNode result) => result["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key"]} {bucket["doc_count"]}");
}
