using System.Net;
using System.Text.Json.Nodes;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Aggregations;

/// <summary>Where histograms are cut off (<c>hard_bounds</c>), and what does not heed the query (<c>global</c>).</summary>
public sealed class BoundsTests : IAsyncLifetime
{
    private SearchServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    // A bucket is shown when it begins within the bounds, the upper of which does not count.
    [InlineData("{\"min\":2000,\"max\":4000}", 0, "2000 3000")]
    [InlineData("{\"min\":1999.5,\"max\":4000.5}", 0, "2000 3000 4000")]
    [InlineData("{\"min\":2001}", 0, "3000 4000 5000 6000 7000 8000 9000")]
    [InlineData("{\"max\":2000}", 500, "-500 500 1500")]
    [InlineData("{\"min\":500,\"max\":600}", 0, "")]
    [InlineData("{}", 0, "0 1000 2000 3000 4000 5000 6000 7000 8000 9000")]
    public async Task A_histogram_has_the_buckets_that_begin_within_hard_bounds(string bounds, int offset, string expected)
    {
        var answer = await AskAsync($$$$$"""
            {"h":{"histogram":{"field":"transaction.duration.us","interval":1000,"offset":{{{{{offset}}}}},"hard_bounds":{{{{{bounds}}}}} } },"all":{"histogram":{"field":"transaction.duration.us","interval":1000,"offset":{{{{{offset}}}}} } } }
            """);

        double[] keys = [.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
        Assert.Equal(answer["all"]!["buckets"]!.AsArray().Where(bucket => keys.Contains((double)bucket!["key"]!)).Select(static bucket => bucket!.ToJsonString()), answer["h"]!["buckets"]!.AsArray().Select(static bucket => bucket!.ToJsonString()));
        Assert.Equal(keys, answer["h"]!["buckets"]!.AsArray().Select(static bucket => (double)bucket!["key"]!));
    }

    [Theory]
    [InlineData("\"fixed_interval\":\"20m\"", "{\"min\":\"2026-11-22T10:10:00Z\",\"max\":\"2026-11-22T11:00:00Z\"}", "10:20 10:40")]
    [InlineData("\"fixed_interval\":\"20m\",\"offset\":\"5m\"", "{\"min\":\"2026-11-22T11:05:00Z\"}", "11:05 11:25 11:45")]
    [InlineData("\"calendar_interval\":\"hour\"", "{\"max\":\"2026-11-22T11:00:00.001Z\"}", "10:00 11:00")]
    [InlineData("\"calendar_interval\":\"month\",\"time_zone\":\"Europe/Berlin\"", "{\"min\":\"2026-11-01\",\"max\":\"2026-12-01\"}", "00:00")]
    [InlineData("\"calendar_interval\":\"month\",\"time_zone\":\"Europe/Berlin\"", "{\"min\":\"2026-11-02\"}", "")]
    [InlineData("\"fixed_interval\":\"20m\",\"extended_bounds\":{\"min\":\"2026-11-22T09:30:00Z\"}", "{\"min\":\"2026-11-22T09:30:00Z\",\"max\":\"2026-11-22T10:20:00Z\"}", "09:20 09:40 10:00")]
    public async Task A_histogram_of_dates_has_the_buckets_that_begin_within_hard_bounds(string interval, string bounds, string expected)
    {
        var answer = await AskAsync($$$$$"""{"s":{"terms":{"field":"processor.event"},"aggs":{"h":{"date_histogram":{"field":"@timestamp",{{{{{interval}}}}},"hard_bounds":{{{{{bounds}}}}} } } } } }""");

        Assert.Equal(expected, string.Join(' ', answer["s"]!["buckets"]![0]!["h"]!["buckets"]!.AsArray().Select(static bucket => ((string)bucket!["key_as_string"]!)[11..16])));
    }

    [Fact]
    public async Task A_global_aggregation_counts_what_the_query_does_not_find()
    {
        var answer = await _server.SendAsync(HttpMethod.Post, "/_search?typed_keys=true", """
            {"size":0,"query":{"term":{"service.name":"shop"}},"aggs":{"g":{"global":{},"meta":{"of":"all"},"aggs":{"s":{"terms":{"field":"service.name"},"aggs":{"d":{"avg":{"field":"transaction.duration.us"}}}},"n":{"sum_bucket":{"buckets_path":"s>_count"}}}},"own":{"terms":{"field":"service.name"}}}}
            """);

        var all = answer["aggregations"]!["global#g"]!;
        Assert.Equal((Count, "all", (double)Count), ((int)all["doc_count"]!, (string)all["meta"]!["of"]!, (double)all["simple_value#n"]!["value"]!));
        Assert.Equal(
            All.GroupBy(static one => Text(one, "service.name")!).OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key, StringComparer.Ordinal).Select(static group => $"{group.Key} {group.Count()}"),
            all["sterms#s"]!["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key"]} {bucket["doc_count"]}"));
        Assert.Equal("shop", (string)Assert.Single(answer["aggregations"]!["sterms#own"]!["buckets"]!.AsArray())!["key"]!);
        // The data streams that are named count all the same.
        var none = await _server.SendAsync(HttpMethod.Post, "/logs-apm*/_search", """{"size":0,"aggs":{"g":{"global":{}}}}""");
        Assert.Equal(0, (int)none["aggregations"]!["g"]!["doc_count"]!);
    }

    [Theory]
    [InlineData("""{"a":{"terms":{"field":"service.name"},"aggs":{"g":{"global":{}}}}}""", "Aggregation [a] cannot have a global sub-aggregation [g]. Global aggregations can only be defined as top level aggregations")]
    [InlineData("""{"g":{"global":{"field":"x"}}}""", "The option [field] of the aggregation [g] is not supported by Ashiato.")]
    [InlineData("""{"a":{"histogram":{"field":"transaction.duration.us","interval":5,"hard_bounds":{"min":2,"max":1}}}}""", "[hard_bounds.min] cannot be greater than [hard_bounds.max] for histogram aggregation [a]")]
    [InlineData("""{"a":{"histogram":{"field":"transaction.duration.us","interval":5,"hard_bounds":{"min":0,"max":10},"extended_bounds":{"min":0,"max":15}}}}""",
        "Extended bounds have to be inside hard bounds, hard bounds: [0.0--10.0], extended bounds: [0.0--15.0]")]
    [InlineData("""{"a":{"histogram":{"field":"transaction.duration.us","interval":5,"hard_bounds":[1,2]}}}""", "[hard_bounds] of [a] is [1,2]; expected an object with [min] and [max].")]
    [InlineData("""{"a":{"composite":{"sources":[{"h":{"histogram":{"field":"transaction.duration.us","interval":5,"hard_bounds":{"min":1,"max":2}}}}]}}}""", "The option [hard_bounds] of the aggregation [h] is not supported by Ashiato.")]
    [InlineData("""{"a":{"composite":{"sources":[{"d":{"date_histogram":{"field":"@timestamp","fixed_interval":"1m","extended_bounds":{"min":1,"max":2}}}}]}}}""", "The option [extended_bounds] of the aggregation [d] is not supported by Ashiato.")]
    public async Task What_cannot_be_bounded_is_named(string aggregations, string reason)
    {
        var error = await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}""", HttpStatusCode.BadRequest);

        Assert.Equal(reason, (string)error["error"]!["reason"]!);
    }

    private async Task<JsonNode> AskAsync(string aggregations) => (await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}"""))["aggregations"]!;
}
