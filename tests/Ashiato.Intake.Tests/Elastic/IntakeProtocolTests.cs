using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Doctor;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>What agents see of the events endpoint, over real connections.</summary>
public sealed class IntakeProtocolTests
{
    private const string Metadata = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"2.0.0"}}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Span(string id, string more = "") =>
        $$$"""{"span":{"id":"{{{id}}}","trace_id":"0123456789abcdef0123456789abcdef","parent_id":"0123456789abcdef","name":"SELECT","type":"db","timestamp":1700000000000000,"duration":1.5{{{more}}}}}""";

    private static byte[] Lines(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    private static byte[] Packed(byte[] bytes, Func<Stream, Stream> pack)
    {
        using var packed = new MemoryStream();
        using (var stream = pack(packed)) stream.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Gzip(byte[] bytes) => Packed(bytes, static stream => new GZipStream(stream, CompressionLevel.Fastest));

    private static byte[] Zlib(byte[] bytes) => Packed(bytes, static stream => new ZLibStream(stream, CompressionLevel.Fastest));

    [Theory]
    [InlineData("plain", null)]
    [InlineData("gzip", "gzip")]
    [InlineData("zlib", "deflate")]
    [InlineData("gzip", null)]
    [InlineData("zlib", null)]
    public async Task A_body_may_be_compressed_and_need_not_say_so(string form, string? encoding)
    {
        byte[] body = Corpus.Input("errors");
        body = form switch { "gzip" => Gzip(body), "zlib" => Zlib(body), _ => body };
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(body, encoding, IntakeServer.Events + "?verbose");

        Assert.Equal((202, "{\"accepted\":5}\n"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal(5, server.Stored.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_may_come_in_chunks_of_one_byte(bool isPacked)
    {
        byte[] body = Corpus.Input("errors");
        if (isPacked) body = Gzip(body);
        await using var server = await IntakeServer.StartAsync();
        using var connection = new TcpClient("127.0.0.1", server.Port);
        var stream = connection.GetStream();

        await stream.WriteAsync("POST /intake/v2/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancel);
        foreach (byte one in body) await stream.WriteAsync(new byte[] { (byte)'1', 13, 10, one, 13, 10 }, Cancel);
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Cancel);

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 202 Accepted", await reader.ReadLineAsync(Cancel));
        Assert.Equal(5, server.Stored.Count);
    }

    [Theory]
    [InlineData("gzip", "data decoding error: gzip: invalid header")]
    [InlineData("deflate", "data decoding error: zlib: invalid header")]
    public async Task A_body_that_is_not_what_its_header_says_is_refused(string encoding, string message)
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Corpus.Input("errors"), encoding);

        Assert.Equal((400, $$"""{"accepted":0,"errors":[{"message":"{{message}}"}]}""" + "\n"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Theory]
    [InlineData("/intake/v2/events", "application/x-ndjson")]
    [InlineData("/v1/traces", "application/x-protobuf")]
    public async Task A_body_that_is_packed_with_a_dictionary_is_refused_and_not_taken_for_a_sender_who_left(string path, string type)
    {
        await using var server = await IntakeServer.StartAsync();
        // 2^5 of the second byte says that a dictionary is needed, whose checksum follows.
        using var body = new ByteArrayContent([0x78, 0xBB, 1, 2, 3, 4, 5, 6, 7, 8]);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        body.Headers.ContentEncoding.Add("deflate");

        using var answer = await server.Client.PostAsync(path, body, Cancel);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("zlib: invalid dictionary", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_body_that_ends_too_early_keeps_its_whole_events_and_says_what_is_wrong()
    {
        byte[] body = Gzip(Lines([Metadata, .. Enumerable.Range(0, 20_000).Select(i => Span(i.ToString("x16", null)))]));
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(body[..(body.Length / 2)], "gzip");

        Assert.Equal(400, (int)answer.StatusCode);
        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.StartsWith("data decoding error: ", (string)told["errors"]![0]!["message"]!, StringComparison.Ordinal);
        Assert.InRange(server.Stored.Count, 1_000, 19_999);
        Assert.Equal(server.Stored.Count, (int)told["accepted"]!);
    }

    [Fact]
    public async Task The_longest_line_is_taken_and_the_next_longer_one_is_not()
    {
        string shell = Span("aaaaaaaaaaaaaaaa", ",\"context\":{\"db\":{\"statement\":\"\"}}");
        string Long(int length) => Span("aaaaaaaaaaaaaaaa", $",\"context\":{{\"db\":{{\"statement\":\"{new string('x', length - shell.Length)}\"}}}}");
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Lines(Metadata, Long(307_199), Long(307_200), Span("bbbbbbbbbbbbbbbb")));

        Assert.Equal(400, (int)answer.StatusCode);
        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(2, (int)told["accepted"]!);
        Assert.Equal("event exceeded the permitted size", (string?)told["errors"]![0]!["message"]);
        Assert.Equal(307_200, ((string)told["errors"]![0]!["document"]!).Length);
        Assert.Equal(["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"], server.Stored.Select(row => row.Text(Fields.SpanId)!));
    }

    [Fact]
    public async Task A_line_of_metadata_that_is_too_long_ends_the_request()
    {
        await using var server = await IntakeServer.StartAsync(static options => options.MaxEventBytes = 10);

        using var answer = await server.PostAsync(Corpus.Input("errors"));

        Assert.True(JsonNode.DeepEquals(Corpus.Json("responses/TooLarge.approved.json"), JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))));
        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Of_six_wrong_lines_five_are_told_and_the_good_ones_are_kept()
    {
        string wrong = """{"span":{"id":"1"}}""";
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Lines(Metadata, wrong, wrong, Span("aaaaaaaaaaaaaaaa"), wrong, wrong, wrong, wrong, Span("bbbbbbbbbbbbbbbb")));

        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((400, 2, 5), ((int)answer.StatusCode, (int)told["accepted"]!, told["errors"]!.AsArray().Count));
        Assert.Equal("validation error: span: requires at least one of the fields 'start;timestamp'", (string?)told["errors"]![0]!["message"]);
        Assert.Equal(wrong, (string?)told["errors"]![0]!["document"]);
        Assert.Equal(2, server.Stored.Count);
    }

    [Theory]
    [InlineData("""{"metadata":{}}""", "did not recognize object type: \"metadata\"")]
    [InlineData("""{"tennis":{}}""", "did not recognize object type: \"tennis\"")]
    [InlineData("nonsense", "did not recognize object type: \"\"")]
    [InlineData("""{"transaction":null}""", "validation error: 'transaction' required")]
    [InlineData("""{"transaction":{"id":"1","trace_id":"2","type":"t","duration":-1,"span_count":{"started":0}}}""", "validation error: transaction: 'duration': validation rule 'min(0)' violated")]
    [InlineData("""{"transaction":{"id":"1","trace_id":"2","type":"t","duration":1,"span_count":{"started":0},"outcome":"fine"}}""", "validation error: transaction: 'outcome': validation rule 'enum(enumOutcome)' violated")]
    [InlineData("""{"transaction":{"id":"1","trace_id":"2","type":"t","duration":1,"span_count":{"started":0},"context":{"request":{"http_version":"2"}}}}""", "validation error: transaction: context: request: 'method' required")]
    [InlineData("""{"transaction":{"id":"1","trace_id":"2","type":"t","duration":1,"span_count":{"started":0},"context":{"tags":{"a":[1]}}}}""", "validation error: transaction: context: 'tags': validation rule 'inputTypesVals(string;bool;number)' violated for key a")]
    [InlineData("""{"error":{"id":"1","trace_id":"2","log":{"message":"m"}}}""", "validation error: error: 'parent_id' required when 'trace_id' is set")]
    [InlineData("""{"error":{"id":"1","exception":{"module":"m"}}}""", "validation error: error: exception: requires at least one of the fields 'message;type'")]
    [InlineData("""{"metricset":{"samples":{"a*":{"value":1}}}}""", "validation error: metricset: 'samples': validation rule 'patternKeys(patternNoAsteriskQuote)' violated")]
    public async Task A_wrong_line_is_answered_with_what_is_wrong(string line, string message)
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Lines(Metadata, line));

        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((400, message, line), ((int)answer.StatusCode, (string?)told["errors"]![0]!["message"], (string?)told["errors"]![0]!["document"]));
    }

    [Fact]
    public async Task Events_are_seen_while_the_request_is_still_open()
    {
        await using var server = await IntakeServer.StartAsync();
        using var connection = new TcpClient("127.0.0.1", server.Port);
        var stream = connection.GetStream();
        byte[] first = Lines(Metadata, Span("aaaaaaaaaaaaaaaa")), second = Lines(Span("bbbbbbbbbbbbbbbb"));

        await stream.WriteAsync("POST /intake/v2/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), Cancel);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{first.Length:x}\r\n{Encoding.ASCII.GetString(first)}\r\n"), Cancel);
        var seen = await server.Store.Arrivals.ReadAsync(Cancel);
        Assert.Equal("aaaaaaaaaaaaaaaa", seen[0].Text(Fields.SpanId));

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{second.Length:x}\r\n{Encoding.ASCII.GetString(second)}\r\n0\r\n\r\n"), Cancel);
        seen = await server.Store.Arrivals.ReadAsync(Cancel);
        Assert.Equal("bbbbbbbbbbbbbbbb", seen[0].Text(Fields.SpanId));
    }

    [Fact]
    public async Task What_a_sender_sent_before_it_vanished_is_kept()
    {
        await using var server = await IntakeServer.StartAsync();
        byte[] lines = Lines(Metadata, Span("aaaaaaaaaaaaaaaa"), Span("bbbbbbbbbbbbbbbb")[..40]);
        using (var connection = new TcpClient("127.0.0.1", server.Port))
        {
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /intake/v2/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{Encoding.ASCII.GetString(lines[..^1])}"), Cancel);
            connection.Client.LingerState = new LingerOption(true, 0);
            Assert.Equal("aaaaaaaaaaaaaaaa", (await server.Store.Arrivals.ReadAsync(Cancel))[0].Text(Fields.SpanId));
        }

        using var answer = await server.PostAsync(Lines(Metadata, Span("cccccccccccccccc")));
        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal(["aaaaaaaaaaaaaaaa", "cccccccccccccccc"], server.Stored.Select(row => row.Text(Fields.SpanId)!));
    }

    [Fact]
    public async Task A_store_that_is_busy_is_told_with_what_it_still_took()
    {
        await using var server = await IntakeServer.StartAsync(static options => options.BatchEvents = 3, new RecordingStore { BusyFrom = 2 });

        using var answer = await server.PostAsync(Lines([Metadata, .. Enumerable.Range(0, 20).Select(i => Span(i.ToString("x16", null)))]));

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        var expected = Corpus.Json("responses/FullQueue.approved.json");
        expected["accepted"] = 3;
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))));
        Assert.Equal(3, server.Stored.Count);
    }

    [Fact]
    public async Task A_disk_that_fails_is_not_taken_for_a_sender_who_left()
    {
        await using var server = await IntakeServer.StartAsync(static options => options.Rum.IsEnabled = true);
        server.Settings.Fault = new IOException("The disk is gone.");

        using var answer = await server.PostAsync(Lines(Metadata.Replace("\"shop\"", "\"shop\",\"version\":\"1\"", StringComparison.Ordinal), """{"error":{"id":"00000000000000e1","exception":{"message":"m"}}}"""), path: "/intake/v2/rum/events");

        Assert.Equal(500, (int)answer.StatusCode);
        Assert.Equal("internal error", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["errors"]![0]!["message"]);
    }

    [Theory]
    [InlineData("/intake/v2/events")]
    [InlineData("/v1/traces")]
    public async Task A_sender_who_resets_its_stream_of_HTTP_2_is_no_failure(string path)
    {
        await using var server = await IntakeServer.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var begun = new TaskCompletionSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new UnfinishedContent("{"u8.ToArray(), begun) };
            var sending = server.Client.SendAsync(request, leaving.Token);
            await begun.Task.WaitAsync(Cancel);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        using var answer = await server.PostAsync(Lines(Metadata, Span("cccccccccccccccc")));
        Assert.Equal(202, (int)answer.StatusCode);
        Assert.DoesNotContain(server.Failures, static failure => failure.Cause != Cause.ClockOff);
    }

    [Fact]
    public async Task A_request_that_is_open_when_the_server_stops_is_answered_and_its_events_are_kept()
    {
        await using var server = await IntakeServer.StartAsync();
        using var connection = new TcpClient("127.0.0.1", server.Port);
        var stream = connection.GetStream();
        byte[] lines = Lines(Metadata, Span("aaaaaaaaaaaaaaaa"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /intake/v2/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{Encoding.ASCII.GetString(lines)}"), Cancel);
        await server.Store.Arrivals.ReadAsync(Cancel);

        var stopping = server.StopAsync();

        using var reader = new StreamReader(stream);
        string answer = await reader.ReadToEndAsync(Cancel);
        await stopping;
        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.EndsWith("{\"accepted\":1,\"errors\":[{\"message\":\"server is shutting down\"}]}\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_derived_fields_of_metadata_follow_what_the_agent_knows()
    {
        const string pod = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"2"}},"system":{"detected_hostname":"pod-7f","kubernetes":{"pod":{"name":"pod-7f"}},"container":{"id":"c1"}}}}""";
        const string host = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"2"}},"system":{"hostname":"old","detected_hostname":"seen"}}}""";
        await using var server = await IntakeServer.StartAsync(static options => options.DefaultEnvironment = "lab");

        using var first = await server.PostAsync(Lines(pod, Span("aaaaaaaaaaaaaaaa")));
        using var second = await server.PostAsync(Lines(host, Span("bbbbbbbbbbbbbbbb")));

        var rows = server.Stored;
        Assert.Equal((null, null, "c1"), (rows[0].Text(Fields.HostHostname), rows[0].Text(Fields.HostName), rows[0].Text(Fields.ServiceNodeName)));
        Assert.Equal(("seen", "seen", "seen"), (rows[1].Text(Fields.HostHostname), rows[1].Text(Fields.HostName), rows[1].Text(Fields.ServiceNodeName)));
        Assert.All(rows, static row => Assert.Equal("lab", row.Text(Fields.ServiceEnvironment)));
    }

    [Theory]
    [InlineData("2024-02-03T04:05:06.123456789Z", "2024-02-03T04:05:06.123Z")]
    [InlineData("2024-02-03T04:05:06.123456789+0900", "2024-02-02T19:05:06.123Z")]
    [InlineData("2024-02-03T04:05:06.1234567890123-05", "2024-02-03T09:05:06.123Z")]
    [InlineData("2024-02-03T04:05:06Z", "2024-02-03T04:05:06.000Z")]
    public async Task A_log_records_time_may_be_as_fine_as_its_logger_writes_it(string written, string expected)
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Lines(Metadata, $$$"""{"log":{"@timestamp":"{{{written}}}","message":"hi"}}"""));

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal(expected, (string?)JsonNode.Parse(EventDocument.ToUtf8(Assert.Single(server.Stored)))!["@timestamp"]);
    }

    [Theory]
    [InlineData("\"Forwarded\":\"for=\\\"[2001:db8::1]:4711\\\"\"", "2001:db8::1 4711 2001:db8::1 4711 10.0.0.1")]
    [InlineData("\"X-Real-Ip\":\"nobody\",\"x-forwarded-for\":\"192.0.2.7, 10.0.0.9\"", "192.0.2.7  192.0.2.7  10.0.0.1")]
    [InlineData("\"Accept\":\"*/*\"", "10.0.0.1  10.0.0.1 99 ")]
    public async Task The_client_of_a_request_is_who_a_proxy_names_with_the_port_it_names(string headers, string expected)
    {
        string line = $$$"""{"transaction":{"id":"1","trace_id":"2","type":"request","duration":1,"span_count":{"started":0},"context":{"request":{"method":"GET","socket":{"remote_address":"10.0.0.1:99"},"headers":{ {{{headers}}} } } } } }""";
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Lines(Metadata, line));

        var document = JsonNode.Parse(EventDocument.ToUtf8(Assert.Single(server.Stored)))!;
        var (client, source) = (document["client"]!, document["source"]!);
        Assert.Equal(expected, $"{client["ip"]} {client["port"]} {source["ip"]} {source["port"]} {source["nat"]?["ip"]}");
    }

    [Fact]
    public async Task Where_a_caller_ran_is_kept_of_transactions_and_not_of_errors()
    {
        const string context = "\"context\":{\"cloud\":{\"origin\":{\"provider\":\"aws\",\"account\":{\"id\":\"7\"}}}}";
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Lines(Metadata,
            $$$"""{"transaction":{"id":"1","trace_id":"2","type":"messaging","duration":1,"span_count":{"started":0},{{{context}}}}}""",
            $$$"""{"error":{"id":"1","log":{"message":"m"},{{{context}}}}}"""));

        Assert.Equal(["""{"origin":{"account":{"id":"7"},"provider":"aws"}}""", null],
            server.Stored.Select(static row => JsonNode.Parse(EventDocument.ToUtf8(row))!["cloud"]?.ToJsonString()));
    }

    [Fact]
    public async Task Log_records_may_be_flat_or_nested()
    {
        const string flat = """{"log":{"@timestamp":"2024-02-03T04:05:06.789+0100","message":"hi","log.level":"warn","log.origin.file.name":"a.go","log.origin.file.line":7,"trace.id":"0123456789abcdef0123456789abcdef","transaction.id":"0123456789abcdef"}}""";
        const string nested = """{"log":{"@timestamp":1700000000000000,"message":"oh","log.level":"flat","log":{"level":"error","origin":{"function":"f"}},"error":{"type":"E","message":"m"},"service":{"name":"other"}}}""";
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.PostAsync(Lines(Metadata, flat, nested));

        Assert.Equal(202, (int)answer.StatusCode);
        var log = JsonNode.Parse(EventDocument.ToUtf8(server.Stored[0]))!;
        Assert.Equal(("2024-02-03T03:05:06.789Z", "warn", 7, "0123456789abcdef"),
            ((string?)log["@timestamp"], (string?)log["log"]!["level"], (int?)log["log"]!["origin"]!["file"]!["line"], (string?)log["span"]!["id"]));
        Assert.Equal(("apm.app.shop", "event"), ((string?)log["data_stream"]!["dataset"], (string?)log["event"]!["kind"]));
        Assert.Null(log["processor"]);
        var error = JsonNode.Parse(EventDocument.ToUtf8(server.Stored[1]))!;
        Assert.Equal(("error", "apm.error", "error", "other"),
            ((string?)error["log"]!["level"], (string?)error["data_stream"]!["dataset"], (string?)error["processor"]!["event"], (string?)error["service"]!["name"]));
    }
}
