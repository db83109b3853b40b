using System.Net;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Tests.Cluster;

public sealed class ClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_root_tells_cluster_and_version()
    {
        await using var server = await SearchServer.StartAsync(new SearchOptions { ClusterName = "myes" });

        var root = await server.SendAsync(HttpMethod.Get, "/");
        using var head = await server.AnswerAsync(HttpMethod.Head, "/");

        Assert.Equal("myes", (string)root["cluster_name"]!);
        Assert.Equal("8.19.0", (string)root["version"]!["number"]!);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("green", (string)(await server.SendAsync(HttpMethod.Get, "/_cluster/health"))["status"]!);
    }

    [Theory]
    [InlineData("traces-apm-default", 2)]
    [InlineData("traces-apm*", 3)]
    [InlineData("traces-apm.rum-*", 1)]
    [InlineData("logs-apm*,metrics-*", 2)]
    [InlineData("apm-*", 5)]
    [InlineData("_all", 5)]
    [InlineData("*", 5)]
    [InlineData("*,-traces-*", 2)]
    [InlineData("*-apm.rum-*", 1)]
    [InlineData("*apm.error*", 1)]
    [InlineData("tra*", 3)]
    [InlineData("nothing-here*", 0)]
    [InlineData("traces-apm-def*", 2)]
    [InlineData("traces-apm-default,nothing-apm-default", 2, true)]
    public async Task Names_and_patterns_select_data_streams(string names, int count, bool ignoresMissing = false)
    {
        await using var server = await WithStreamsAsync();

        var answer = await server.SendAsync(HttpMethod.Get, $"/{names}/_count{(ignoresMissing ? "?ignore_unavailable=true" : "")}");

        Assert.Equal(count, (int)answer["count"]!);
    }

    [Fact]
    public async Task A_data_stream_can_be_asked_whether_it_is_there()
    {
        await using var server = await WithStreamsAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, HttpMethod.Head, "/traces-apm-default"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, HttpMethod.Head, "/traces-*"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, HttpMethod.Head, "/traces-none-default"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, HttpMethod.Head, "/my-index"));
    }

    [Theory]
    [InlineData("GET", "/_nothing")]
    [InlineData("GET", "/traces-apm-default")]
    [InlineData("DELETE", "/traces-apm-default")]
    [InlineData("GET", "/traces-apm-default/_mapping/field/message")]
    [InlineData("PUT", "/traces-apm-default/_doc/1")]
    [InlineData("PUT", "/_search")]
    [InlineData("GET", "/_cat/shards")]
    [InlineData("POST", "/_async_search")]
    [InlineData("POST", "/traces-apm-default/_async_search")]
    [InlineData("POST", "/traces-apm-default/_delete_by_query")]
    [InlineData("PUT", "/_index_template/mine")]
    [InlineData("PUT", "/my-index")]
    [InlineData("GET", "/my-index")]
    public async Task What_only_Elasticsearch_has_is_refused_by_name(string method, string path)
    {
        await using var server = await WithStreamsAsync();

        var error = await server.SendAsync(new HttpMethod(method), path, expected: HttpStatusCode.BadRequest);

        Assert.Equal($"[{method} {path}] is not supported by Ashiato.", (string)error["error"]!["reason"]!);
    }

    [Fact]
    public async Task A_data_stream_that_is_not_there_is_not_found()
    {
        await using var server = await WithStreamsAsync();

        var error = await server.SendAsync(HttpMethod.Get, "/traces-none-default/_search?ignore_unavailable=false", expected: HttpStatusCode.NotFound);

        Assert.Equal("index_not_found_exception", (string)error["error"]!["type"]!);
    }

    [Fact]
    public async Task Tables_are_text_or_json()
    {
        await using var server = await WithStreamsAsync();

        using var text = await server.AnswerAsync(HttpMethod.Get, "/_cat/indices/traces-*?v&h=index,docs.count");
        var json = await server.SendAsync(HttpMethod.Get, "/_cat/indices?format=json");
        using var health = await server.AnswerAsync(HttpMethod.Get, "/_cat/health");
        using var nodes = await server.AnswerAsync(HttpMethod.Get, "/_cat/nodes?h=name,master");

        Assert.Equal("index                  docs.count\ntraces-apm-default     2\ntraces-apm.rum-default 1\n", await text.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(["logs-apm.error-default 1", "metrics-apm.internal-default 1", "traces-apm-default 2", "traces-apm.rum-default 1"], json.AsArray().Select(static row => $"{row!["index"]} {row["docs.count"]}"));
        Assert.Contains(" ashiato green 1 1 ", await health.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("ashiato *\n", await nodes.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Fields_are_told_with_their_types()
    {
        await using var server = await WithStreamsAsync();

        var capabilities = await server.SendAsync(HttpMethod.Get, "/traces-*/_field_caps?fields=@time*,transaction.*");
        var mapping = await server.SendAsync(HttpMethod.Get, "/metrics-apm.internal-default/_mapping");
        var resolved = await server.SendAsync(HttpMethod.Get, "/_resolve/index/traces-*");

        Assert.Equal(["@timestamp", "transaction.id"], capabilities["fields"]!.AsObject().Select(static field => field.Key));
        Assert.True((bool)capabilities["fields"]!["@timestamp"]!["date"]!["aggregatable"]!);
        Assert.Equal("date", (string)mapping["metrics-apm.internal-default"]!["mappings"]!["properties"]!["@timestamp"]!["type"]!);
        Assert.Equal("double", (string)mapping["metrics-apm.internal-default"]!["mappings"]!["properties"]!["pool"]!["properties"]!["free"]!["type"]!);
        var keywords = await server.SendAsync(HttpMethod.Get, "/_field_caps?fields=*&types=date,double");
        var own = await server.SendAsync(HttpMethod.Get, "/_field_caps?fields=*&filters=%2Bmetadata");
        var some = await server.SendAsync(HttpMethod.Post, "/_field_caps?fields=*", """{"index_filter":{"exists":{"field":"pool.free"}}}""");
        var none = await server.SendAsync(HttpMethod.Post, "/_field_caps?fields=*", """{"index_filter":{"match_none":{}}}""");
        Assert.Equal(["@timestamp", "pool.free"], keywords["fields"]!.AsObject().Select(static field => field.Key));
        Assert.Empty(own["fields"]!.AsObject());
        Assert.Equal("metrics-apm.internal-default", (string)Assert.Single(some["indices"]!.AsArray())!);
        Assert.Contains("@timestamp", some["fields"]!.AsObject().Select(static field => field.Key));
        Assert.DoesNotContain("transaction.id", some["fields"]!.AsObject().Select(static field => field.Key));
        Assert.Equal((0, 0), (none["indices"]!.AsArray().Count, none["fields"]!.AsObject().Count));
        Assert.Equal(["traces-apm-default", "traces-apm.rum-default"], resolved["data_streams"]!.AsArray().Select(static stream => (string)stream!["name"]!));
    }

    [Fact]
    public async Task Who_is_not_admitted_is_told_what_to_show()
    {
        await using var server = await SearchServer.StartAsync(new SearchOptions { Admit = static (context, access) => ValueTask.FromResult(Admission(context.Request.Headers.Authorization.ToString(), access)) });

        var refused = await server.SendAsync(HttpMethod.Get, "/_search", expected: HttpStatusCode.Unauthorized);
        using var admitted = await server.AnswerAsync(HttpMethod.Get, "/", authorization: "ApiKey right");

        using var refusedWrite = await server.AnswerAsync(HttpMethod.Post, "/_bulk", "{}", authorization: "ApiKey right");

        using var locked = await server.AnswerAsync(HttpMethod.Get, "/", authorization: "ApiKey again");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests), (refusedWrite.StatusCode, locked.StatusCode));
        Assert.Equal("security_exception", (string)refused["error"]!["type"]!);
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);

        static SearchAdmission Admission(string shown, SearchAccess access) => shown switch
        {
            "ApiKey right" => access == SearchAccess.Read ? SearchAdmission.Welcome : SearchAdmission.Forbidden,
            "ApiKey again" => SearchAdmission.Locked,
            _ => SearchAdmission.Unknown,
        };
    }

    private static async Task<HttpStatusCode> StatusAsync(SearchServer server, HttpMethod method, string path)
    {
        using var answer = await server.AnswerAsync(method, path);
        return answer.StatusCode;
    }

    private static async Task<SearchServer> WithStreamsAsync()
    {
        var server = await SearchServer.StartAsync();
        static JsonObject At(JsonObject document)
        {
            document["@timestamp"] = "2026-11-22T12:00:00.000Z";
            return document;
        }
        await server.BulkAsync(
        [
            ("traces-apm-default", At(new JsonObject { ["transaction.id"] = "a" })), ("traces-apm-default", At(new JsonObject { ["transaction.id"] = "b" })),
            ("traces-apm.rum-default", At(new JsonObject { ["transaction.id"] = "c" })), ("logs-apm.error-default", At(new JsonObject { ["error.id"] = "d" })),
            ("metrics-apm.internal-default", At(new JsonObject { ["pool.free"] = 7 })),
        ]);
        return server;
    }
}
