using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Storage.Queries;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Aggregations;

/// <summary>Pages of combinations of which there are more than one answer of the store can have.</summary>
public sealed class CompositePageTests
{
    private const int Hosts = 400, Routes = 260;

    [Fact]
    public async Task All_combinations_come_page_by_page_though_they_are_too_many_for_one_answer()
    {
        Assert.True(Hosts * Routes > GroupQuery.MaxLimit);
        await using var server = await SearchServer.StartAsync();
        for (int host = 0; host < Hosts; host += 20) await server.BulkAsync(Enumerable.Range(host, 20).SelectMany(static host => Enumerable.Range(0, Routes).Select(route => ("traces-apm-default", Document(host, route)))));

        var keys = new List<(string Host, int Route)>();
        for (JsonNode? after = null; ;)
        {
            var request = JsonNode.Parse("""{"size":0,"aggs":{"a":{"composite":{"size":60000,"sources":[{"h":{"terms":{"field":"host.name","order":"desc"}}},{"r":{"terms":{"field":"numeric_labels.route"}}}]},"aggs":{"d":{"max":{"field":"transaction.duration.us"}}}}}}""")!;
            if (after is not null) request["aggs"]!["a"]!["composite"]!["after"] = after.DeepClone();
            var page = (await server.SearchAsync(request.ToJsonString()))["aggregations"]!["a"]!;
            foreach (var bucket in page["buckets"]!.AsArray())
            {
                keys.Add(((string)bucket!["key"]!["h"]!, (int)(double)bucket["key"]!["r"]!));
                Assert.Equal((1, 1_000 * keys[^1].Route), ((int)bucket["doc_count"]!, (int)(double)bucket["d"]!["value"]!));
            }
            if ((after = page["after_key"]) is null) break;
        }

        Assert.Equal(Enumerable.Range(0, Hosts).Reverse().SelectMany(static host => Enumerable.Range(0, Routes).Select(route => ($"h{host:d3}", route))), keys);

        static JsonObject Document(int host, int route) => new()
        {
            ["@timestamp"] = "2026-11-22T10:00:00Z",
            ["processor"] = new JsonObject { ["event"] = "transaction" },
            ["host"] = new JsonObject { ["name"] = $"h{host:d3}" },
            ["numeric_labels"] = new JsonObject { ["route"] = route },
            ["transaction"] = new JsonObject { ["id"] = ((host * Routes) + route).ToString("x16", CultureInfo.InvariantCulture), ["duration"] = new JsonObject { ["us"] = 1_000 * route } },
            ["trace"] = new JsonObject { ["id"] = "0af7651916cd43dd8448eb211c80319c" },
        };
    }

    [Theory]
    [InlineData("""[{"r":{"terms":{"field":"labels.region","missing_bucket":true}}},{"s":{"terms":{"field":"transaction.sampled"}}},{"n":{"terms":{"field":"transaction.name"}}}]""")]
    [InlineData("""[{"r":{"terms":{"field":"labels.region","missing_bucket":true,"order":"desc"}}},{"n":{"terms":{"field":"transaction.name","order":"desc"}}}]""")]
    [InlineData("""[{"s":{"terms":{"field":"transaction.sampled","order":"desc"}}},{"r":{"terms":{"field":"labels.region","missing_bucket":true,"missing_order":"last"}}},{"z":{"terms":{"field":"numeric_labels.size","missing_bucket":true,"missing_order":"last"}}}]""")]
    [InlineData("""[{"t":{"date_histogram":{"field":"@timestamp","fixed_interval":"20m","order":"desc"}}},{"h":{"histogram":{"field":"transaction.duration.us","interval":1000.1}}},{"n":{"terms":{"field":"transaction.name"}}}]""")]
    [InlineData("""[{"h":{"histogram":{"field":"numeric_labels.size","interval":0.1,"missing_bucket":true}}},{"r":{"terms":{"field":"labels.region","missing_bucket":true}}},{"n":{"terms":{"field":"transaction.name"}}}]""")]
    [InlineData("""[{"n":{"terms":{"field":"transaction.name"}}},{"d":{"date_histogram":{"field":"@timestamp","calendar_interval":"day","time_zone":"Pacific/Auckland","order":"desc"}}},{"r":{"terms":{"field":"labels.region","missing_bucket":true}}}]""")]
    [InlineData("""[{"y":{"date_histogram":{"field":"@timestamp","calendar_interval":"year"}}},{"d":{"date_histogram":{"field":"@timestamp","calendar_interval":"1d","time_zone":"Pacific/Auckland","format":"dd/MM/yyyy"}}},{"h":{"histogram":{"field":"transaction.duration.us","interval":1000.1}}}]""")]
    public async Task Pages_are_the_same_however_few_groups_the_store_answers_at_once(string sources)
    {
        await using var all = await SearchServer.WithAsync(All);
        await using var few = await SearchServer.StartAsync(store: new FewGroupsStore(all.Store, 13));
        foreach (int size in new[] { 1, 5, 40 })
        {
            JsonNode? after = null;
            int buckets = 0;
            do
            {
                var composite = new JsonObject { ["size"] = size, ["sources"] = JsonNode.Parse(sources) };
                if (after is not null) composite["after"] = after.DeepClone();
                string body = new JsonObject { ["size"] = 0, ["aggs"] = new JsonObject { ["a"] = new JsonObject { ["composite"] = composite } } }.ToJsonString();
                var expected = (await all.SearchAsync(body))["aggregations"]!["a"]!;

                Assert.Equal(expected.ToJsonString(), (await few.SearchAsync(body))["aggregations"]!["a"]!.ToJsonString());
                buckets += expected["buckets"]!.AsArray().Count;
                after = expected["after_key"];
            }
            while (after is not null);
            Assert.True(buckets > 13, $"There are only {buckets} combinations.");
        }
    }

    [Fact]
    public async Task What_is_below_a_combination_without_a_number_is_of_events_without_it()
    {
        await using var all = await SearchServer.WithAsync(All);

        var answer = await all.SearchAsync("""{"size":0,"aggs":{"a":{"composite":{"sources":[{"h":{"histogram":{"field":"numeric_labels.size","interval":1,"missing_bucket":true}}}]},"aggs":{"t":{"top_hits":{"size":100}}}}}}""");

        foreach (var bucket in answer["aggregations"]!["a"]!["buckets"]!.AsArray())
            Assert.Equal(((int)bucket!["doc_count"]!, (int)bucket["doc_count"]!), ((int)bucket["t"]!["hits"]!["total"]!["value"]!, bucket["t"]!["hits"]!["hits"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_source_that_alone_has_too_many_values_is_named()
    {
        await using var all = await SearchServer.WithAsync(All);
        await using var few = await SearchServer.StartAsync(store: new FewGroupsStore(all.Store, 13));

        var error = await few.SearchAsync("""{"size":0,"aggs":{"a":{"composite":{"sources":[{"r":{"terms":{"field":"transaction.id"}}}]}}}}""", HttpStatusCode.BadRequest);

        Assert.Equal("too_many_buckets_exception", (string)error["error"]!["type"]!);
        Assert.StartsWith("The composite source [r] has more than ", (string)error["error"]!["reason"]!, StringComparison.Ordinal);
    }
}
