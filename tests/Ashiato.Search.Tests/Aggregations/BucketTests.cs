using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Search.Aggregations;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Aggregations;

/// <summary>Which buckets there are, in which order, and what they are called.</summary>
public sealed class BucketTests : IAsyncLifetime
{
    private SearchServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(2_500, "2500.0")]
    [InlineData(99.9, "99.9")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(9_999_999, "9999999.0")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(-12_345_678.5, "-1.23456785E7")]
    [InlineData(1.5e20, "1.5E20")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00025, "2.5E-4")]
    [InlineData(1e-9, "1.0E-9")]
    public void Numbers_in_names_are_written_as_Java_writes_them(double number, string text) => Assert.Equal(text, JavaNumbers.Text(number));

    [Fact]
    public async Task Ranges_come_in_the_order_of_their_bounds_and_long_durations_have_exponents()
    {
        var answer = await AskAsync("""
            {"r":{"range":{"field":"transaction.duration.us","ranges":[{"from":10000000},{"from":1000,"to":2000},{"to":1000},{"from":1000,"to":1500}]}},
             "d":{"date_range":{"field":"@timestamp","format":"HH:mm","ranges":[{"from":"2026-11-22T11:00:00Z||"},{"to":"2026-11-22T11:00:00Z||"}]}},
             "p":{"percentile_ranks":{"field":"transaction.duration.us","values":[10000000]}}}
            """);

        Assert.Equal(["*-1000.0", "1000.0-1500.0", "1000.0-2000.0", "1.0E7-*"], answer["r"]!["buckets"]!.AsArray().Select(static bucket => (string)bucket!["key"]!));
        Assert.Equal(["*-11:00", "11:00-*"], answer["d"]!["buckets"]!.AsArray().Select(static bucket => (string)bucket!["key"]!));
        Assert.Equal(100, (double)answer["p"]!["values"]!["1.0E7"]!);
    }

    [Fact]
    public async Task Named_filters_may_be_a_list()
    {
        var answer = await AskAsync("""{"f":{"filters":{"keyed":false,"other_bucket":true,"filters":{"shop":{"term":{"service.name":"shop"}}}}}}""");

        int shop = All.Count(static one => Text(one, "service.name") == "shop");
        Assert.Equal([$"shop {shop}", $"_other_ {Count - shop}"], answer["f"]!["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key"]} {bucket["doc_count"]}"));
    }

    [Theory]
    [InlineData("\"min\":\"2026-11-22T08:00:00Z\"", 4)]
    [InlineData("\"max\":\"2026-11-22T12:30:00Z\"", 3)]
    public async Task One_bound_is_enough_to_add_empty_buckets(string bound, int count)
    {
        var answer = await AskAsync($$$$$$"""
            {"d":{"date_histogram":{"field":"@timestamp","fixed_interval":"1h","extended_bounds":{{{{{{{bound}}}}}}}}},
             "h":{"histogram":{"field":"transaction.duration.us","interval":5000,"extended_bounds":{"min":-5000}}},
             "n":{"filter":{"match_none":{}},"aggs":{"d":{"date_histogram":{"field":"@timestamp","fixed_interval":"1h","extended_bounds":{ {{{{{{bound}}}}}} } } } } }}
            """);

        Assert.Equal(count, answer["d"]!["buckets"]!.AsArray().Count);
        Assert.Equal(["-5000", "0", "5000"], answer["h"]!["buckets"]!.AsArray().Select(static bucket => bucket!["key"]!.ToJsonString()).Take(3));
        Assert.Empty(answer["n"]!["d"]!["buckets"]!.AsArray());
    }

    [Theory]
    [InlineData("\"order\":\"asc\"", true, false)]
    [InlineData("\"order\":\"desc\"", false, true)]
    [InlineData("\"order\":\"asc\",\"missing_order\":\"last\"", false, false)]
    [InlineData("\"order\":\"desc\",\"missing_order\":\"first\"", true, true)]
    public async Task Combinations_without_a_value_come_first_or_last_on_their_page(string order, bool isMissingFirst, bool isDown)
    {
        var keys = await PagesAsync($$$"""[{"r":{"terms":{"field":"labels.region","missing_bucket":true,{{{order}}}} } },{"s":{"terms":{"field":"transaction.sampled"} } }]""");

        var regions = All.GroupBy(static one => (Region: Text(one, "labels.region"), Sampled: one["transaction"]!["sampled"]!.GetValue<bool>()))
            .OrderBy(group => (group.Key.Region is null) == isMissingFirst ? 0 : 1);
        var expected = (isDown ? regions.ThenByDescending(static group => group.Key.Region, StringComparer.Ordinal) : regions.ThenBy(static group => group.Key.Region, StringComparer.Ordinal))
            .ThenBy(static group => group.Key.Sampled).Select(static group => new JsonObject { ["r"] = group.Key.Region, ["s"] = group.Key.Sampled }.ToJsonString());
        Assert.Equal(expected, keys);
    }

    [Theory]
    [InlineData("service.name", "7", "Shop*")]
    [InlineData("transaction.duration.us", "\"9000\"", "9064")]
    public async Task A_page_begins_behind_a_value_of_another_kind_as_if_it_were_of_its_own(string field, string after, string first)
    {
        var answer = await AskAsync($$$"""{"a":{"composite":{"size":1,"sources":[{"n":{"terms":{"field":"{{{field}}}"} } }],"after":{"n":{{{after}}} } } } }""");

        Assert.Equal(first, answer["a"]!["buckets"]![0]!["key"]!["n"]!.ToString());
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Dates_of_combinations_are_in_order_whatever_their_format_is(string order)
    {
        var keys = await PagesAsync($$"""[{"t":{"date_histogram":{"field":"@timestamp","fixed_interval":"10m","format":"mm HH dd/MM/yyyy","order":"{{order}}"} } }]""");

        var starts = All.Select(static one => TimeOf(one).ToUnixTimeSeconds() / 600).Distinct().Order().Select(static at => DateTimeOffset.FromUnixTimeSeconds(at * 600).ToString("mm HH dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(order == "asc" ? starts : starts.Reverse(), keys.Select(static key => (string)JsonNode.Parse(key)!["t"]!));
    }

    [Theory]
    [InlineData("\"fixed_interval\":\"30m\"", "", 1)]
    [InlineData("\"fixed_interval\":\"30m\"", "\"unit\":\"minute\"", 1 / 30.0)]
    [InlineData("\"calendar_interval\":\"hour\"", "\"unit\":\"second\"", 1 / 3_600.0)]
    [InlineData("\"calendar_interval\":\"year\"", "\"unit\":\"month\"", 1 / 12.0)]
    [InlineData("\"calendar_interval\":\"month\"", "\"unit\":\"quarter\"", 3)]
    public async Task A_rate_is_what_a_bucket_has_by_unit_of_time(string interval, string unit, double factor)
    {
        string options = unit.Length == 0 ? "" : "," + unit;
        var answer = await AskAsync($$$$$$"""
            {"d":{"date_histogram":{"field":"@timestamp",{{{{{{interval}}}}}} },"aggs":{"n":{"rate":{ {{{{{{unit}}}}}} } },"s":{"sum":{"field":"transaction.duration.us"} },"r":{"rate":{"field":"transaction.duration.us"{{{{{{options}}}}}} } },
              "m":{"rate":{"field":"message","mode":"value_count"{{{{{{options}}}}}} } },"v":{"value_count":{"field":"message"} },"t":{"terms":{"field":"service.name"},"aggs":{"n":{"rate":{ {{{{{{unit}}}}}} } } } } } } }
            """);

        Assert.NotEmpty(answer["d"]!["buckets"]!.AsArray());
        foreach (var bucket in answer["d"]!["buckets"]!.AsArray())
        {
            Assert.Equal((double)bucket!["doc_count"]! * factor, (double)bucket["n"]!["value"]!, 9);
            Assert.Equal((double)bucket["s"]!["value"]! * factor, (double)bucket["r"]!["value"]!, 6);
            Assert.Equal((double)bucket["v"]!["value"]! * factor, (double)bucket["m"]!["value"]!, 9);
            Assert.All(bucket["t"]!["buckets"]!.AsArray(), inner => Assert.Equal((double)inner!["doc_count"]! * factor, (double)inner["n"]!["value"]!, 9));
        }
    }

    [Fact]
    public async Task Top_metrics_are_values_of_the_first_events_of_each_bucket()
    {
        var answer = await AskAsync("""
            {"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"30s"},"aggs":{"t":{"top_metrics":{"metrics":[{"field":"transaction.duration.us"},{"field":"labels.region"},{"field":"transaction.sampled"}],"sort":{"@timestamp":"desc"} } } } },
             "s":{"terms":{"field":"service.name"},"aggs":{"t":{"top_metrics":{"metrics":{"field":"@timestamp"},"sort":[{"numeric_labels.size":"asc"}],"size":2} } } },
             "w":{"top_metrics":{"metrics":{"field":"service.name"},"sort":"transaction.duration.us"} } }
            """);

        var byBucket = All.ToDictionary(static one => TimeOf(one).ToUnixTimeSeconds() / 30 * 30_000);
        foreach (var bucket in answer["a"]!["buckets"]!.AsArray())
        {
            string expected = byBucket.TryGetValue((long)bucket!["key"]!, out var one)
                ? new JsonArray(new JsonObject { ["sort"] = new JsonArray((string)one["@timestamp"]!), ["metrics"] = new JsonObject { ["transaction.duration.us"] = (long)Number(one, "transaction.duration.us")!.Value, ["labels.region"] = Text(one, "labels.region"), ["transaction.sampled"] = one["transaction"]!["sampled"]!.DeepClone() } }).ToJsonString()
                : "[]";
            Assert.Equal(expected, bucket["t"]!["top"]!.ToJsonString());
        }
        foreach (var bucket in answer["s"]!["buckets"]!.AsArray())
        {
            var sizes = All.Where(one => Text(one, "service.name") == (string)bucket!["key"]! && Has(one, "numeric_labels.size")).Select(static one => Number(one, "numeric_labels.size")!.Value).Order().Take(2);
            Assert.Equal(sizes, bucket!["t"]!["top"]!.AsArray().Select(static top => (double)top!["sort"]![0]!));
        }
        var fastest = All.MinBy(static one => Number(one, "transaction.duration.us"))!;
        Assert.Equal(Text(fastest, "service.name"), (string)answer["w"]!["top"]![0]!["metrics"]!["service.name"]!);
    }

    [Theory]
    [InlineData("""{"a":{"rate":{"unit":"minute"}}}""", "The rate aggregation [a] can only be used inside a date histogram aggregation.")]
    [InlineData("""{"a":{"date_histogram":{"field":"@timestamp","fixed_interval":"30d"},"aggs":{"r":{"rate":{"unit":"month"}}}}}""",
        "Cannot use the rate unit [month] in [r]: months, quarters and years have no fixed length, so that unit and interval must both be such, or neither.")]
    [InlineData("""{"a":{"top_metrics":{"metrics":{"field":"service.name"},"sort":["@timestamp","service.name"]}}}""", "A [sort] of [a] by anything but one field is not supported by Ashiato.")]
    [InlineData("""{"a":{"histogram":{"field":"@timestamp","interval":1000}}}""", "[histogram] on the date [@timestamp]; [date_histogram] is, and it is not supported by Ashiato.")]
    [InlineData("""{"a":{"range":{"field":"@timestamp","ranges":[{"from":1}]}}}""", "[range] on the date [@timestamp]; [date_range] is, and it is not supported by Ashiato.")]
    [InlineData("""{"a":{"composite":{"sources":[{"n":{"terms":{"field":"service.name","missing_order":"last"}}}]}}}""", "missing_order of [n] requires [missing_bucket] to be true")]
    [InlineData("""{"a":{"composite":{"sources":[]}}}""", "Composite [sources] of [a] cannot be null or empty")]
    [InlineData("""{"a":{"composite":{"sources":[{"n":{"terms":{"field":"service.name"}}},{"n":{"terms":{"field":"service.name"}}}]}}}""", "Composite source names must be unique, found duplicates: [n]")]
    [InlineData("""{"a":{"composite":{"sources":[{"n":{"terms":{"field":"transaction.duration.us"}}}],"after":{"n":"x"}}}}""", "The value [x] of [n] in [after] is no number, as those of its field are.")]
    [InlineData("""{"a":{"composite":{"sources":[{"n":{"terms":{"field":"service.name"}}}],"after":{"m":1}}}}""", "[after] of [a] must have a value for each of [sources]: n.")]
    public async Task What_cannot_be_grouped_is_named(string aggregations, string reason)
    {
        var error = await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}""", HttpStatusCode.BadRequest);

        Assert.Equal(reason, (string)error["error"]!["reason"]!);
    }

    private async Task<JsonNode> AskAsync(string aggregations) => (await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}"""))["aggregations"]!;

    /// <summary>The keys of all combinations, three a page.</summary>
    private async Task<List<string>> PagesAsync(string sources)
    {
        var keys = new List<string>();
        for (string after = ""; keys.Count <= Count;)
        {
            var answer = await AskAsync($$$"""{"a":{"composite":{"size":3,{{{after}}}"sources":{{{sources}}} } } }""");
            keys.AddRange(answer["a"]!["buckets"]!.AsArray().Select(static bucket => bucket!["key"]!.ToJsonString()));
            if (answer["a"]!["after_key"] is not { } last) break;
            after = $"\"after\":{last.ToJsonString()},";
        }
        return keys;
    }
}
