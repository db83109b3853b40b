using System.Net;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Tests.Bulk;

public sealed class BulkTests
{
    [Fact]
    public async Task A_document_comes_back_as_it_was_sent()
    {
        await using var server = await SearchServer.StartAsync();
        var document = JsonNode.Parse("""
            {"@timestamp":"2026-11-22T12:00:00.123Z","timestamp":{"us":1795348800123456},"processor":{"event":"error"},"error":{"id":"e1","exception":[{"message":"It broke","type":"Broken","handled":false,"stacktrace":[{"line":{"number":7}}]}]},
             "labels":{"a":"b","none":""},"service":{"target":{"type":""}},"numeric_labels":{"n":1.5},"process":{"args":["x","y"]},"host":{"ip":["10.0.0.1"]},"http":{"request":{"headers":{"Accept":["*/*"]}},"response":{"status_code":500}},
             "data_stream":{"type":"logs","dataset":"apm.error","namespace":"default"},"own":{"text":"free","flag":true,"list":[1,2],"objects":[{"a":1},{"b":2}]}}
            """)!.AsObject();

        var answer = await server.BulkAsync([("logs-apm.error-default", document)]);
        var hits = (await server.SearchAsync("""{"query":{"term":{"error.exception.message":"It broke"}}}"""))["hits"]!["hits"]!.AsArray();

        Assert.False((bool)answer["errors"]!, answer.ToJsonString());
        Assert.Equal(201, (int)answer["items"]![0]!["create"]!["status"]!);
        var source = Assert.Single(hits)!["_source"]!;
        Assert.True(JsonNode.DeepEquals(document, source), source.ToJsonString());
    }

    [Fact]
    public async Task What_is_wrong_with_an_item_is_told_and_the_others_are_kept()
    {
        await using var server = await SearchServer.StartAsync();
        const string body = """
            {"create":{"_index":"traces-apm-default"}}
            {"@timestamp":"2026-11-22T12:00:00.000Z","transaction":{"id":"good"}}
            {"index":{}}
            {"transaction":{"id":"without time"}}
            {"create":{"_index":"traces-apm-default"}}
            {"@timestamp":"2026-11-22T12:00:00.000Z","http":{"response":{"status_code":"many"}}}
            {"delete":{"_index":"traces-apm-default","_id":"x"}}
            {"create":{"_index":"my-index"}}
            {"@timestamp":"2026-11-22T12:00:00.000Z"}
            {"create":{"_index":"traces-apm-default"}}
            no json

            """;

        var answer = await server.SendAsync(HttpMethod.Post, "/traces-apm-default/_bulk", body);

        Assert.True((bool)answer["errors"]!);
        Assert.Equal("good", (string)answer["items"]![0]!["create"]!["_id"]!);
        Assert.Equal([201, 400, 400, 400, 400, 400], answer["items"]!.AsArray().Select(static item => (int)item!.AsObject().Single().Value!["status"]!));
        Assert.Equal("failed to parse field [http.response.status_code]: it is [many], which is no Long.", (string)answer["items"]![2]!["create"]!["error"]!["reason"]!);
        Assert.Equal(["good"], await server.IdsAsync("{}"));
    }

    [Theory]
    [InlineData("""{"create":{}}""", """{"message":"cut \ud83d"}""", "The request holds a value of the wrong type")]
    [InlineData("""{"create":{}}""", """{"data_stream":{"dataset":"other"}}""", "the data stream says [apm]")]
    [InlineData("""{"create":{}}""", """{"data_stream.namespace":"other"}""", "the data stream says [default]")]
    [InlineData("""{"create":{"pipeline":"p"}}""", "{}", "[pipeline] of an item")]
    [InlineData("""{"index":{"if_seq_no":1,"if_primary_term":1}}""", "{}", "[if_seq_no] of an item")]
    [InlineData("""{"create":{"_index":"traces--x"}}""", "{}", "is no data stream of events")]
    [InlineData("""{"create":{"_index":"traces-*-x"}}""", "{}", "is no data stream of events")]
    [InlineData("""{"create":{"_index":"traces-Apm-x"}}""", "{}", "is no data stream of events")]
    public async Task An_item_that_cannot_be_kept_as_it_is_meant_takes_none_with_it(string action, string members, string reason)
    {
        await using var server = await SearchServer.StartAsync();
        string document = """{"@timestamp":"2026-11-22T12:00:00.000Z",""" + members.TrimStart('{');
        document = document.Replace(",}", "}", StringComparison.Ordinal);
        const string good = """
            {"create":{}}
            {"@timestamp":"2026-11-22T12:00:00.000Z","transaction":{"id":"good"},"data_stream":{"type":"traces","dataset":"apm","namespace":"default"}}

            """;

        var answer = await server.SendAsync(HttpMethod.Post, "/traces-apm-default/_bulk", $"{action}\n{document}\n{good}");

        Assert.Contains(reason, (string)answer["items"]![0]!.AsObject().Single().Value!["error"]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal(201, (int)answer["items"]![1]!["create"]!["status"]!);
        Assert.Equal(["good"], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task A_request_of_endless_items_is_refused()
    {
        await using var server = await SearchServer.StartAsync();

        var answer = await server.SendAsync(HttpMethod.Post, "/traces-apm-default/_bulk", string.Concat(Enumerable.Repeat("{\"delete\":{}}\n", 100_001)), HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("The request has more than 100000 items. Send it in parts.", (string)answer["error"]!["reason"]!);
    }

    [Fact]
    public async Task Each_item_is_answered_with_the_id_by_which_a_search_shows_it()
    {
        await using var server = await SearchServer.StartAsync();
        const string body = """
            {"create":{"_index":"logs-apm.app.shop-default","_id":"mine"}}
            {"@timestamp":"2026-11-22T12:00:02.000Z","message":"hello"}
            {"create":{"_index":"traces-apm-default"}}
            {"@timestamp":"2026-11-22T12:00:01.000Z","processor":{"event":"span"},"span":{"id":"00f067aa0ba902b7"}}
            {"create":{"_index":"logs-apm.app.shop-default"}}
            {"@timestamp":"2026-11-22T12:00:00.000Z","message":"hello"}

            """;

        var items = (await server.SendAsync(HttpMethod.Post, "/_bulk", body))["items"]!.AsArray();

        var ids = items.Select(static item => (string)item!["create"]!["_id"]!).ToList();
        Assert.Equal("00f067aa0ba902b7", ids[1]);
        Assert.Equal(ids, await server.IdsAsync("""{"sort":[{"@timestamp":"desc"}]}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"create\":{}}\n")]
    [InlineData("{\"burn\":{}}\n{}\n")]
    public async Task A_body_that_is_no_list_of_actions_is_refused(string body)
    {
        await using var server = await SearchServer.StartAsync();

        var error = await server.SendAsync(HttpMethod.Post, "/traces-apm-default/_bulk", body, HttpStatusCode.BadRequest);

        Assert.NotEmpty((string)error["error"]!["reason"]!);
    }
}
