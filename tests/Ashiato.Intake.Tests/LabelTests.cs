using System.Text;
using Ashiato.Intake.Tests.OpenTelemetry;
using Ashiato.Model;

namespace Ashiato.Intake.Tests;

/// <summary>Labels of an event stand before those of the stream or resource that it came with.</summary>
public sealed class LabelTests
{
    private const string Metadata = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"2.0.0"}},"labels":{"zone":"a","tier":""}}}""";
    private const string Ids = "\"id\":\"0123456789abcdef\",\"trace_id\":\"0123456789abcdef0123456789abcdef\",\"parent_id\":\"0123456789abcde0\"";

    [Theory]
    [InlineData("""{"transaction":{IDS,"type":"request","duration":1,"span_count":{"started":0},"context":{"tags":{"zone":""}}}}""")]
    [InlineData("""{"span":{IDS,"name":"SELECT","type":"db","start":0,"duration":1,"context":{"tags":{"zone":""}}}}""")]
    [InlineData("""{"error":{IDS,"log":{"message":"no"},"context":{"tags":{"zone":""}}}}""")]
    [InlineData("""{"metricset":{"samples":{"orders":{"value":1}},"tags":{"zone":""}}}""")]
    [InlineData("""{"log":{"message":"hello","labels":{"zone":""}}}""")]
    public async Task An_empty_label_of_an_event_hides_that_of_its_stream(string line)
    {
        await using var server = await IntakeServer.StartAsync();
        using var answer = await server.PostAsync(Encoding.UTF8.GetBytes($"{Metadata}\n{line.Replace("IDS", Ids, StringComparison.Ordinal)}\n"));

        var row = Assert.Single(server.Stored);
        Assert.Equal(("", ""), (row.Text(Fields.Label("zone")), row.Text(Fields.Label("tier"))));
        Assert.True(row.Has(Fields.Label("zone")));
    }

    [Fact]
    public async Task An_empty_attribute_of_a_record_hides_that_of_its_resource()
    {
        await using var server = await IntakeServer.StartAsync();
        const string resource = "\"service.name\": \"shop\", \"zone\": \"a\", \"tier\": \"\"";
        using var log = await server.ExportAsync("/v1/logs", Otlp.Log($"\"attributes\":{Otlp.Attributes("\"zone\": \"\", \"list\": [\"\", \"x\"]")}", resource), OtlpCalls.Json);
        await server.ExportSpansAsync(Otlp.Span("\"zone\": \"\", \"list\": [\"\", \"x\"]", Otlp.Client, resource));

        Assert.Equal(2, server.Stored.Count);
        Assert.All(server.Stored, row => Assert.Equal(("", ""), (row.Text(Fields.Label("zone")), row.Text(Fields.Label("tier")))));
        Assert.All(server.Stored, row => Assert.Equal(["", "x"], row.Texts(Fields.Label("list"))));
    }
}
