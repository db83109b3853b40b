using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Tests;

/// <summary>Requests come packed, with marks, to many at once; what is asked and cannot be done is said.</summary>
public sealed class RequestFormTests : IAsyncLifetime
{
    private SearchServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(SampleDocuments.All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("gzip", HttpStatusCode.OK, "\"count\":30")]
    [InlineData("deflate", HttpStatusCode.OK, "\"count\":30")]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType, "packed as [br]; gzip and deflate are understood")]
    [InlineData("broken", HttpStatusCode.BadRequest, "The body cannot be unpacked")]
    public async Task Bodies_may_be_packed(string encoding, HttpStatusCode status, string found)
    {
        byte[] body = Encoding.UTF8.GetBytes("\uFEFF" + """{"query":{"term":{"transaction.name":"worker"}}}""");
        using var packed = new MemoryStream();
        await using (Stream packing = encoding == "deflate" ? new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true) : new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) packing.Write(body);
        using var content = new ByteArrayContent(encoding == "broken" ? body : packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding == "broken" ? "gzip" : encoding);

        using var answer = await _server.Client.PostAsync(new Uri("/_count", UriKind.Relative), content, Cancel);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(found.Replace("30", SampleDocuments.All.Count(static one => (string)one["transaction"]!["name"]! == "worker").ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/vnd.elasticsearch+json; compatible-with=8,text/plain", "application/vnd.elasticsearch+json;compatible-with=8")]
    [InlineData("application/vnd.elasticsearch+json;compatible-with=9", "application/vnd.elasticsearch+json;compatible-with=9")]
    [InlineData("application/vnd.elasticsearch+json", "application/vnd.elasticsearch+json")]
    [InlineData("application/vnd.elasticsearch+jsonü", "application/vnd.elasticsearch+json")]
    [InlineData("text/html", "application/json")]
    public async Task Answers_are_of_the_type_that_is_asked_for_and_of_no_other_words(string accepted, string expected)
    {
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        using var client = new HttpClient(handler) { BaseAddress = _server.Client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_count");
        request.Headers.TryAddWithoutValidation("Accept", accepted);

        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.OK, expected), (answer.StatusCode, answer.Content.Headers.GetValues("Content-Type").Single().Replace(" ", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"indices":["logs*"]}""", 0)]
    [InlineData("""{"index":"traces*","preference":"_local"}""", 120)]
    [InlineData("", 120)]
    public async Task Searches_of_many_name_their_data_streams_either_way(string head, int hits)
    {
        var answer = await _server.SendAsync(HttpMethod.Post, "/_msearch", head + "\r\n{\"size\":0}\r\n\r\n");

        Assert.Equal((hits, 200), ((int)answer["responses"]![0]!["hits"]!["total"]!["value"]!, (int)answer["responses"]![0]!["status"]!));
    }

    [Fact]
    public async Task One_of_many_that_says_what_nobody_understands_is_refused_alone()
    {
        var answer = await _server.SendAsync(HttpMethod.Post, "/_msearch?ignore_unavailable=true", "{\"indx\":\"traces*\"}\n{}\n{\"index\":\"logs-none-x\"}\n{\"size\":0}\n");

        Assert.Equal("key [indx] is not supported in the metadata section", (string)answer["responses"]![0]!["error"]!["reason"]!);
        Assert.Equal(0, (int)answer["responses"]![1]!["hits"]!["total"]!["value"]!);
    }

    [Theory]
    [InlineData("/_search?min_score=2", "{}", "The parameter [min_score]")]
    [InlineData("/_search?allow_no_indices=false", "{}", "[allow_no_indices] that is false")]
    [InlineData("/_search?q=a&default_operator=XOR", "{}", "expected [AND] or [OR]")]
    [InlineData("/_search", """{"min_score":2}""", "[min_score] above the score of every hit")]
    [InlineData("/_search", """{"profile":true}""", "[profile]")]
    [InlineData("/_search", """{"pit":{"keep_alive":"1m"}}""", "expected an object with an [id]")]
    [InlineData("/_search", """{"pit":"abc"}""", "expected an object with an [id]")]
    [InlineData("/traces*/_search", """{"pit":{"id":"cGl0MTp0cmFjZXMq"}}""", "[indices] cannot be used with point in time")]
    [InlineData("/_search?scroll=1m", """{"pit":{"id":"cGl0MTp0cmFjZXMq"}}""", "not allowed in a scroll context")]
    [InlineData("/_search?scroll=1m", """{"sort":["@timestamp"],"search_after":[1]}""", "cannot be used in a scroll context")]
    public async Task What_would_change_the_answer_and_cannot_be_done_is_refused_by_name(string path, string body, string reason) =>
        Assert.Contains(reason, (string)(await _server.SendAsync(HttpMethod.Post, path, body, HttpStatusCode.BadRequest))["error"]!["reason"]!, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"-1\"", 50_000, "more than 200 combinations")]
    [InlineData("\"99%\"", 50_000, "more than 200 combinations")]
    [InlineData("1", 60_000, "more than 50000 conditions")]
    public async Task Clauses_of_which_some_are_enough_have_an_end(string least, int clauses, string reason)
    {
        string should = string.Join(',', Enumerable.Repeat("""{"match_all":{}}""", clauses));

        var answer = await _server.SearchAsync($$"""{"query":{"bool":{"minimum_should_match":{{least}},"should":[{{should}}]} } }""", HttpStatusCode.BadRequest);

        Assert.Contains(reason, (string)answer["error"]!["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("or", 120)]
    [InlineData("and", 0)]
    public async Task A_simple_query_may_have_as_many_words_as_it_has_room_for(string operation, int hits)
    {
        string words = "shop search mail Shop* " + string.Join(' ', Enumerable.Range(0, 1_500).Select(static i => $"w{i}"));

        var answer = await _server.SearchAsync($$"""{"size":0,"query":{"simple_query_string":{"query":"{{words}}","fields":["service.name"],"default_operator":"{{operation}}"} } }""");

        Assert.Equal(hits, (int)answer["hits"]!["total"]!["value"]!);
    }

    [Theory]
    [InlineData("""{"regexp":{"service.name":"shop)|(mail"}}""", "The parenthesis at 4 of the regular expression [shop)|(mail] closes none.")]
    [InlineData("""{"range":{"@timestamp":{"gte":20000000000000,"format":"epoch_second"}}}""", "20000000000000")]
    public async Task What_cannot_be_meant_is_told(string query, string reason) =>
        Assert.Contains(reason, (string)(await _server.SearchAsync($$"""{"query":{{query}} }""", HttpStatusCode.BadRequest))["error"]!["reason"]!, StringComparison.Ordinal);

    [Fact]
    public async Task Combinations_of_combinations_have_an_end()
    {
        string query = """{"term":{"service.name":"shop"}}""";
        for (int level = 0; level < 6; level++) query = $$"""{"bool":{"minimum_should_match":3,"should":[{{query}}{{string.Concat(Enumerable.Repeat(",{\"match_all\":{}}", 8))}}]} }""";

        var answer = await _server.SearchAsync($$"""{"query":{{query}} }""", HttpStatusCode.BadRequest);

        Assert.Contains("more than 50000 conditions", (string)answer["error"]!["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-2147483648", 120)]
    [InlineData("2147483647", 0)]
    public async Task Numbers_of_clauses_may_be_as_large_as_numbers_are(string least, int hits)
    {
        var answer = await _server.SearchAsync($$"""{"size":0,"query":{"bool":{"filter":{"match_all":{} },"minimum_should_match":{{least}},"should":[{"match_all":{} },{"match_none":{} }]} } }""");

        Assert.Equal(hits, (int)answer["hits"]!["total"]!["value"]!);
    }

    [Theory]
    [InlineData("""["error.exception.message"]""", """{"error":{"exception":[{"message":"a"},{"message":"b"}]}}""")]
    [InlineData("""{"includes":["error"],"excludes":["error.exception.stacktrace","error.exception.cause"]}""", """{"error":{"exception":[{"message":"a"},{"message":"b"}]}}""")]
    [InlineData("""["error.exception.cause.message"]""", """{"error":{"exception":[{"cause":[{"message":"c"}]}]}}""")]
    public async Task Parts_of_a_document_are_found_in_the_objects_of_lists(string source, string expected)
    {
        await _server.BulkAsync([("logs-apm.error-default", JsonNode.Parse("""{"@timestamp":"2026-11-22T12:00:00.000Z","error":{"exception":[{"message":"a","stacktrace":[{"line":{"number":1}}]},{"message":"b","cause":[{"message":"c"}]}]}}""")!.AsObject())]);

        var hit = (await _server.SendAsync(HttpMethod.Post, "/logs*/_search", $$"""{"_source":{{source}} }"""))["hits"]!["hits"]![0]!;

        Assert.Equal(expected, hit["_source"]!.ToJsonString());
    }

    [Fact]
    public async Task Lists_of_patterns_have_an_end()
    {
        string patterns = string.Join(',', Enumerable.Repeat("\"a\"", 1_001));

        foreach (string body in new[] { $"{{\"_source\":[{patterns}]}}", $"{{\"fields\":[{patterns}]}}" })
            Assert.Contains("1000 is the most", (string)(await _server.SearchAsync(body, HttpStatusCode.BadRequest))["error"]!["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scroll_has_the_aggregations_on_its_first_page_and_is_closed_by_its_id_alone()
    {
        var answer = await _server.SendAsync(HttpMethod.Post, "/_search?scroll=999999999h", """{"size":50,"aggs":{"s":{"max":{"field":"transaction.duration.us"}}}}""");
        string id = (string)answer["_scroll_id"]!;
        await _server.SendAsync(HttpMethod.Delete, "/_search/scroll", expected: HttpStatusCode.BadRequest);
        await _server.SendAsync(HttpMethod.Delete, "/_search/scroll", """{"scroll_id":[]}""", HttpStatusCode.BadRequest);
        await _server.SendAsync(HttpMethod.Delete, "/_search/scroll?scroll_id=another", expected: HttpStatusCode.NotFound);

        var next = await _server.SendAsync(HttpMethod.Post, "/_search/scroll", $$"""{"scroll_id":"{{id}}"}""");

        Assert.Equal(9930, (double)answer["aggregations"]!["s"]!["value"]!);
        Assert.Null(next["aggregations"]);
        Assert.Equal(50, next["hits"]!["hits"]!.AsArray().Count);
        Assert.Equal(1, (int)(await _server.SendAsync(HttpMethod.Delete, $"/_search/scroll?scroll_id={id}"))["num_freed"]!);
    }

    [Fact]
    public async Task Hits_behind_any_hit_are_found_by_its_sort_values_wherever_the_score_stands()
    {
        var hits = (await _server.SearchAsync("""{"size":5,"sort":["_score",{"@timestamp":"desc"}]}"""))["hits"]!["hits"]!.AsArray();

        var behind = await _server.IdsAsync($$"""{"size":2,"sort":["_score",{"@timestamp":"desc"}],"search_after":{{hits[2]!["sort"]!.ToJsonString()}}}""");

        Assert.Equal([(string)hits[3]!["_id"]!, (string)hits[4]!["_id"]!], behind);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(120)]
    public async Task From_the_last_hit_of_a_page_the_way_back_is_found_too(int size)
    {
        // As a log viewer asks for what is around an event.
        var hits = (await _server.SearchAsync($$"""{"size":{{size}},"sort":[{"@timestamp":"desc"},{"_doc":"desc"}]}"""))["hits"]!["hits"]!.AsArray();

        var back = await _server.IdsAsync($$"""{"size":2,"sort":[{"@timestamp":"asc"},{"_doc":"asc"}],"search_after":{{hits[^1]!["sort"]!.ToJsonString()}}}""");

        Assert.Equal([(string)hits[^2]!["_id"]!, (string)hits[^3]!["_id"]!], back);
    }

    [Fact]
    public async Task What_was_sent_can_be_found_at_once_so_that_there_is_nothing_to_refresh() =>
        Assert.Equal(0, (int)(await _server.SendAsync(HttpMethod.Post, "/traces-apm-default/_refresh"))["_shards"]!["failed"]!);
}
