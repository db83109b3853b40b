using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Storage;
using static Ashiato.Search.Tests.SampleDocuments;

namespace Ashiato.Search.Tests.Hits;

public sealed class SearchTests : IAsyncLifetime
{
    private SearchServer _server = null!;

    private static IEnumerable<string> NewestFirst => All.OrderByDescending(TimeOf).Select(Id);

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_hit_is_the_document_in_its_data_stream()
    {
        var answer = await _server.SearchAsync("""{"query":{"ids":{"values":["0000000000000004"]}}}""");

        var hit = Assert.Single(answer["hits"]!["hits"]!.AsArray())!;
        Assert.Equal("traces-apm-default", (string)hit["_index"]!);
        Assert.Equal(1, (int)answer["hits"]!["total"]!["value"]!);
        var expected = All[4].DeepClone().AsObject();
        expected["timestamp"] = new JsonObject { ["us"] = TimeOf(All[4]).ToUnixTimeMilliseconds() * 1_000 };
        expected["data_stream"] = new JsonObject { ["type"] = "traces", ["dataset"] = "apm", ["namespace"] = "default" };
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.ToJsonString()), hit["_source"]), hit["_source"]!.ToJsonString());
    }

    [Fact]
    public async Task An_event_that_nests_as_deep_as_intake_takes_it_is_found_in_every_form()
    {
        string nested = string.Concat(Enumerable.Repeat("{\"a\":[", 120)) + "1" + string.Concat(Enumerable.Repeat("]}", 120));
        var builder = new EventBatchBuilder();
        builder.Set(Fields.Timestamp, 1_767_268_800_000_000);
        builder.Set(Fields.ProcessorEvent, "transaction");
        builder.Set(Fields.TransactionName, "deep");
        builder.Set(Fields.TransactionCustom, nested);
        builder.EndRow();
        await _server.Store.AppendAsync(builder.Build(), TestContext.Current.CancellationToken);
        const string Query = "\"query\":{\"term\":{\"transaction.name\":\"deep\"}}";

        foreach (string rest in (string[])["", ",\"_source\":[\"transaction.*\"]", ",\"_source\":false,\"fields\":[\"transaction.*\"]", ",\"size\":0,\"aggs\":{\"top\":{\"top_hits\":{}}}"])
            Assert.Contains("deep", await TextAsync("/_search", "{" + Query + rest + "}"), StringComparison.Ordinal);
        string several = await TextAsync("/_msearch", "{}\n{" + Query + "}\n");
        Assert.Contains(nested, several, StringComparison.Ordinal);
        Assert.Contains("\"status\":200", several, StringComparison.Ordinal);

        async Task<string> TextAsync(string path, string body)
        {
            using var answer = await _server.AnswerAsync(HttpMethod.Post, path, body);
            string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
            return text;
        }
    }

    [Fact]
    public async Task From_and_size_choose_a_window_of_the_newest()
    {
        Assert.Equal(NewestFirst.Take(10), await _server.IdsAsync("{}"));
        Assert.Equal(NewestFirst.Skip(25).Take(7), await _server.IdsAsync("""{"from":25,"size":7}"""));
        Assert.Empty(await _server.IdsAsync("""{"from":500,"size":7}"""));
        var tooFar = await _server.SearchAsync("""{"from":9999,"size":2}""", HttpStatusCode.BadRequest);
        Assert.Contains("10000", (string)tooFar["error"]!["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_count_all_hits_unless_nobody_asks()
    {
        Assert.Equal(Count, (int)(await _server.SearchAsync("""{"size":1,"track_total_hits":true}"""))["hits"]!["total"]!["value"]!);
        Assert.Null((await _server.SearchAsync("""{"size":1,"track_total_hits":false}"""))["hits"]!["total"]);
    }

    [Fact]
    public async Task Several_keys_order_hits_and_what_is_missing_comes_last()
    {
        var found = await _server.IdsAsync("""{"size":1000,"sort":[{"labels.region":{"order":"desc"}},{"service.name":"asc"},"transaction.duration.us"]}""");

        var expected = All.OrderBy(static one => Has(one, "labels.region") ? 0 : 1).ThenByDescending(static one => Text(one, "labels.region"), StringComparer.Ordinal)
            .ThenBy(static one => Text(one, "service.name"), StringComparer.Ordinal).ThenBy(static one => Number(one, "transaction.duration.us")).Select(Id);
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("""[{"transaction.duration.us":"asc"},{"@timestamp":"desc"}]""")]
    [InlineData("""[{"@timestamp":"desc"}]""")]
    [InlineData("""[{"labels.region":"asc"},{"_doc":"asc"}]""")]
    [InlineData("""["_doc"]""")]
    public async Task Search_after_goes_through_all_hits_once(string sort)
    {
        var found = new List<string>();
        string after = "";
        while (true)
        {
            var hits = (await _server.SearchAsync($$"""{"size":7,{{after}}"sort":{{sort}}}"""))["hits"]!["hits"]!.AsArray();
            if (hits.Count == 0) break;
            found.AddRange(hits.Select(static hit => (string)hit!["_id"]!));
            after = $"\"search_after\":{hits[^1]!["sort"]!.ToJsonString()},";
            if (found.Count >= Count) break;
        }

        Assert.Equal(Count, found.Count);
        Assert.Equal(All.Select(Id), found.Order());
    }

    [Fact]
    public async Task A_point_in_time_tells_equal_hits_apart()
    {
        string id = (string)(await _server.SendAsync(HttpMethod.Post, "/traces-apm-default/_pit?keep_alive=1m"))["id"]!;
        var found = new List<string>();
        string after = "";
        while (found.Count < Count)
        {
            var hits = (await _server.SearchAsync($$$"""{"size":50,"pit":{"id":"{{{id}}}","keep_alive":"1m"},{{{after}}}"sort":["service.name"]}"""))["hits"]!["hits"]!.AsArray();
            Assert.NotEmpty(hits);
            found.AddRange(hits.Select(static hit => (string)hit!["_id"]!));
            after = $"\"search_after\":{hits[^1]!["sort"]!.ToJsonString()},";
        }

        Assert.Equal(All.Select(Id), found.Order());
        Assert.True((bool)(await _server.SendAsync(HttpMethod.Delete, "/_pit", $$"""{"id":"{{id}}"}"""))["succeeded"]!);
    }

    [Theory]
    [InlineData("""["service.name",{"labels.region":"desc"}]""")]
    [InlineData("""[{"labels.region":"asc"},"transaction.sampled","service.name"]""")]
    [InlineData("""["transaction.sampled","_doc",{"@timestamp":"desc"}]""")]
    public async Task A_point_in_time_goes_through_hits_that_tie_in_several_keys_once(string sort)
    {
        string id = (string)(await _server.SendAsync(HttpMethod.Post, "/traces-apm-default/_pit?keep_alive=1m"))["id"]!;
        var found = new List<string>();
        string after = "";
        while (true)
        {
            var hits = (await _server.SearchAsync($$$"""{"size":7,"pit":{"id":"{{{id}}}"},{{{after}}}"sort":{{{sort}}}}"""))["hits"]!["hits"]!.AsArray();
            if (hits.Count == 0) break;
            found.AddRange(hits.Select(static hit => (string)hit!["_id"]!));
            after = $"\"search_after\":{hits[^1]!["sort"]!.ToJsonString()},";
        }

        Assert.Equal(await _server.IdsAsync($$"""{"size":1000,"sort":{{sort}}}"""), found);
        Assert.Equal(All.Select(Id), found.Order());
    }

    [Fact]
    public async Task What_happened_in_one_millisecond_is_ordered_by_the_next_key_and_gone_through_once()
    {
        var documents = Enumerable.Range(0, 40).Select(i =>
        {
            var document = All[i].DeepClone().AsObject();
            // Microseconds beyond the millisecond that is told.
            document["@timestamp"] = $"2026-11-22T10:00:00.00{i / 20}{i * 37 % 1_000:000}Z";
            return document;
        });
        await using var server = await SearchServer.WithAsync(documents);
        const string sort = """[{"@timestamp":"desc"},{"transaction.id":"asc"}]""", numbers = """[{"@timestamp":"desc"},{"transaction.duration.us":"asc"}]""";
        var found = new List<string>();
        for (string after = ""; found.Count < 40;)
        {
            var hits = (await server.SearchAsync($$"""{"size":3,{{after}}"sort":{{numbers}}}"""))["hits"]!["hits"]!.AsArray();
            Assert.NotEmpty(hits);
            found.AddRange(hits.Select(static hit => (string)hit!["_id"]!));
            after = $"\"search_after\":{hits[^1]!["sort"]!.ToJsonString()},";
        }

        Assert.Equal([.. All.Skip(20).Take(20).Select(Id).Order(), .. All.Take(20).Select(Id).Order()], await server.IdsAsync($$"""{"size":1000,"sort":{{sort}}}"""));
        Assert.Equal([.. All.Skip(20).Take(20).OrderBy(static one => Number(one, "transaction.duration.us")).Select(Id), .. All.Take(20).OrderBy(static one => Number(one, "transaction.duration.us")).Select(Id)], found);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("x:")]
    [InlineData("-1:")]
    [InlineData("2000000000:")]
    [InlineData("3:nowhere")]
    public async Task A_place_that_no_page_told_is_refused(string place)
    {
        await _server.SearchAsync($$"""{"sort":["service.name","transaction.name","_doc"],"search_after":["shop","worker","{{place}}"]}""", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_scroll_may_be_in_the_order_of_several_keys()
    {
        const string sort = """["service.name",{"labels.region":"desc"}]""";
        var answer = await _server.SendAsync(HttpMethod.Post, "/_search?scroll=1m", $$"""{"size":50,"sort":{{sort}}}""");
        var found = new List<string>();
        while (answer["hits"]!["hits"]!.AsArray() is { Count: > 0 } hits)
        {
            found.AddRange(hits.Select(static hit => (string)hit!["_id"]!));
            answer = await _server.SendAsync(HttpMethod.Post, "/_search/scroll", $$"""{"scroll":"1m","scroll_id":"{{answer["_scroll_id"]}}"}""");
        }

        Assert.Equal(await _server.IdsAsync($$"""{"size":1000,"sort":{{sort}}}"""), found);
    }

    [Fact]
    public async Task A_scroll_goes_through_all_hits_once_and_can_be_closed()
    {
        var answer = await _server.SendAsync(HttpMethod.Post, "/_search?scroll=1m", """{"size":50}""");
        var found = new List<string>();
        string id = (string)answer["_scroll_id"]!;
        while (answer["hits"]!["hits"]!.AsArray() is { Count: > 0 } hits)
        {
            found.AddRange(hits.Select(static hit => (string)hit!["_id"]!));
            answer = await _server.SendAsync(HttpMethod.Post, "/_search/scroll", $$"""{"scroll":"1m","scroll_id":"{{id}}"}""");
        }

        Assert.Equal(NewestFirst, found);
        Assert.Equal(1, (int)(await _server.SendAsync(HttpMethod.Delete, "/_search/scroll", $$"""{"scroll_id":["{{id}}"]}"""))["num_freed"]!);
        await _server.SendAsync(HttpMethod.Post, "/_search/scroll", $$"""{"scroll_id":"{{id}}"}""", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("false", null)]
    [InlineData("\"service.*\"", """{"service":{"name":"shop"}}""")]
    [InlineData("""{"includes":["transaction","service"],"excludes":["*.duration","*.id"]}""", """{"service":{"name":"shop"},"transaction":{"name":"GET /items","sampled":false}}""")]
    public async Task The_source_is_shown_as_asked(string source, string? expected)
    {
        var hit = (await _server.SearchAsync($$$"""{"query":{"ids":{"values":["0000000000000000"]}},"_source":{{{source}}}}"""))["hits"]!["hits"]![0]!;

        Assert.True(JsonNode.DeepEquals(expected is null ? null : JsonNode.Parse(expected), hit["_source"]), hit["_source"]?.ToJsonString());
    }

    [Fact]
    public async Task Fields_are_lists_under_dotted_names_in_the_format_asked_for()
    {
        var hit = (await _server.SearchAsync(
            """{"query":{"ids":{"values":["0000000000000001"]}},"_source":false,"fields":["transaction.*",{"field":"@timestamp","format":"epoch_millis"}],"docvalue_fields":["service.name"]}"""))["hits"]!["hits"]![0]!;

        Assert.Equal(
            """{"@timestamp":["1795341653000"],"service.name":["mail"],"transaction.duration.us":[7919],"transaction.id":["0000000000000001"],"transaction.name":["GET /items/{id}"],"transaction.sampled":[true]}""",
            System.Text.RegularExpressions.Regex.Replace(hit["fields"]!.ToJsonString(), "\"(mail|search|shop)\"", "\"mail\"").Replace("POST /checkout", "GET /items/{id}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("use_field_mapping", "2026-11-22T10:00:53.000Z")]
    [InlineData("strict_date_optional_time_nanos", "2026-11-22T10:00:53.000Z")]
    [InlineData("epoch_second", "1795341653")]
    [InlineData("yyyy/MM/dd HH:mm", "2026/11/22 10:00")]
    [InlineData("basic_date", "20261122")]
    [InlineData("strict_date_hour_minute_second", "2026-11-22T10:00:53")]
    [InlineData("E d MMMM yy, h:mm a", "Sun 22 November 26, 10:00 AM")]
    [InlineData("EEEE DDD ''SS'' 'o''clock'", "Sunday 326 '00' o'clock")]
    public async Task A_moment_is_written_in_the_format_that_is_named(string format, string expected)
    {
        var hit = (await _server.SearchAsync(
            $$$"""{"query":{"ids":{"values":["0000000000000001"]}},"_source":false,"docvalue_fields":[{"field":"@timestamp","format":"{{{format}}}"}]}"""))["hits"]!["hits"]![0]!;

        Assert.Equal(expected, (string)hit["fields"]!["@timestamp"]![0]!);
    }

    [Theory]
    [InlineData("{}", "120")]
    [InlineData("""{"track_total_hits":false}""", "-1")]
    public async Task The_number_of_hits_is_a_plain_number_for_clients_that_ask_for_it(string body, string expected)
    {
        var one = await _server.SendAsync(HttpMethod.Post, "/_search?rest_total_hits_as_int=true", body);
        var many = await _server.SendAsync(HttpMethod.Post, "/_msearch?rest_total_hits_as_int=true", "{}\n" + body + "\n");

        Assert.Equal((expected, expected), (one["hits"]!["total"]!.ToJsonString(), many["responses"]![0]!["hits"]!["total"]!.ToJsonString()));
    }

    [Fact]
    public async Task Many_searches_are_answered_one_by_one_also_when_one_is_wrong()
    {
        const string body = "{\"index\":\"traces-apm*\"}\n{\"size\":1}\n{}\n{\"query\":{\"unheard\":{}}}\n{\"index\":\"nowhere-at-all\"}\n{}\n";

        var responses = (await _server.SendAsync(HttpMethod.Post, "/_msearch", body))["responses"]!;

        Assert.Equal([200, 400, 404], responses.AsArray().Select(static one => (int)one!["status"]!));
        Assert.Equal(Count, (int)responses[0]!["hits"]!["total"]!["value"]!);
        Assert.Equal("index_not_found_exception", (string)responses[2]!["error"]!["type"]!);
    }

    [Fact]
    public async Task A_fault_in_one_of_many_searches_is_answered_in_its_place()
    {
        await using var server = await SearchServer.StartAsync(store: new FaultyStore(new MemoryEventStore(), faultyLimit: 7));

        var responses = (await server.SendAsync(HttpMethod.Post, "/_msearch", "{}\n{\"size\":1}\n{}\n{\"size\":7}\n{}\n{\"size\":2}\n"))["responses"]!;
        var alone = await server.SearchAsync("""{"size":7}""", HttpStatusCode.InternalServerError);

        Assert.Equal([200, 500, 200], responses.AsArray().Select(static one => (int)one!["status"]!));
        Assert.Equal(alone.ToJsonString(), responses[1]!.ToJsonString());
        Assert.Equal("exception", (string)alone["error"]!["root_cause"]![0]!["type"]!);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"size":"many"}""")]
    [InlineData("""{"suggest":{"a":{}}}""")]
    [InlineData("""{"query":"text"}""")]
    [InlineData("""{"aggs":[1]}""")]
    [InlineData("""{"sort":[1,[2]]}""")]
    [InlineData("""{"fields":[{}]}""")]
    [InlineData("""{"query":{"bool":7}}""")]
    public async Task Nonsense_is_the_senders_error(string body)
    {
        var error = await _server.SearchAsync(body, HttpStatusCode.BadRequest);

        Assert.Equal(400, (int)error["status"]!);
        Assert.NotEmpty((string)error["error"]!["reason"]!);
    }
}
