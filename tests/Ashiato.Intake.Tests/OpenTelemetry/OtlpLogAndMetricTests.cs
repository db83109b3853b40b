using System.Text.Json.Nodes;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.OpenTelemetry;

/// <summary>What becomes of log records and data points.</summary>
public sealed class OtlpLogAndMetricTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(IReadOnlyList<EventRow> Stored, JsonNode? Rejected)> SendAsync(string path, byte[] json)
    {
        await using var server = await IntakeServer.StartAsync();
        using var answer = await server.ExportAsync(path, json, OtlpCalls.Json);
        Assert.True(answer.IsSuccessStatusCode);
        return (server.Stored, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["partialSuccess"]);
    }

    private static async Task<EventRow> LogAsync(string members, string resource = "\"service.name\": \"shop\"") =>
        Assert.Single((await SendAsync("/v1/logs", Otlp.Log(members, resource))).Stored);

    private static async Task<(IReadOnlyList<EventRow> Stored, JsonNode? Rejected)> MetricsAsync(string metrics) => await SendAsync("/v1/metrics", Otlp.Metrics(metrics));

    [Theory]
    [InlineData("\"stringValue\":\"text\"", "text")]
    [InlineData("\"intValue\":\"-7\"", "-7")]
    [InlineData("\"doubleValue\":0.5", "0.5")]
    [InlineData("\"doubleValue\":1e15", "1000000000000000")]
    [InlineData("\"doubleValue\":-1.2345678901234567e16", "-12345678901234568")]
    [InlineData("\"doubleValue\":1e20", "100000000000000000000")]
    [InlineData("\"doubleValue\":1e21", "1e+21")]
    [InlineData("\"doubleValue\":-1.5e300", "-1.5e+300")]
    [InlineData("\"doubleValue\":1.5e-5", "0.000015")]
    [InlineData("\"doubleValue\":-1e-6", "-0.000001")]
    [InlineData("\"doubleValue\":1.25e-7", "1.25e-7")]
    [InlineData("\"doubleValue\":\"NaN\"", "NaN")]
    [InlineData("\"doubleValue\":\"-Infinity\"", "-Infinity")]
    [InlineData("\"arrayValue\":{\"values\":[{\"doubleValue\":\"Infinity\"},{\"doubleValue\":\"NaN\"}]}", "[\"Infinity\",\"NaN\"]")]
    [InlineData("\"boolValue\":true", "true")]
    [InlineData("\"bytesValue\":\"AAEC\"", "AAEC")]
    [InlineData("\"arrayValue\":{\"values\":[{\"stringValue\":\"a\"},{\"intValue\":1},{}]}", "[\"a\",1,null]")]
    [InlineData("\"kvlistValue\":{\"values\":[{\"key\":\"b\",\"value\":{\"intValue\":1}},{\"key\":\"a\",\"value\":{\"stringValue\":\"x\\\"\"}}]}", "{\"a\":\"x\\\"\",\"b\":1}")]
    public async Task A_body_of_any_kind_is_a_message(string body, string message) =>
        Assert.Equal(message, (await LogAsync($"\"body\":{{{body}}}")).Text(Fields.Message));

    [Fact]
    public async Task The_members_of_a_body_are_labels_too()
    {
        var row = await LogAsync("\"body\":{\"kvlistValue\":{\"values\":[{\"key\":\"user\",\"value\":{\"stringValue\":\"u1\"}},{\"key\":\"n\",\"value\":{\"intValue\":3}}]}}");

        Assert.Equal(("u1", 3), (row.Text(Fields.Label("user")), row.Number(Fields.NumericLabel("n"))));
    }

    [Theory]
    [InlineData("\"attributes\":[{\"key\":\"user\",\"value\":{\"stringValue\":\"attribute\"}},{\"key\":\"event.name\",\"value\":{\"stringValue\":\"old\"}}]", "\"eventName\":\"new\"", "\"body\":{\"kvlistValue\":{\"values\":[{\"key\":\"user\",\"value\":{\"stringValue\":\"body\"}}]}}")]
    public async Task In_whatever_order_it_is_sent_an_attribute_outweighs_the_body_and_a_field_an_attribute(params string[] members)
    {
        foreach (string[] order in new[] { members, members.Reverse().ToArray() })
        {
            var row = await LogAsync(string.Join(',', order));

            Assert.Equal(("attribute", "new"), (row.Text(Fields.Label("user")), row.Text(Fields.Label("event_name"))));
        }
    }

    [Fact]
    public async Task A_body_that_nests_deeper_than_anybody_reads_ends_in_null()
    {
        string body = string.Concat(Enumerable.Repeat("\"arrayValue\":{\"values\":[{", 40)) + "\"intValue\":1" + string.Concat(Enumerable.Repeat("}]}", 40));

        Assert.Equal(new string('[', 32) + "null" + new string(']', 32), (await LogAsync($"\"body\":{{{body}}}")).Text(Fields.Message));
    }

    [Theory]
    [InlineData("\"timeUnixNano\":\"1700000000000001000\",\"observedTimeUnixNano\":\"1800000000000000000\"", 1_700_000_000_000_001)]
    [InlineData("\"observedTimeUnixNano\":\"1700000000000001000\"", 1_700_000_000_000_001)]
    public async Task A_log_happened_when_it_says_or_when_it_was_seen(string members, long micros) => Assert.Equal(micros, (await LogAsync(members)).TimestampMicros);

    [Fact]
    public async Task A_log_has_level_trace_and_session()
    {
        var row = await LogAsync($$"""
            "severityNumber":"SEVERITY_NUMBER_WARN2","severityText":"WARN","traceId":"{{Otlp.TraceId}}","spanId":"{{Otlp.SpanId}}",
            "attributes":{{Otlp.Attributes("\"session.id\": \"s1\", \"network.connection.type\": \"wifi\", \"a.b\": 1")}}
            """);

        Assert.Equal(14, row.Int64(Fields.EventSeverity));
        Assert.Equal($"WARN {Otlp.TraceId} {Otlp.SpanId} s1 wifi 1",
            $"{row.Text(Fields.LogLevel)} {row.Id(Fields.TraceId)} {row.Id(Fields.SpanId)} {row.Text(Fields.SessionId)} {row.Text(Fields.NetworkConnectionType)} {row.Number(Fields.NumericLabel("a_b"))}");
    }

    [Fact]
    public async Task A_log_with_an_exception_is_an_error_that_keeps_what_was_logged()
    {
        var row = await LogAsync($$""" "body":{"stringValue":"order 7 failed"},"attributes":{{Otlp.Attributes("\"exception.type\": \"T\", \"exception.message\": \"m\"")}}""");

        Assert.Equal("error error event m order 7 failed apm.error",
            $"{row.Text(Fields.ProcessorEvent)} {row.Text(Fields.EventType)} {row.Text(Fields.EventKind)} {row.Text(Fields.Message)} {row.Text(Fields.ErrorLogMessage)} {row.Text(Fields.DataStreamDataset)}");
    }

    [Theory]
    [InlineData("\"eventName\":\"device.crash\"", "error", "crash", null)]
    [InlineData("\"eventName\":\"device.lifecycle\"", "log", null, "lifecycle")]
    public async Task An_event_of_a_device_is_an_action_or_a_crash(string members, string kind, string? errorType, string? action)
    {
        var row = await LogAsync(members);

        Assert.Equal((kind, "device", errorType, action), (row.Text(Fields.ProcessorEvent), row.Text(Fields.EventCategory), row.Text(Fields.ErrorType), row.Text(Fields.EventAction)));
    }

    [Theory]
    [InlineData("\"eventName\":\"gen_ai.user.message\"", "gen_ai.user.message", null)]
    [InlineData("\"attributes\":[{\"key\":\"event.name\",\"value\":{\"stringValue\":\"click\"}},{\"key\":\"event.domain\",\"value\":{\"stringValue\":\"browser\"}}]", "click", "browser")]
    [InlineData("\"eventName\":\"device.lifecycle\"", null, null)]
    [InlineData("\"body\":{\"kvlistValue\":{\"values\":[{\"key\":\"event.name\",\"value\":{\"stringValue\":\"of the body\"}}]}}", "of the body", null)]
    public async Task The_name_of_any_other_event_is_a_label(string members, string? name, string? domain)
    {
        var row = await LogAsync(members);

        Assert.Equal((name, domain), (row.Text(Fields.Label("event_name")), row.Text(Fields.Label("event_domain"))));
    }

    [Fact]
    public async Task The_record_itself_may_choose_its_data_stream()
    {
        var row = await LogAsync($$""" "attributes":{{Otlp.Attributes("\"data_stream.dataset\": \"Nginx-Access\", \"data_stream.namespace\": \"Prod-1\"")}}""", "\"data_stream.dataset\": \"other\"");

        Assert.Equal("nginx_access prod-1 nginx_access", $"{row.Text(Fields.DataStreamDataset)} {row.Text(Fields.DataStreamNamespace)} {row.Text(Fields.EventDataset)}");
    }

    [Fact]
    public async Task A_metric_without_a_name_is_rejected()
    {
        var (stored, rejected) = await MetricsAsync("""{"name":"","gauge":{"dataPoints":[{"timeUnixNano":"1000000","asInt":"7"}]}}""");

        Assert.Empty(stored);
        Assert.Equal("1", (string)rejected!["rejectedDataPoints"]!);
    }

    [Fact]
    public async Task Data_points_of_one_time_and_the_same_attributes_are_one_event()
    {
        string Point(string time, string attributes, string value) => $$"""{"timeUnixNano":"{{time}}","attributes":{{Otlp.Attributes(attributes)}},{{value}} }""";
        var (stored, rejected) = await MetricsAsync($$"""
            {"name":"a","gauge":{"dataPoints":[{{Point("1000000", "\"x\": 1, \"y\": 2", "\"asInt\":\"7\"")}},{{Point("2000000", "\"x\": 1, \"y\": 2", "\"asInt\":\"8\"")}} ] } },
            {"name":"b","sum":{"dataPoints":[{{Point("1000000", "\"y\": 2, \"x\": 1", "\"asDouble\":0.5")}},{{Point("1000000", "\"x\": 1", "\"asDouble\":1.5")}} ] } }
            """);

        Assert.Null(rejected);
        Assert.Equal(["a=7 b=0.5 y=2", "a=8 b= y=2", "a= b=1.5 y="],
            stored.Select(row => FormattableString.Invariant($"a={row.Number(Fields.Sample("a"))} b={row.Number(Fields.Sample("b"))} y={row.Number(Fields.NumericLabel("y"))}")));
        Assert.All(stored, row => Assert.Equal("app metric", $"{row.Text(Fields.MetricsetName)} {row.Text(Fields.ProcessorEvent)}"));
    }

    [Theory]
    [InlineData("\"histogram\":{\"dataPoints\":[{\"bucketCounts\":[\"2\",1,0,3],\"explicitBounds\":[10,20,30]}]}", "{\"values\":[5,15,30],\"counts\":[2,1,3]}")]
    [InlineData("\"histogram\":{\"dataPoints\":[{\"bucketCounts\":[1,1],\"explicitBounds\":[-4]}]}", "{\"values\":[-4,-4],\"counts\":[1,1]}")]
    [InlineData("\"histogram\":{\"dataPoints\":[{\"count\":\"4\",\"sum\":10}]}", "{\"values\":[2.5],\"counts\":[4]}")]
    [InlineData("\"exponentialHistogram\":{\"dataPoints\":[{\"scale\":0,\"zeroCount\":\"2\",\"positive\":{\"offset\":1,\"bucketCounts\":[\"1\",0,\"3\"]},\"negative\":{\"offset\":-1,\"bucketCounts\":[\"5\",\"6\"]}}]}", "{\"values\":[-1.5,-0.75,0,3,12],\"counts\":[6,5,2,1,3]}")]
    public async Task A_histogram_has_a_value_for_each_bucket_that_is_not_empty(string data, string expected)
    {
        var (stored, rejected) = await MetricsAsync($"{{\"name\":\"h\",{data}}}");

        Assert.Null(rejected);
        Assert.Equal(expected, Assert.Single(stored).Text(Fields.HistogramSample("h")));
    }

    [Theory]
    [InlineData("\"gauge\":{\"dataPoints\":[{\"asDouble\":\"NaN\"},{\"asDouble\":\"-Infinity\"},{},{\"asDouble\":1}]}", "3")]
    [InlineData("\"histogram\":{\"dataPoints\":[{\"bucketCounts\":[1,1,1],\"explicitBounds\":[1]},{\"bucketCounts\":[1,1],\"explicitBounds\":[1]}]}", "1")]
    [InlineData("\"exponentialHistogram\":{\"dataPoints\":[{\"scale\":99,\"positive\":{\"bucketCounts\":[1]}},{\"scale\":1,\"positive\":{\"bucketCounts\":[1]}}]}", "1")]
    public async Task Data_points_without_a_value_are_rejected_and_the_others_kept(string data, string count)
    {
        var (stored, rejected) = await MetricsAsync($"{{\"name\":\"m\",{data}}}");

        Assert.Single(stored);
        Assert.Equal((count, "unsupported data points"), ((string)rejected!["rejectedDataPoints"]!, (string)rejected["errorMessage"]!));
    }

    [Fact]
    public async Task What_transactions_spent_their_time_with_is_a_breakdown_and_other_metrics_with_such_attributes_are_not()
    {
        string attributes = Otlp.Attributes("\"transaction.name\": \"GET /\", \"transaction.type\": \"request\", \"span.type\": \"db\", \"span.subtype\": \"mysql\"");
        string Sum(string name, int value) => $$"""{"name":"{{name}}","sum":{"dataPoints":[ {"asInt":"{{value}}","timeUnixNano":"{{value % 100}}","attributes":{{attributes}} } ]} }""";

        var (stored, rejected) = await MetricsAsync($"{Sum("span.self_time.sum.us", 1200)},{Sum("span.self_time.count", 300)},{Sum("queue.length", 7)}");

        Assert.Null(rejected);
        var breakdown = Assert.Single(stored, row => row.Text(Fields.MetricsetName) == "span_breakdown");
        Assert.Equal(("GET /", "request", "db", "mysql"), (breakdown.Text(Fields.TransactionName), breakdown.Text(Fields.TransactionType), breakdown.Text(Fields.SpanType), breakdown.Text(Fields.SpanSubtype)));
        Assert.Equal((1200, 300), (breakdown.Int64(Fields.SpanSelfTimeSumUs), breakdown.Int64(Fields.SpanSelfTimeCount)));
        var other = Assert.Single(stored, row => row.Has(Fields.Sample("queue.length")));
        Assert.Equal(("app", null, "GET /"), (other.Text(Fields.MetricsetName), other.Text(Fields.TransactionName), other.Text(Fields.Label("transaction_name"))));
    }

    [Theory]
    [InlineData("\"gauge\":{\"dataPoints\":[{\"flags\":1}]}")]
    [InlineData("\"histogram\":{\"dataPoints\":[{\"flags\":1,\"bucketCounts\":[0,0],\"explicitBounds\":[1]}]}")]
    [InlineData("\"exponentialHistogram\":{\"dataPoints\":[{\"flags\":1}]}")]
    [InlineData("\"summary\":{\"dataPoints\":[{\"flags\":1}]}")]
    public async Task A_gap_in_a_series_is_neither_kept_nor_rejected(string data)
    {
        var (stored, rejected) = await MetricsAsync($"{{\"name\":\"m\",{data}}}");

        Assert.Empty(stored);
        Assert.Null(rejected);
    }

    [Theory]
    [InlineData("\"gauge\":{\"dataPoints\":[{\"asInt\":\"7\"}]}", "\"histogram\":{\"dataPoints\":[{\"count\":\"1\",\"sum\":3}]}")]
    [InlineData("\"histogram\":{\"dataPoints\":[{\"count\":\"1\",\"sum\":3}]}", "\"summary\":{\"dataPoints\":[{\"count\":\"1\",\"sum\":3}]}")]
    [InlineData("\"summary\":{\"dataPoints\":[{\"count\":\"1\",\"sum\":3}]}", "\"sum\":{\"dataPoints\":[{\"asInt\":\"7\"}]}")]
    public async Task Of_two_kinds_of_values_under_one_name_the_second_is_rejected_where_they_would_be_one_event(string first, string second)
    {
        var (stored, rejected) = await MetricsAsync($"{{\"name\":\"other\",\"gauge\":{{\"dataPoints\":[{{\"asInt\":\"1\"}}]}}}},{{\"name\":\"m\",{first}}},{{\"name\":\"m\",{second}}}");

        var row = Assert.Single(stored);
        Field[] kinds = [Fields.Sample("m"), Fields.HistogramSample("m"), Fields.ObjectSample("m")];
        Assert.Single(kinds, row.Has);
        Assert.Equal("1", (string)rejected!["rejectedDataPoints"]!);
        Assert.Contains("another kind", (string)rejected["errorMessage"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_cannot_overwrite_what_an_event_is()
    {
        var (stored, rejected) = await MetricsAsync("{\"name\":\"service.name\",\"gauge\":{\"dataPoints\":[{\"asInt\":\"1\"}]}},{\"name\":\"jvm.gc.time\",\"gauge\":{\"dataPoints\":[{\"asInt\":\"5\"}]}}");

        var row = Assert.Single(stored);
        Assert.Equal(("unknown", "apm.internal", 5), (row.Text(Fields.ServiceName), row.Text(Fields.DataStreamDataset), row.Number(Fields.Sample("jvm.gc.time"))));
        Assert.Equal("1", (string)rejected!["rejectedDataPoints"]!);
    }
}
