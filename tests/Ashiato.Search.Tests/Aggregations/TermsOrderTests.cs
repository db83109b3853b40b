using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Aggregations;

/// <summary>Values and combinations of values in the order that is asked for: <c>terms</c> and <c>multi_terms</c>.</summary>
public sealed class TermsOrderTests : IAsyncLifetime
{
    private SearchServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("[{\"n\":\"desc\"},{\"d\":\"asc\"}]", true, false)]
    [InlineData("[{\"n\":\"asc\"},{\"d\":\"desc\"},{\"_key\":\"asc\"}]", false, true)]
    [InlineData("[{\"_count\":\"desc\"},{\"f>d\":\"desc\"}]", true, true)]
    public async Task Of_equal_values_the_second_order_decides(string order, bool isCountDown, bool isSumDown)
    {
        const string Children = """{"n":{"value_count":{"field":"transaction.id"}},"d":{"sum":{"field":"transaction.duration.us"}},"f":{"filter":{"match_all":{}},"aggs":{"d":{"sum":{"field":"transaction.duration.us"}}}}}""";
        var answer = await AskAsync($$$$$"""
            {"a":{"terms":{"field":"trace.id","size":7,"order":{{{{{order}}}}}},"aggs":{{{{{Children}}}}}},
             "s":{"terms":{"field":"service.name"},"aggs":{"c":{"terms":{"field":"client.ip","size":3,"order":{{{{{order}}}}}},"aggs":{{{{{Children}}}}} } } } }
            """);

        Assert.Equal(Wanted(All, "trace.id").Take(7), Keys(answer["a"]!));
        Assert.All(answer["s"]!["buckets"]!.AsArray(), service =>
            Assert.Equal(Wanted(All.Where(one => Text(one, "service.name") == (string)service!["key"]! && Has(one, "client.ip")), "client.ip").Take(3), Keys(service!["c"]!)));

        IEnumerable<string> Wanted(IEnumerable<JsonObject> events, string field)
        {
            var groups = events.GroupBy(one => Text(one, field)!).Select(static group => (group.Key, Count: group.Count(), Sum: group.Sum(static one => Number(one, "transaction.duration.us")!.Value))).ToList();
            return groups.OrderBy(group => isCountDown ? -group.Count : group.Count).ThenBy(group => isSumDown ? -group.Sum : group.Sum).Select(static group => group.Key);
        }
    }

    [Fact]
    public async Task Combinations_are_counted_and_the_most_frequent_come_first()
    {
        var answer = await AskAsync("""
            {"m":{"multi_terms":{"size":5,"terms":[{"field":"service.name"},{"field":"transaction.sampled"},{"field":"numeric_labels.size"}]},"aggs":{"d":{"sum":{"field":"transaction.duration.us"}},"n":{"terms":{"field":"transaction.name"}}}}}
            """);

        var groups = All.Where(static one => Has(one, "numeric_labels.size"))
            .GroupBy(static one => (Service: Text(one, "service.name")!, Sampled: one["transaction"]!["sampled"]!.GetValue<bool>(), Size: Number(one, "numeric_labels.size")!.Value))
            .OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key.Service, StringComparer.Ordinal).ThenBy(static group => group.Key.Sampled).ThenBy(static group => group.Key.Size).ToList();
        var buckets = answer["m"]!["buckets"]!.AsArray();
        Assert.Equal(5, buckets.Count);
        foreach (var (group, bucket) in groups.Zip(buckets))
        {
            Assert.Equal(new JsonArray(group.Key.Service, group.Key.Sampled, group.Key.Size).ToJsonString(), bucket!["key"]!.ToJsonString());
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{group.Key.Service}|{(group.Key.Sampled ? "true" : "false")}|{group.Key.Size:0.0}"), (string)bucket["key_as_string"]!);
            Assert.Equal(group.Count(), (int)bucket["doc_count"]!);
            Assert.Equal(group.Sum(static one => Number(one, "transaction.duration.us")!.Value), (double)bucket["d"]!["value"]!);
            Assert.Equal(group.Count(), bucket["n"]!["buckets"]!.AsArray().Sum(static name => (int)name!["doc_count"]!));
        }
        Assert.Equal(groups.Skip(5).Sum(static group => group.Count()), (int)answer["m"]!["sum_other_doc_count"]!);
        Assert.Equal(0, (int)answer["m"]!["doc_count_error_upper_bound"]!);
    }

    [Theory]
    [InlineData("\"order\":{\"_key\":\"desc\"}")]
    [InlineData("\"order\":[{\"d\":\"asc\"}]")]
    [InlineData("\"order\":[{\"_count\":\"asc\"},{\"d\":\"desc\"}],\"min_doc_count\":7")]
    public async Task Combinations_come_in_the_order_that_is_asked_for(string options)
    {
        const string Sum = "\"d\":{\"sum\":{\"field\":\"transaction.duration.us\"}}";
        var answer = await AskAsync($$$$$"""{"t":{"terms":{"field":"transaction.sampled"},"aggs":{"m":{"multi_terms":{"size":100,"terms":[{"field":"service.name"},{"field":"labels.region","missing":"r2x"}],{{{{{options}}}}} },"aggs":{ {{{{{Sum}}}}} } } } } }""");

        foreach (var sampled in answer["t"]!["buckets"]!.AsArray())
        {
            var groups = All.Where(one => one["transaction"]!["sampled"]!.GetValue<bool>() == ((string)sampled!["key_as_string"]! == "true")).GroupBy(static one => (Service: Text(one, "service.name")!, Region: Text(one, "labels.region") ?? "r2x"))
                .Select(static group => (Key: $"{group.Key.Service}|{group.Key.Region}", Count: group.Count(), Sum: group.Sum(static one => Number(one, "transaction.duration.us")!.Value)));
            var expected = options.Contains("_key", StringComparison.Ordinal) ? groups.OrderByDescending(static group => group.Key.Split('|')[0], StringComparer.Ordinal).ThenByDescending(static group => group.Key, StringComparer.Ordinal)
                : options.Contains("_count", StringComparison.Ordinal) ? groups.Where(static group => group.Count >= 7).OrderBy(static group => group.Count).ThenByDescending(static group => group.Sum)
                : groups.OrderBy(static group => group.Sum);
            Assert.Equal(expected.Select(static group => $"{group.Key} {group.Count}"), sampled!["m"]!["buckets"]!.AsArray().Select(static bucket => $"{bucket!["key_as_string"]} {bucket["doc_count"]}"));
        }
    }

    [Fact]
    public async Task Combinations_are_named_to_pipelines_and_typed_clients()
    {
        var answer = await _server.SendAsync(HttpMethod.Post, "/_search?typed_keys=true", """
            {"size":0,"aggs":{"m":{"multi_terms":{"terms":[{"field":"service.name"},{"field":"@timestamp"}],"size":200,"order":{"_key":"asc"}}},"x":{"max_bucket":{"buckets_path":"m>_count"}}}}
            """);

        var expected = All.Select(static one => $"{Text(one, "service.name")}|{Text(one, "@timestamp")}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, answer["aggregations"]!["multi_terms#m"]!["buckets"]!.AsArray().Select(static bucket => (string)bucket!["key_as_string"]!));
        Assert.Equal(expected, answer["aggregations"]!["bucket_metric_value#x"]!["keys"]!.AsArray().Select(static key => (string)key!));
    }

    [Theory]
    [InlineData("""{"a":{"multi_terms":{"terms":[{"field":"service.name"}]}}}""", "The [terms] parameter in the aggregation [a] must be present and have at least 2 fields or scripts.")]
    [InlineData("""{"a":{"multi_terms":{}}}""", "The [terms] parameter in the aggregation [a] must be present and have at least 2 fields or scripts.")]
    [InlineData("""{"a":{"multi_terms":{"terms":[{"field":"service.name"},{"script":"x"}]}}}""", "A [script] in the aggregation [a] is not supported by Ashiato.")]
    [InlineData("""{"a":{"multi_terms":{"terms":[{"field":"service.name"},{"field":"trace.id","format":"x"}]}}}""", "The option [format] of the aggregation [a] is not supported by Ashiato.")]
    [InlineData("""{"a":{"multi_terms":{"terms":["service.name","trace.id"]}}}""", "A term of [a] is \"service.name\"; expected an object with a [field].")]
    [InlineData("""{"a":{"multi_terms":{"size":0,"terms":[{"field":"service.name"},{"field":"trace.id"}]}}}""", "[size] must be from 1 to 65536. Found [0] in [a]")]
    [InlineData("""{"a":{"multi_terms":{"order":[{"_count":"asc"},{"x":"asc"}],"terms":[{"field":"service.name"},{"field":"trace.id"}]}}}""", "Invalid aggregation order path [x] in [a]; name a metric below it, and one of its values.")]
    public async Task What_cannot_be_combined_is_named(string aggregations, string reason)
    {
        var error = await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}""", HttpStatusCode.BadRequest);

        Assert.Equal(reason, (string)error["error"]!["reason"]!);
    }

    private async Task<JsonNode> AskAsync(string aggregations) => (await _server.SearchAsync($$"""{"size":0,"aggs":{{aggregations}}}"""))["aggregations"]!;

    private static IEnumerable<string> Keys(JsonNode result) => result["buckets"]!.AsArray().Select(static bucket => (string)bucket!["key"]!);
}
