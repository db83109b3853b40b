using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.OpenTelemetry;

/// <summary>What becomes of spans, their events and links, and resources.</summary>
public sealed class OtlpMappingTests
{
    private static async Task<IReadOnlyList<EventRow>> StoredAsync(string json, Action<IntakeOptions>? configure = null)
    {
        await using var server = await IntakeServer.StartAsync(configure);
        await server.ExportSpansAsync(json);
        return server.Stored;
    }

    private static async Task<EventRow> OneAsync(string json) => Assert.Single(await StoredAsync(json));

    /// <summary>Fields as "name=value" with blanks between, in the order asked for; absent ones are left out.</summary>
    private static string Shown(EventRow row, params string[] names)
    {
        var document = JsonNode.Parse(EventDocument.ToUtf8(row))!;
        return string.Join(' ', names.Select(name => (name, node: name.Split('.').Aggregate((JsonNode?)document, (at, part) => (at as JsonObject)?[part])))
            .Where(pair => pair.node is not null).Select(pair => $"{pair.name}={pair.node}"));
    }

    [Fact]
    public async Task The_events_of_a_span_are_in_its_namespace_unless_they_choose_another()
    {
        var rows = await StoredAsync(Otlp.Span("\"data_stream.namespace\": \"Mine\"", $$""","events":[{"name":"a"},{"name":"exception","attributes":{{Otlp.Attributes("\"exception.type\": \"A\"")}}},{"name":"b","attributes":{{Otlp.Attributes("\"data_stream.namespace\": \"other\"")}}}]"""));

        Assert.Equal(["mine", "mine", "mine", "other"], rows.Select(static row => row.Text(Fields.DataStreamNamespace)).Order());
    }

    [Theory]
    [InlineData("HTTPS://ex.com/a", "https://ex.com ex.com:443 443")]
    [InlineData("Http://ex.com:8080/a", "http://ex.com:8080 ex.com:8080 8080")]
    public async Task The_scheme_of_a_call_may_have_capitals(string url, string expected)
    {
        var row = await OneAsync(Otlp.Span($"\"http.method\": \"GET\", \"http.url\": \"{url}\"", Otlp.Client));

        Assert.Equal(expected, $"{row.Text(Fields.SpanDestinationServiceName)} {row.Text(Fields.ServiceTargetName)} {row.Int64(Fields.DestinationPort)}");
    }

    [Fact]
    public async Task A_status_that_only_begins_like_a_number_is_none() =>
        Assert.Null((await OneAsync(Otlp.Span("\"http.method\": \"GET\", \"http.status_code\": \"200abc\""))).Int64(Fields.HttpResponseStatusCode));

    [Theory]
    [InlineData("", "transaction")]
    [InlineData(",\"parentSpanId\":\"\"", "transaction")]
    [InlineData(",\"parentSpanId\":\"0000000000000000\"", "transaction")]
    [InlineData($",\"parentSpanId\":\"{Otlp.ParentId}\",\"kind\":\"SPAN_KIND_SERVER\"", "transaction")]
    [InlineData($",\"parentSpanId\":\"{Otlp.ParentId}\",\"kind\":5", "transaction")]
    [InlineData($",\"parentSpanId\":\"{Otlp.ParentId}\",\"kind\":1", "span")]
    [InlineData($",\"parentSpanId\":\"{Otlp.ParentId}\",\"kind\":\"SPAN_KIND_CLIENT\"", "span")]
    public async Task A_span_without_a_parent_or_that_serves_is_a_transaction(string more, string expected) =>
        Assert.Equal(expected, (await OneAsync(Otlp.Span(more: more))).Text(Fields.ProcessorEvent));

    [Fact]
    public async Task A_transaction_has_ids_times_and_its_library()
    {
        var row = await OneAsync(Otlp.Span(more: $",\"parentSpanId\":\"{Otlp.ParentId}\",\"kind\":2"));

        Assert.Equal((Otlp.TraceId, Otlp.SpanId, Otlp.SpanId, Otlp.ParentId),
            (row.Id(Fields.TraceId).ToString(), row.Id(Fields.TransactionId).ToString(), row.Id(Fields.SpanId).ToString(), row.Id(Fields.ParentId).ToString()));
        Assert.Equal((1_700_000_000_000_001, 250), (row.TimestampMicros, row.Int64(Fields.TransactionDurationUs)));
        Assert.Equal("work lib 1.2", $"{row.Text(Fields.TransactionName)} {row.Text(Fields.ServiceFrameworkName)} {row.Text(Fields.ServiceFrameworkVersion)}");
        Assert.True(row.Boolean(Fields.TransactionSampled));
    }

    [Theory]
    [InlineData("", "", "success", "Success", "unknown")]
    [InlineData("", ",\"status\":{\"code\":\"STATUS_CODE_ERROR\"}", "failure", "Error", "unknown")]
    [InlineData("\"http.status_code\": 404", "", "success", "HTTP 4xx", "request")]
    [InlineData("\"http.response.status_code\": 503", "", "failure", "HTTP 5xx", "request")]
    [InlineData("\"http.response.status_code\": 503", ",\"status\":{\"code\":1}", "success", "HTTP 5xx", "request")]
    [InlineData("\"rpc.system\": \"grpc\", \"rpc.grpc.status_code\": 14", ",\"status\":{\"code\":2}", "failure", "Unavailable", "request")]
    [InlineData("\"rpc.grpc.status_code\": 99", "", "success", "Code(99)", "request")]
    [InlineData("\"messaging.system\": \"kafka\"", "", "success", "Success", "messaging")]
    [InlineData("\"type\": \"job\", \"http.method\": \"GET\"", "", "success", "Success", "job")]
    public async Task A_transactions_outcome_result_and_type_follow_from_status_and_attributes(string attributes, string more, string outcome, string result, string type)
    {
        var row = await OneAsync(Otlp.Span(attributes, more));

        Assert.Equal((outcome, result, type), (row.Text(Fields.EventOutcome), row.Text(Fields.TransactionResult), row.Text(Fields.TransactionType)));
    }

    [Theory]
    [InlineData("\"http.url\": \"https://shop.example:8443/a%20b?x=1#f\"", "url.original=https://shop.example:8443/a%20b?x=1#f url.full=https://shop.example:8443/a%20b?x=1#f url.scheme=https url.domain=shop.example url.port=8443 url.path=/a b url.query=x=1 url.fragment=f")]
    [InlineData("\"url.path\": \"/a\", \"url.query\": \"x=1\", \"url.scheme\": \"https\", \"server.address\": \"shop\", \"server.port\": 444", "url.original=/a?x=1 url.full=https://shop:444/a?x=1 url.scheme=https url.domain=shop url.port=444 url.path=/a url.query=x=1")]
    [InlineData("\"http.target\": \"/a\", \"http.host\": \"shop:81\"", "url.original=/a url.full=http://shop:81/a url.scheme=http url.domain=shop url.port=81 url.path=/a")]
    [InlineData("\"http.target\": \"/a\", \"net.host.name\": \"::1\", \"net.host.port\": 80", "url.original=/a url.full=http://[::1]:80/a url.scheme=http url.domain=::1 url.port=80 url.path=/a")]
    [InlineData("\"http.url\": \"shop:80/a\"", "url.original=shop:80/a url.full=shop:80/a url.scheme=shop")]
    [InlineData("\"http.url\": \"1.2.3.4:80/a\"", "url.original=1.2.3.4:80/a")]
    public async Task A_transactions_URL_is_put_together(string attributes, string expected) =>
        Assert.Equal(expected, Shown(await OneAsync(Otlp.Span(attributes)), "url.original", "url.full", "url.scheme", "url.domain", "url.port", "url.path", "url.query", "url.fragment"));

    [Fact]
    public async Task A_transactions_client_is_its_peer_unless_it_is_known_better()
    {
        var peer = await OneAsync(Otlp.Span("\"net.peer.ip\": \"10.1.1.1\", \"client.port\": 4711, \"client.address\": \"phone\""));
        var known = await OneAsync(Otlp.Span("\"net.sock.peer.addr\": \"10.1.1.1\", \"http.client_ip\": \"192.0.2.7\""));

        Assert.Equal("source.ip=10.1.1.1 source.port=4711 source.domain=phone client.ip=10.1.1.1 client.port=4711 client.domain=phone",
            Shown(peer, "source.ip", "source.port", "source.domain", "client.ip", "client.port", "client.domain"));
        Assert.Equal("source.ip=10.1.1.1 client.ip=192.0.2.7", Shown(known, "source.ip", "client.ip"));
    }

    [Theory]
    [InlineData("\"db.system\": \"mysql\", \"db.statement\": \"SELECT 1\", \"db.name\": \"shop\", \"db.user\": \"root\"", "span.type=db span.subtype=mysql service.target.type=mysql service.target.name=shop span.destination.service.name=mysql span.destination.service.type=db span.destination.service.resource=mysql")]
    [InlineData("\"db.query.text\": \"SELECT 1\", \"peer.service\": \"orders-db\"", "span.type=db service.target.type=db service.target.name=orders-db span.destination.service.name=orders-db span.destination.service.type=db span.destination.service.resource=orders-db")]
    [InlineData("\"messaging.system\": \"kafka\", \"messaging.destination.name\": \"orders\", \"messaging.operation\": \"publish\"", "span.type=messaging span.subtype=kafka span.action=publish service.target.type=kafka service.target.name=orders span.destination.service.name=kafka span.destination.service.type=messaging span.destination.service.resource=kafka/orders")]
    [InlineData("\"messaging.system\": \"jms\", \"messaging.destination\": \"tmp\", \"messaging.temp_destination\": true", "span.type=messaging span.subtype=jms service.target.type=jms span.destination.service.name=jms span.destination.service.type=messaging span.destination.service.resource=jms/tmp")]
    [InlineData("\"rpc.system\": \"grpc\", \"rpc.service\": \"Stock\", \"net.peer.ip\": \"10.2.2.2\", \"net.peer.port\": 443", "span.type=external span.subtype=grpc service.target.type=grpc service.target.name=Stock destination.address=10.2.2.2 destination.ip=10.2.2.2 destination.port=443 span.destination.service.name=10.2.2.2:443 span.destination.service.type=external span.destination.service.resource=10.2.2.2:443")]
    [InlineData("\"http.url\": \"https://stock.example/7\", \"http.status_code\": 404", "span.type=external span.subtype=http service.target.type=http service.target.name=stock.example:443 destination.address=stock.example destination.port=443 span.destination.service.name=https://stock.example span.destination.service.type=external span.destination.service.resource=stock.example:443")]
    [InlineData("\"http.url\": \"http://stock:80/7\"", "span.type=external span.subtype=http service.target.type=http service.target.name=stock:80 destination.address=stock destination.port=80 span.destination.service.name=http://stock span.destination.service.type=external span.destination.service.resource=stock:80")]
    [InlineData("\"http.url\": \"http://[::1]:80/7\"", "span.type=external span.subtype=http service.target.type=http service.target.name=[::1]:80 destination.address=::1 destination.ip=::1 destination.port=80 span.destination.service.name=http://[::1] span.destination.service.type=external span.destination.service.resource=[::1]:80")]
    [InlineData("\"http.target\": \"/7\", \"net.peer.name\": \"stock\", \"net.peer.port\": 8080", "span.type=external span.subtype=http service.target.type=http service.target.name=stock:8080 destination.address=stock destination.port=8080 span.destination.service.name=http://stock:8080 span.destination.service.type=external span.destination.service.resource=stock:8080")]
    [InlineData("\"gen_ai.system\": \"openai\"", "span.type=genai span.subtype=openai service.target.type=genai")]
    [InlineData("", "span.type=unknown")]
    public async Task A_spans_kind_and_target_follow_from_its_attributes(string attributes, string expected) =>
        Assert.Equal(expected, Shown(await OneAsync(Otlp.Span(attributes, Otlp.Client)), "span.type", "span.subtype", "span.action", "service.target.type", "service.target.name",
            "destination.address", "destination.ip", "destination.port", "span.destination.service.name", "span.destination.service.type", "span.destination.service.resource"));

    [Theory]
    [InlineData("\"http.response.status_code\": 404", "", "failure")]
    [InlineData("\"http.response.status_code\": 404", ",\"status\":{\"code\":1}", "success")]
    [InlineData("\"http.response.status_code\": 302", "", "success")]
    [InlineData("", ",\"status\":{\"code\":2}", "failure")]
    public async Task A_spans_outcome_is_its_status_or_that_of_HTTP(string attributes, string more, string outcome) =>
        Assert.Equal(outcome, (await OneAsync(Otlp.Span(attributes, Otlp.Client + more))).Text(Fields.EventOutcome));

    [Fact]
    public async Task An_internal_span_is_of_the_application() =>
        Assert.Equal("span.type=app span.subtype=internal", Shown(await OneAsync(Otlp.Span(more: $",\"parentSpanId\":\"{Otlp.ParentId}\",\"kind\":1")), "span.type", "span.subtype"));

    [Fact]
    public async Task Other_attributes_are_labels_of_their_kind()
    {
        var row = await OneAsync(Otlp.Span("\"a.b\": \"text\", \"yes\": true, \"whole\": 7, \"half\": 0.5, \"texts\": [\"x\", \"y\", 1], \"numbers\": [1, 2], \"map\": {\"k\": \"v\"}"));

        var document = JsonNode.Parse(EventDocument.ToUtf8(row))!;
        Assert.Equal("""{"a_b":"text","texts":["x","y"],"yes":"true"}""", document["labels"]!.ToJsonString());
        Assert.Equal("""{"half":0.5,"numbers":[1,2],"whole":7}""", document["numeric_labels"]!.ToJsonString());
    }

    [Fact]
    public async Task Long_texts_are_cut_but_statements_are_not()
    {
        string text = new('ä', 1_500);
        var row = await OneAsync(Otlp.Span($"\"label\": \"{text}\", \"db.statement\": \"{text}\"", Otlp.Client));

        Assert.Equal((1_024, 1_500), (row.Text(Fields.Label("label"))!.Length, row.Text(Fields.SpanDbStatement)!.Length));
    }

    [Theory]
    [InlineData("ot=p:3", 8)]
    [InlineData("vendor=x, ot=r:1;p:0", 1)]
    [InlineData("ot=p:nonsense", 1)]
    [InlineData("", 1)]
    public async Task A_weight_comes_from_the_trace_state(string state, double weight)
    {
        var row = await OneAsync(Otlp.Span(more: $",\"traceState\":\"{state}\""));

        Assert.Equal((weight, weight), (row.Number(Fields.TransactionRepresentativeCount), row.Number(Fields.EventSuccessCount)));
    }

    [Fact]
    public async Task Without_a_known_weight_there_is_none() =>
        Assert.False((await OneAsync(Otlp.Span(more: ",\"traceState\":\"ot=p:63\""))).Has(Fields.TransactionRepresentativeCount));

    [Fact]
    public async Task Links_lead_to_other_spans_or_name_children()
    {
        var row = await OneAsync(Otlp.Span(more: $$""","links":[{"traceId":"{{Otlp.TraceId}}","spanId":"{{Otlp.ParentId}}"},{"spanId":"3132333435363738","attributes":{{Otlp.Attributes("\"elastic.is_child\": true")}}}]"""));

        Assert.Equal($$$"""[{"trace":{"id":"{{{Otlp.TraceId}}}"},"span":{"id":"{{{Otlp.ParentId}}}"}}]""", row.Text(Fields.SpanLinks));
        Assert.Equal("3132333435363738", Assert.Single(row.Texts(Fields.ChildId)));
    }

    [Fact]
    public async Task An_exception_of_a_span_is_an_error_and_another_event_a_log_line()
    {
        string exception = Otlp.Attributes("\"exception.type\": \"IOException\", \"exception.message\": \"gone\", \"exception.stacktrace\": \"at x\", \"exception.escaped\": true, \"try\": 2");
        var rows = await StoredAsync(Otlp.Span("\"http.method\": \"GET\", \"own\": \"label\"", $$""","events":[{"timeUnixNano":"1700000000000005000","name":"exception","attributes":{{exception}}},{"timeUnixNano":"1700000000000006000","name":"cache miss","attributes":{{Otlp.Attributes("\"key\": \"k\"")}}}]"""));

        Assert.Equal(["transaction", "error", "log"], rows.Select(row => row.Text(Fields.ProcessorEvent)));
        var error = rows[1];
        Assert.Equal("""[{"message":"gone","type":"IOException","handled":false}]""", error.Text(Fields.ErrorException));
        Assert.Equal($"parent.id={Otlp.SpanId} transaction.id={Otlp.SpanId} transaction.type=request transaction.sampled=true http.request.method=GET error.stack_trace=at x message=gone data_stream.dataset=apm.error labels={{}} numeric_labels={{\"try\":2}}".Replace(" labels={}", "", StringComparison.Ordinal).Replace("{\"try\":2}", "{\n  \"try\": 2\n}", StringComparison.Ordinal),
            Shown(error, "parent.id", "transaction.id", "transaction.type", "transaction.sampled", "http.request.method", "error.stack_trace", "message", "data_stream.dataset", "labels", "numeric_labels"));
        Assert.Equal(32, error.Id(Fields.ErrorId).ToString().Length);
        Assert.Equal(1_700_000_000_000_005, error.TimestampMicros);
        Assert.Equal($"message=cache miss event.kind=event span.id={Otlp.SpanId} transaction.id={Otlp.SpanId} data_stream.dataset=apm.app.shop labels.key=k",
            Shown(rows[2], "message", "event.kind", "span.id", "transaction.id", "data_stream.dataset", "labels.key", "labels.own"));
    }

    [Fact]
    public async Task A_stack_trace_of_Java_becomes_frames_and_causes()
    {
        string trace = "A: outer\\n\\tat loader/mod/com.shop.Main.run(Main.java:12)\\n\\tat com.shop.Main.main(Main.java)\\n\\tSuppressed: S: s\\n\\t\\tat x.Y.z(Y.java:1)\\nCaused by: B: inner\\n\\tat com.shop.Db.read(Native Method)\\n\\t... 1 more";
        var rows = await StoredAsync(Otlp.Span(more: $$""","events":[{"name":"exception","attributes":{{Otlp.Attributes($"\"exception.type\": \"A\", \"exception.stacktrace\": \"{trace}\"")}}}]""",
            resource: "\"telemetry.sdk.language\": \"java\""));

        var exceptions = JsonNode.Parse(rows[1].Text(Fields.ErrorException)!)!.AsArray();
        Assert.Equal(["[EMPTY]", "B: inner"], exceptions.Select(one => (string)one!["message"]!));
        Assert.Equal("""{"exclude_from_grouping":false,"filename":"Main.java","classname":"com.shop.Main","function":"run","module":"mod","line":{"number":12}}""", exceptions[0]!["stacktrace"]![0]!.ToJsonString());
        Assert.Equal(["read", "main"], exceptions[1]!["stacktrace"]!.AsArray().Select(frame => (string)frame!["function"]!));
        Assert.False(rows[1].Has(Fields.ErrorStackTrace));
    }

    [Theory]
    [InlineData("A\\nnonsense")]
    [InlineData("A\\n\\t... 2 more")]
    [InlineData("A\\n\\tat no place")]
    [InlineData("A: without any frame")]
    [InlineData("A\\nCaused by: B")]
    public async Task A_stack_trace_that_Java_does_not_print_is_kept_as_it_is(string trace)
    {
        var rows = await StoredAsync(Otlp.Span(more: $$""","events":[{"name":"exception","attributes":{{Otlp.Attributes($"\"exception.type\": \"A\", \"exception.stacktrace\": \"{trace}\"")}}}]""",
            resource: "\"telemetry.sdk.language\": \"java\""));

        Assert.Equal(trace.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal), rows[1].Text(Fields.ErrorStackTrace));
    }

    [Fact]
    public async Task A_resource_says_who_and_where()
    {
        var row = await OneAsync(Otlp.Span(resource: """
            "service.name": "shop/β", "service.version": "7", "deployment.environment.name": "test", "telemetry.sdk.name": "opentelemetry", "telemetry.sdk.version": "1.2",
            "telemetry.sdk.language": "go", "host.name": "pod-7", "k8s.pod.name": "pod-7", "container.id": "c0ffee", "host.ip": ["10.0.0.1", "nonsense", "::1"],
            "os.type": "DARWIN", "process.pid": 42, "process.owner": "root", "team.name": "blue", "data_stream.dataset": "My-Data"
            """));

        Assert.Equal("service.name=shop__ service.version=7 service.environment=test agent.name=opentelemetry/go agent.version=1.2 kubernetes.pod.name=pod-7 container.id=c0ffee service.node.name=c0ffee host.os.platform=darwin host.os.type=macos process.pid=42 user.name=root labels.team_name=blue data_stream.dataset=my_data",
            Shown(row, "service.name", "service.version", "service.environment", "agent.name", "agent.version", "host.hostname", "kubernetes.pod.name", "container.id", "service.node.name", "host.os.platform", "host.os.type", "process.pid", "user.name", "labels.team_name", "data_stream.dataset"));
        Assert.Equal(["10.0.0.1", "::1"], row.Texts(Fields.HostIp));
    }

    [Theory]
    [InlineData("\"telemetry.distro.name\": \"elastic\"", "otlp/unknown/elastic unknown")]
    [InlineData("\"telemetry.sdk.name\": \"opentelemetry\", \"telemetry.sdk.version\": \"1\", \"telemetry.sdk.language\": \"java\", \"telemetry.distro.name\": \"elastic\", \"telemetry.distro.version\": \"2\"", "opentelemetry/java/elastic 2")]
    [InlineData("\"telemetry.sdk.language\": \"go\"", "otlp/go unknown")]
    [InlineData("\"x\": 1", "otlp unknown")]
    public async Task An_agents_name_tells_language_and_distribution(string resource, string expected)
    {
        var row = await OneAsync(Otlp.Span(resource: resource));

        Assert.Equal(expected, $"{row.Text(Fields.AgentName)} {row.Text(Fields.AgentVersion)}");
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_set_right()
    {
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        // The span began one second before it was sent.
        var row = await OneAsync(Otlp.Span(resource: "\"telemetry.sdk.elastic_export_timestamp\": 1700000001000001000"));

        Assert.InRange(row.TimestampMicros, before - 1_000_000, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000);
        Assert.False(row.Has(Fields.NumericLabel("telemetry_sdk_elastic_export_timestamp")));
    }

    [Fact]
    public async Task A_resource_counts_wherever_it_stands_and_only_for_its_own_spans()
    {
        var rows = await StoredAsync($$$"""
            {"resourceSpans":[
              {"scopeSpans":[{"spans":[{"traceId":"{{{Otlp.TraceId}}}","spanId":"{{{Otlp.SpanId}}}"}],"scope":{"name":"late"}}],"resource":{"attributes":{{{Otlp.Attributes("\"service.name\": \"one\", \"l\": \"x\"")}}}}},
              {"resource":{"attributes":{{{Otlp.Attributes("\"service.name\": \"two\"")}}}},"scope_spans":[{"spans":[{"trace_id":"{{{Otlp.TraceId}}}","span_id":"{{{Otlp.SpanId}}}","unknownField":[{"a":1}]}]}]}]}
            """);

        Assert.Equal(["one late x", "two  "], rows.Select(row => $"{row.Text(Fields.ServiceName)} {row.Text(Fields.ServiceFrameworkName)} {row.Text(Fields.Label("l"))}"));
    }

    [Fact]
    public async Task A_span_without_times_happened_when_it_came()
    {
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        var row = await OneAsync($$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"{{Otlp.TraceId}}","spanId":"{{Otlp.SpanId}}"}]}]}]}""");

        Assert.InRange(row.TimestampMicros, before, long.MaxValue);
        Assert.Equal(0, row.Int64(Fields.TransactionDurationUs));
    }

    [Fact]
    public async Task Spans_with_ids_of_a_wrong_length_are_rejected_and_the_others_kept()
    {
        await using var server = await IntakeServer.StartAsync();
        string json = $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102","spanId":"{{Otlp.SpanId}}"},{"traceId":"{{Otlp.TraceId}}","spanId":"{{Otlp.SpanId}}"}]}]}]}""";

        using var answer = await server.ExportAsync("/v1/traces", Encoding.UTF8.GetBytes(json), OtlpCalls.Json);

        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["partialSuccess"]!;
        Assert.Equal("1", (string)told["rejectedSpans"]!);
        Assert.Contains("16 bytes", (string)told["errorMessage"]!, StringComparison.Ordinal);
        Assert.Single(server.Stored);
    }

    [Fact]
    public async Task A_transaction_says_for_whom_it_works_and_how_many_spans_were_left_out()
    {
        var row = await OneAsync(Otlp.Span("\"user.id\": \"7\", \"user.name\": \"mei\", \"user.email\": \"mei@example.org\", \"ashiato.dropped_spans\": 3"));

        Assert.Equal("user.id=7 user.name=mei user.email=mei@example.org transaction.span_count.dropped=3", Shown(row, "user.id", "user.name", "user.email", "transaction.span_count.dropped", "labels.user_id"));
    }

    [Theory]
    [InlineData("\"db.response.returned_rows\": 12", "span.db.rows_affected=12")]
    [InlineData("\"db.response.affected_rows\": 0", "span.db.rows_affected=0")]
    [InlineData("\"db.operation.name\": \"PREPARE\"", "span.action=prepare")]
    [InlineData("\"db.operation.name\": \"SELECT\"", "labels.db_operation_name=SELECT")]
    public async Task A_database_span_says_rows_and_preparing_as_from_Elastics_agents(string attribute, string expected)
    {
        var row = await OneAsync(Otlp.Span("\"db.system.name\": \"postgresql\", " + attribute, $",\"parentSpanId\":\"{Otlp.ParentId}\",\"kind\":3"));

        Assert.Equal(expected, Shown(row, "span.db.rows_affected", "span.action", "labels.db_operation_name"));
    }

    [Theory]
    [InlineData("es=s:0.25", 4)]
    [InlineData("vendor=x,es=s:0.5", 2)]
    [InlineData("es=s:2", 1)]
    public async Task The_sample_rate_of_tracestate_is_the_weight(string state, double weight) =>
        Assert.Equal(weight, (await OneAsync(Otlp.Span(more: $",\"traceState\":\"{state}\""))).Number(Fields.TransactionRepresentativeCount));
}
