using System.Text;
using Ashiato.Intake.Tests.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Enrichment;

/// <summary>What is stored says more than what was sent.</summary>
public sealed class EnrichmentTests
{
    [Theory]
    [InlineData("success", 0.4, 2.5)]
    [InlineData("success", 1.0, 1.0)]
    [InlineData("success", 0.0, 1.0)]
    [InlineData("failure", 0.4, 0.0)]
    [InlineData("unknown", 0.4, null)]
    public async Task A_success_counts_for_as_many_as_it_stands_for(string outcome, double rate, double? expected)
    {
        string fields = $"\"outcome\":\"{outcome}\",\"sample_rate\":{rate.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

        var events = await StoredAsync(Lines.Transaction(fields), Lines.Span(fields));

        Assert.All(events, row => Assert.Equal(expected, row.Number(Fields.EventSuccessCount)));
    }

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("::1", "::1")]
    [InlineData("db.example.org", null)]
    [InlineData("[2001:db8::1]", null)]
    [InlineData("[2001:db8::1]:443", null)]
    public async Task A_destination_that_is_an_address_is_also_kept_as_one(string address, string? ip)
    {
        var span = Assert.Single(await StoredAsync(Lines.Span($"\"context\":{{\"destination\":{{\"address\":\"{address}\"}}}}")));

        Assert.Equal((address, ip), (span.Text(Fields.DestinationAddress), span.Text(Fields.DestinationIp)));
    }

    [Theory]
    [InlineData("\"target\":{\"type\":\"http\",\"name\":\"shop\"}", null, "http", "shop")]
    [InlineData(null, "postgresql/orders", "postgresql", "orders")]
    [InlineData(null, "shop:443", "", "shop:443")]
    [InlineData("\"target\":{\"name\":\"sent\"}", "redis", "redis", null)]
    [InlineData("\"target\":{\"type\":\"\",\"name\":\"sent\"}", "redis", "", "sent")]
    public async Task A_span_says_whom_it_called(string? service, string? resource, string type, string? name)
    {
        string destination = resource is null ? "" : $"\"destination\":{{\"service\":{{\"resource\":\"{resource}\"}}}}";
        string target = service is null ? "" : $"\"service\":{{{service}}}";

        var span = Assert.Single(await StoredAsync(Lines.Span($"\"context\":{{{string.Join(',', new[] { target, destination }.Where(part => part.Length > 0))}}}")));

        Assert.Equal((type, name), (span.Text(Fields.ServiceTargetType), span.Text(Fields.ServiceTargetName)));
    }

    [Fact]
    public async Task A_transaction_may_name_a_target_too()
    {
        var transaction = Assert.Single(await StoredAsync(Lines.Transaction("\"context\":{\"service\":{\"target\":{\"type\":\"kafka\",\"name\":\"orders\"}}}")));

        Assert.Equal(("kafka", "orders"), (transaction.Text(Fields.ServiceTargetType), transaction.Text(Fields.ServiceTargetName)));
    }

    [Theory]
    [InlineData("\"user-id\":\"a\",\"User-Id\":\"b\",\"x\":\"c\"", "{\"User-Id\":[\"a\",\"b\"],\"X\":[\"c\"]}")]
    [InlineData("\"user-id\":[\"a\",\"b\"],\"USER-ID\":[],\"User-Id\":[\"c\"]", "{\"User-Id\":[\"a\",\"b\",\"c\"]}")]
    public async Task Headers_whose_names_differ_in_capitals_are_one_with_all_values(string headers, string expected)
    {
        var transaction = Assert.Single(await StoredAsync(Lines.Transaction($"\"context\":{{\"message\":{{\"headers\":{{{headers}}}}}}}")));

        using var document = System.Text.Json.JsonDocument.Parse(EventDocument.ToUtf8(transaction));
        Assert.Equal(expected, document.RootElement.GetProperty("transaction").GetProperty("message").GetProperty("headers").GetRawText());
    }

    [Fact]
    public async Task Of_many_headers_those_that_are_alone_stay_as_they_came()
    {
        string headers = string.Join(',', Enumerable.Range(0, 2_000).Select(number => $"\"h{number}\":\"{number}\"").Append("\"H5\":\"again\"").Append("\"list\":[\"a\",\"b\"]"));

        var transaction = Assert.Single(await StoredAsync(Lines.Transaction($"\"context\":{{\"request\":{{\"method\":\"GET\",\"headers\":{{{headers}}}}}}}")));

        var stored = System.Text.Json.Nodes.JsonNode.Parse(transaction.Text(Fields.HttpRequestHeaders)!)!.AsObject();
        Assert.Equal(2_001, stored.Count);
        Assert.Equal(("\"4\"", "[\"5\",\"again\"]", "[\"a\",\"b\"]"), (stored["H4"]!.ToJsonString(), stored["H5"]!.ToJsonString(), stored["List"]!.ToJsonString()));
    }

    [Fact]
    public async Task User_agents_that_come_under_names_in_different_capitals_are_one_text()
    {
        var transaction = Assert.Single(await StoredAsync(Lines.Transaction("\"context\":{\"request\":{\"method\":\"GET\",\"headers\":{\"user-agent\":\"a\",\"User-Agent\":[\"b\"]}}}")));

        Assert.Equal("a, b", transaction.Text(Fields.UserAgentOriginal));
    }

    [Theory]
    [InlineData("\"true\"", "apm.app.shop")]
    [InlineData("true", "apm.app.shop")]
    [InlineData("\"false\"", "apm.internal")]
    public async Task A_copy_of_another_metric_under_the_name_of_an_agents_is_none_of_the_agents(string mark, string dataset)
    {
        var metricset = Assert.Single(await StoredAsync($"{{\"metricset\":{{\"samples\":{{\"system.memory.total\":{{\"value\":1}}}},\"tags\":{{\"otel_remapped\":{mark}}}}}}}"));

        Assert.Equal(dataset, metricset.Text(Fields.DataStreamDataset));
    }

    [Theory]
    [InlineData("\"\"", null)]
    [InlineData("\"a\"", "\"a\"")]
    public async Task A_body_without_a_character_is_no_body(string body, string? stored)
    {
        var span = Assert.Single(await StoredAsync(Lines.Span($"\"context\":{{\"http\":{{\"request\":{{\"body\":{body}}}}}}}")));

        Assert.Equal(stored, span.Text(Fields.HttpRequestBodyOriginal));
    }

    [Theory]
    [InlineData("\"transaction\":{\"name\":\"t\",\"type\":\"request\"},\"span\":{\"type\":\"\"}", "t")]
    [InlineData("\"transaction\":{\"name\":\"\"},\"span\":{\"type\":\"db\"}", null)]
    public async Task A_breakdown_may_be_of_names_that_are_empty(string members, string? name)
    {
        var metricset = Assert.Single(await StoredAsync($"{{\"metricset\":{{\"samples\":{{\"span.self_time.count\":{{\"value\":1}},\"span.self_time.sum.us\":{{\"value\":10}}}},{members}}}}}"));

        Assert.Equal(("span_breakdown", name, 1L), (metricset.Text(Fields.MetricsetName), metricset.Text(Fields.TransactionName), metricset.Int64(Fields.SpanSelfTimeCount)));
    }

    [Theory]
    [InlineData(0, "success")]
    [InlineData(399, "success")]
    [InlineData(400, "failure")]
    public async Task Without_an_outcome_the_status_of_a_call_tells_it(int status, string outcome)
    {
        var span = Assert.Single(await StoredAsync(Lines.Span($"\"context\":{{\"http\":{{\"status_code\":{status}}}}}")));

        Assert.Equal(outcome, span.Text(Fields.EventOutcome));
    }

    [Fact]
    public async Task Lists_of_the_bridge_keep_all_their_values()
    {
        var span = Assert.Single(await StoredAsync(Lines.Span("\"otel\":{\"attributes\":{\"sizes\":[1,2.5,3],\"names\":[\"a\",\"b\"],\"flags\":[true,false]}}")));

        using var document = System.Text.Json.JsonDocument.Parse(EventDocument.ToUtf8(span));
        Assert.Equal("[1,2.5,3]", document.RootElement.GetProperty("numeric_labels").GetProperty("sizes").GetRawText());
        Assert.Equal(["a", "b"], span.Texts(Fields.Label("names")));
        Assert.Equal(["true", "false"], span.Texts(Fields.Label("flags")));
    }

    [Fact]
    public async Task Statistics_of_dropped_spans_are_kept_beside_the_document()
    {
        var transaction = Assert.Single(await StoredAsync(Lines.Transaction(
            "\"dropped_spans_stats\":[{\"destination_service_resource\":\"redis\",\"service_target_type\":\"redis\",\"outcome\":\"success\",\"duration\":{\"count\":3,\"sum\":{\"us\":700}}}]")));

        Assert.Equal(
            "[{\"destination_service_resource\":\"redis\",\"service_target_type\":\"redis\",\"outcome\":\"success\",\"duration.count\":3,\"duration.sum.us\":700}]",
            transaction.Text(Fields.TransactionDroppedSpansStats));
        Assert.DoesNotContain("dropped_spans_stats", Encoding.UTF8.GetString(EventDocument.ToUtf8(transaction)), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<EventRow>> StoredAsync(params string[] lines)
    {
        await using var server = await IntakeServer.StartAsync();
        using var answer = await server.PostAsync(Lines.Body(lines));
        Assert.Equal(202, (int)answer.StatusCode);
        return server.Stored;
    }
}
