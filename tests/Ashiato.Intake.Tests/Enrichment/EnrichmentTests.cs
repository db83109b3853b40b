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
