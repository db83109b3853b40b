using System.Net;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Tests;

/// <summary>Clients get the parts of an answer that they name, laid out as they want it.</summary>
public sealed class AnswerShapeTests : IAsyncLifetime
{
    private const string Body = """{"size":2,"sort":["_doc"],"aggs":{"s":{"terms":{"field":"service.name","size":1},"aggs":{"d":{"max":{"field":"transaction.duration.us"}}}}}}""";

    private SearchServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await SearchServer.WithAsync(SampleDocuments.All);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("timed_out,_shards.failed", """{"timed_out":false,"_shards":{"failed":0}}""")]
    [InlineData("hits.hits._index", """{"hits":{"hits":[{"_index":"traces-apm-default"},{"_index":"traces-apm-default"}]}}""")]
    [InlineData("hits.total", """{"hits":{"total":{"value":120,"relation":"eq"}}}""")]
    [InlineData("h*.t*.v*", """{"hits":{"total":{"value":120}}}""")]
    [InlineData("**.relation", """{"hits":{"total":{"relation":"eq"}}}""")]
    [InlineData("**.doc_count", """{"aggregations":{"s":{"buckets":[{"doc_count":37}]}}}""")]
    [InlineData("aggregations.**.value", """{"aggregations":{"s":{"buckets":[{"d":{"value":9930}}]}}}""")]
    [InlineData("_shards,-_shards.s*", """{"_shards":{"total":1,"failed":0}}""")]
    [InlineData("-took,-hits,-aggregations,-_shards", """{"timed_out":false}""")]
    [InlineData("nothing.here", "{}")]
    [InlineData("took.deeper,hits.hits.**.nope", "{}")]
    public async Task Parts_of_an_answer_are_named_by_their_paths(string paths, string expected)
    {
        var answer = await _server.SendAsync(HttpMethod.Post, $"/_search?filter_path={Uri.EscapeDataString(paths)}", Body);

        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), answer.ToJsonString());
    }

    [Theory]
    [InlineData("/_cat/health?format=json&filter_path=status", """[{"status":"green"}]""")]
    [InlineData("/?filter_path=version.number", """{"version":{"number":"8.19.0"}}""")]
    [InlineData("/_count?filter_path=count", """{"count":120}""")]
    public async Task Every_answer_has_parts(string path, string expected) =>
        Assert.Equal(expected, (await _server.SendAsync(HttpMethod.Get, path)).ToJsonString());

    [Fact]
    public async Task Errors_are_told_as_a_whole()
    {
        string paths = string.Join(',', Enumerable.Repeat("a", 200));

        var unknown = await _server.SendAsync(HttpMethod.Post, $"/_search?filter_path={paths}", """{"query":{"nope":{}}}""", HttpStatusCode.BadRequest);
        var many = await _server.SendAsync(HttpMethod.Post, $"/_search?filter_path={paths}", "{}", HttpStatusCode.BadRequest);

        Assert.Contains("[nope]", (string)unknown["error"]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal("[filter_path] has 200 paths; there can be 100.", (string)many["error"]!["reason"]!);
    }

    [Theory]
    [InlineData("pretty", true)]
    [InlineData("pretty=true", true)]
    [InlineData("pretty=false", false)]
    public async Task Answers_are_laid_out_for_people_when_they_ask_for_it(string parameter, bool isLaidOut)
    {
        using var answer = await _server.AnswerAsync(HttpMethod.Get, "/_count?filter_path=count&" + parameter);

        Assert.Equal(isLaidOut ? "{\n  \"count\": 120\n}\n" : "{\"count\":120}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_ways_to_the_same_place_take_no_longer_than_one()
    {
        string path = string.Join('.', Enumerable.Repeat("**.*", 400));

        var answer = await _server.SendAsync(HttpMethod.Post, $"/_search?filter_path={path}", Body);

        Assert.Equal("{}", answer.ToJsonString());
    }
}
