using System.Text.Json.Nodes;
using Ashiato.Search.Aggregations;
using Ashiato.Search.Dsl;
using Ashiato.Search.Hits;
using Ashiato.Storage;
using Ashiato.Storage.Queries;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Search.Tests;

/// <summary>Whatever a request says, it is answered or refused with a sentence.</summary>
public sealed class HostileRequestTests
{
    private static readonly string[] s_requests =
    [
        """{"from":1,"size":5,"query":{"bool":{"must":[{"term":{"service.name":"shop"}},{"range":{"@timestamp":{"gte":"now-1d","lt":"now","time_zone":"+01:00"}}}],"should":[{"match":{"message":{"query":"a b","operator":"and"}}}],"minimum_should_match":"50%"}},"sort":[{"@timestamp":{"order":"desc"}},"_doc"],"search_after":[1795348800000,"x"],"_source":{"includes":["a*"]},"fields":[{"field":"x","format":"epoch_millis"}]}""",
        """{"aggs":{"a":{"terms":{"field":"service.name","size":3,"order":[{"m.95":"desc"}],"include":"s.*","missing":"x"},"aggs":{"m":{"percentiles":{"field":"transaction.duration.us","percents":[95]}},"h":{"top_hits":{"size":1,"sort":["_doc"]}}}}}}""",
        """{"aggs":{"a":{"date_histogram":{"field":"@timestamp","calendar_interval":"month","time_zone":"Europe/Berlin","offset":"0s","extended_bounds":{"min":"2026-01-01","max":"2026-02-01"}},"aggs":{"d":{"sum":{"field":"transaction.duration.us"}},"p":{"bucket_script":{"buckets_path":{"d":"d"},"script":"params.d * 2"}},"v":{"moving_fn":{"buckets_path":"d","window":3,"script":"MovingFunctions.max(values)"}}}}}}""",
        """{"aggs":{"c":{"composite":{"size":5,"after":{"s":"shop","t":1},"sources":[{"s":{"terms":{"field":"service.name","order":"desc"}}},{"t":{"histogram":{"field":"transaction.duration.us","interval":10}}}]}},"r":{"range":{"field":"transaction.duration.us","ranges":[{"to":1},{"from":1,"key":"k"}]}},"f":{"filters":{"filters":{"a":{"match_all":{}}},"other_bucket_key":"o"}}}}""",
        """{"aggs":{"t":{"terms":{"field":"service.name"},"aggs":{"d":{"avg":{"field":"transaction.duration.us"}},"k":{"bucket_selector":{"buckets_path":{"d":"d"},"script":"params.d > 1 && !(d == 2)","gap_policy":"skip"}},"s":{"bucket_sort":{"sort":[{"d":{"order":"desc"}},"_key"],"from":1,"size":2}}}},"p":{"percentiles_bucket":{"buckets_path":"t>d","percents":[50],"keyed":false}},"e":{"extended_stats_bucket":{"buckets_path":"t>d","sigma":2}}}}""",
        """{"aggs":{"m":{"multi_terms":{"terms":[{"field":"service.name","missing":"x"},{"field":"transaction.duration.us","missing":1}],"size":3,"min_doc_count":1,"order":[{"d":"desc"},{"_count":"asc"},{"_key":"desc"}]},"aggs":{"d":{"avg":{"field":"transaction.duration.us"}}}}}}""",
        """{"aggs":{"g":{"global":{},"aggs":{"n":{"histogram":{"field":"transaction.duration.us","interval":5,"hard_bounds":{"min":1,"max":9},"extended_bounds":{"min":2,"max":8}}},"m":{"date_histogram":{"field":"@timestamp","calendar_interval":"month","hard_bounds":{"min":"2026-01","max":"2026-03"}}}}}}}""",
        """{"query":{"query_string":{"query":"a:[1 TO 2} AND b:\"c d\"^2 OR NOT /x.y/ +z*","fields":["service.*"],"default_operator":"AND"}},"post_filter":{"simple_query_string":{"query":"a + -(b | \"c\")"}},"pit":{"id":"x"}}""",
    ];

    private static readonly string[] s_values = ["null", "true", "-1", "1e999", "0", "\"\"", "\"*\"", "\"now/x\"", "[]", "{}", "[[]]", "{\"a\":{\"b\":1}}", "\"9999999999999999999999\"", "\"\\u0000\"", "\"2026-99-99\"", "[null]"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mutated_request_is_answered_or_refused_with_a_sentence()
    {
        await using var store = new MemoryEventStore();
        var catalog = await FieldCatalog.OfAsync(store, Cancel);
        var moments = new Moments(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var mutated = from request in Gen.Elements(s_requests)
                      from at in Gen.Choose(0, 200)
                      from value in Gen.Elements(s_values)
                      from isAgain in Gen.Elements(true, false)
                      from secondAt in Gen.Choose(0, 200)
                      from second in Gen.Elements(s_values)
                      select isAgain ? Mutate(Mutate(request, at, value), secondAt, second) : Mutate(request, at, value);
        Prop.ForAll(mutated.ToArbitrary(), text =>
        {
            try
            {
                var request = SearchRequest.Read(Requests.ParseObject(System.Text.Encoding.UTF8.GetBytes(text)), catalog, moments);
                // A store in memory answers at once.
                _ = new AggregationRun(store, Filter.Everything, request.HasTypedKeys, CancellationToken.None).RunAsync(request.Aggregations, request.Filter).AsTask().Result;
                _ = SearchAnswer.HitsAsync(store, request, request.PostFilter ?? Filter.Everything, null, CancellationToken.None).AsTask().Result;
            }
            catch (Exception e)
            {
                var cause = e is AggregateException ? e.InnerException! : e;
                Assert.True(SearchErrors.Of(cause) is { Status: 400 or 404, Message.Length: > 0 }, $"{text}: {cause}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Theory]
    [InlineData("/_search", """{"size":0,"aggs":{"c":{"composite":{"sources":[{"t":{"histogram":{"field":"a","interval":1,"interval":2}}}]}}}}""")]
    [InlineData("/_search", """{"size":1,"size":2}""")]
    [InlineData("/_search", """{"size":0,"aggs":{"r":{"range":{"field":"a","ranges":[{"from":1e999}]}}}}""")]
    public async Task A_name_that_stands_twice_and_a_number_without_end_are_refused(string path, string body)
    {
        await using var server = await SearchServer.StartAsync();

        await server.SendAsync(HttpMethod.Post, path, body, System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_smallest_number_of_all_is_no_moment_of_a_document()
    {
        await using var server = await SearchServer.StartAsync();

        var answer = await server.SendAsync(HttpMethod.Post, "/_bulk", "{\"create\":{\"_index\":\"logs-a-default\"}}\n{\"@timestamp\":-9223372036854775808,\"message\":\"m\"}\n");

        Assert.Equal(400, (int)answer["items"]![0]!["create"]!["status"]!);
    }

    /// <summary>The request with one of its values replaced.</summary>
    private static string Mutate(string request, int at, string value)
    {
        var root = JsonNode.Parse(request)!.AsObject();
        var places = new List<Action>();
        Visit(root);
        if (places.Count > 0) places[at % places.Count]();
        return root.ToJsonString();

        void Visit(JsonNode? node)
        {
            if (node is JsonObject members)
            {
                foreach (var (name, inner) in members)
                {
                    places.Add(() => members[name] = JsonNode.Parse(value));
                    Visit(inner);
                }
            }
            else if (node is JsonArray items)
            {
                for (int i = 0; i < items.Count; i++)
                {
                    int index = i;
                    places.Add(() => items[index] = JsonNode.Parse(value));
                    Visit(items[i]);
                }
            }
        }
    }
}
