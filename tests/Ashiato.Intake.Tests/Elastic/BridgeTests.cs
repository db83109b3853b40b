using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>Transactions and spans of agents that carry OpenTelemetry's attributes over their own protocol.</summary>
public sealed class BridgeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<IReadOnlyList<EventRow>> StoredAsync(byte[] body)
    {
        await using var server = await IntakeServer.StartAsync();
        using var answer = await server.PostAsync(body);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Cancel));
        return server.Stored;
    }

    private static async Task<EventRow> OneAsync(string line) => Assert.Single(await StoredAsync(Lines.Body(line)));

    /// <summary>The values of fields with blanks between, in the order asked for; a dash for an absent one.</summary>
    private static string Shown(EventRow row, params string[] fields)
    {
        var document = JsonNode.Parse(EventDocument.ToUtf8(row))!;
        return string.Join(' ', fields.Select(field => field.Split('.').Aggregate((JsonNode?)document, (at, part) => (at as JsonObject)?[part])).Select(Text));

        static string Text(JsonNode? node) => node is null ? "-" : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
    }

    [Fact]
    public async Task The_recorded_payload_is_translated_as_the_same_attributes_in_otlp_are()
    {
        var rows = await StoredAsync(Corpus.Input("otel-bridge"));

        Assert.Equal("CONSUMER queue_name tx_type success success [1,2] [\"a\",\"b\"]",
            Shown(rows[0], "span.kind", "transaction.message.queue.name", "transaction.type", "transaction.result", "event.outcome", "numeric_labels.int_array", "labels.string_array"));
        Assert.Equal("CLIENT external http http GET 200 123.456 -",
            Shown(rows[1], "span.kind", "span.type", "span.subtype", "service.target.type", "http.request.method", "http.response.status_code", "numeric_labels.double_value", "labels.http_method"));
    }

    [Theory]
    [InlineData("\"db.system\":\"mysql\",\"db.name\":\"shop\",\"db.statement\":\"SELECT 1\",\"db.user\":\"u\"", "db mysql mysql shop mysql shop mysql CLIENT")]
    [InlineData("\"messaging.system\":\"kafka\",\"messaging.destination\":\"orders\"", "messaging kafka kafka orders kafka/orders - - INTERNAL")]
    [InlineData("\"rpc.system\":\"grpc\",\"rpc.service\":\"Stock\",\"net.peer.name\":\"stock\",\"net.peer.port\":50051", "external grpc grpc Stock stock:50051 - - CLIENT")]
    [InlineData("\"http.url\":\"https://example.com/a?b=1\",\"http.status_code\":503", "external http http example.com:443 example.com:443 - - CLIENT")]
    [InlineData("\"job.id\":7", "custom - - - - - - INTERNAL")]
    public async Task Attributes_say_what_kind_of_work_a_span_is(string attributes, string expected)
    {
        var row = await OneAsync(Lines.Span($"\"otel\":{{\"attributes\":{{{attributes}}}}}").Replace("\"type\":\"db\"", "\"type\":\"custom\"", StringComparison.Ordinal));

        Assert.Equal(expected, Shown(row, "span.type", "span.subtype", "service.target.type", "service.target.name", "span.destination.service.resource", "span.db.instance", "span.db.type", "span.kind"));
    }

    [Theory]
    [InlineData("", "\"http.method\":\"GET\",\"http.url\":\"http://shop:8080/cart?x=1\",\"http.status_code\":502", "failure HTTP 5xx GET 502 /cart shop 8080")]
    [InlineData("\"outcome\":\"success\",\"result\":\"mine\"", "\"http.method\":\"GET\",\"http.status_code\":502", "success mine GET 502 - - -")]
    [InlineData("\"result\":\"mine\"", "\"rpc.system\":\"grpc\",\"rpc.grpc.status_code\":5", "success NotFound - - - - -")]
    [InlineData("", "\"a.b\":true", "success Success - - - - -")]
    public async Task A_transaction_has_outcome_result_and_url_from_attributes_unless_it_says_them(string more, string attributes, string expected)
    {
        var row = await OneAsync(Lines.Transaction($"\"otel\":{{\"attributes\":{{{attributes}}}}}{(more.Length > 0 ? "," + more : "")}"));

        Assert.Equal(expected, Shown(row, "event.outcome", "transaction.result", "http.request.method", "http.response.status_code", "url.path", "url.domain", "url.port"));
    }

    [Fact]
    public async Task Numbers_are_whole_where_conventions_want_them_whole()
    {
        var row = await OneAsync(Lines.Span("\"otel\":{\"span_kind\":\"strange\",\"attributes\":{\"aws.dynamodb.provisioned_read_capacity\":3,\"list\":[1,null,\"x\",2.5,[4]],\"map\":{\"a\":1},\"none\":null}}").Replace("\"type\":\"db\"", "\"type\":\"custom\"", StringComparison.Ordinal));

        Assert.Equal("3 [1,2.5] - - INTERNAL", Shown(row, "numeric_labels.aws_dynamodb_provisioned_read_capacity", "numeric_labels.list", "labels.map", "labels.none", "span.kind"));
    }

    [Fact]
    public async Task A_batch_later_the_same_attributes_still_mean_the_same()
    {
        await using var server = await IntakeServer.StartAsync(options => options.BatchEvents = 2);
        string line = Lines.Span("\"otel\":{\"attributes\":{\"db.system\":\"redis\"}}");

        using var answer = await server.PostAsync(Lines.Body([.. Enumerable.Repeat(line, 7)]));

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal(Enumerable.Repeat("redis span apm success", 7), server.Stored.Select(row => Shown(row, "span.subtype", "processor.event", "data_stream.dataset", "event.outcome")));
    }

    [Theory]
    [InlineData("http://localhost:80?q=1", "http localhost 80 - q=1 http://localhost:80?q=1")]
    [InlineData("/cart?x=1", "http - - /cart x=1 http:///cart?x=1")]
    [InlineData("https://Shop.example/a%20b", "https Shop.example - /a b - https://Shop.example/a%20b")]
    [InlineData("http://shop/カート?q=靴#top", "http shop - /カート q=靴 http://shop/%E3%82%AB%E3%83%BC%E3%83%88?q=靴#top")]
    [InlineData("http://shop/a b(c)", "http shop - /a b(c) - http://shop/a%20b%28c%29")]
    [InlineData("HTTPS://shop/#", "https shop - / - https://shop/")]
    [InlineData("http://shop/a#100%", "- - - - - -")]
    [InlineData("http://[broken", "- - - - - -")]
    public async Task The_url_of_a_page_is_taken_apart_as_every_other(string url, string expected)
    {
        var row = await OneAsync(Lines.Transaction($"\"context\":{{\"page\":{{\"url\":\"{url}\"}}}}"));

        Assert.Equal(url + " " + expected, Shown(row, "url.original", "url.scheme", "url.domain", "url.port", "url.path", "url.query", "url.full"));
    }

    [Theory]
    [InlineData("#caf%C3%A9", "café http://shop/#caf%C3%A9")]
    [InlineData("#名 前", "名 前 http://shop/#%E5%90%8D%20%E5%89%8D")]
    public async Task The_fragment_of_a_page_is_read_and_spelt_as_its_path_is(string fragment, string expected)
    {
        var row = await OneAsync(Lines.Transaction($"\"context\":{{\"page\":{{\"url\":\"http://shop/{fragment}\"}}}}"));

        Assert.Equal(expected, Shown(row, "url.fragment", "url.full"));
    }

    [Theory]
    [InlineData("\"log\":{\"message\":\"m\",\"service.name\":\"other\"}", "other 1.0")]
    [InlineData("\"log\":{\"message\":\"m\",\"service.version\":\"2.0\"}", "shop 2.0")]
    [InlineData("\"metricset\":{\"samples\":{\"a\":{\"value\":1}},\"service\":{\"version\":\"2.0\"}}", "shop 1.0")]
    [InlineData("\"error\":{\"id\":\"1\",\"log\":{\"message\":\"m\"},\"context\":{\"service\":{\"version\":\"2.0\"}}}", "shop 1.0")]
    [InlineData("\"metricset\":{\"samples\":{\"a\":{\"value\":1}},\"service\":{\"name\":\"other\"}}", "other -")]
    public async Task A_version_counts_with_the_name_of_a_service_and_a_name_without_one_has_none_save_in_log_lines(string line, string expected)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(Lines.Metadata.Replace("\"name\":\"shop\"", "\"name\":\"shop\",\"version\":\"1.0\"", StringComparison.Ordinal) + "\n{" + line + "}\n");

        Assert.Equal(expected, Shown(Assert.Single(await StoredAsync(body)), "service.name", "service.version"));
    }
}
