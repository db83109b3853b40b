using System.Net;
using System.Net.Sockets;
using System.Text;
using Ashiato.Doctor;
using Ashiato.Intake.OpenTelemetry;
using Ashiato.Model;
using Ashiato.Settings.Keys;

namespace Ashiato.Intake.Tests.OpenTelemetry;

/// <summary>How OTLP is answered, over HTTP and over gRPC.</summary>
public sealed class OtlpProtocolTests
{
    private const string Token = "s3cret";

    private static byte[] Request => Corpus.Read("otlp/input/otlp_logs.pb");

    private const string LogsExport = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>google.rpc.Status: the code, and whether it says anything.</summary>
    private static (int Code, bool HasMessage) StatusIn(byte[] protobuf)
    {
        var reader = new ProtoReader(protobuf);
        int code = 0;
        bool hasMessage = false;
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == 8) code = (int)reader.ReadVarint();
            else if (tag == 18) hasMessage = reader.ReadBytes().Length > 0;
        }
        return (code, hasMessage);
    }

    [Theory]
    [InlineData("/v1/traces")]
    [InlineData("/v1/metrics")]
    [InlineData("/v1/logs")]
    public async Task An_empty_request_succeeds(string path)
    {
        await using var server = await IntakeServer.StartAsync();

        using var protobuf = await server.ExportAsync(path, []);
        using var json = await server.ExportAsync(path, "{}"u8.ToArray(), OtlpCalls.Json);
        using var nothing = await server.ExportAsync(path, [], OtlpCalls.Json);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (protobuf.StatusCode, json.StatusCode, nothing.StatusCode));
        Assert.Empty(server.Stored);
    }

    [Fact]
    public async Task A_failure_before_a_message_is_read_is_told_in_the_words_of_each_protocol()
    {
        await using var server = await IntakeServer.StartAsync(static options => options.NeedsApiKey = true);
        server.Settings.Fault = new IOException("The disk is gone.");
        server.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "ApiKey " + new ApiKeyCredentials("id", "secret").Encoded);

        using var answer = await server.ExportAsync("/v1/traces", []);
        var call = await server.CallAsync(OtlpCalls.TraceExport, []);

        Assert.Equal((HttpStatusCode.InternalServerError, "{\"error\":\"internal error\"}\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal((13, "internal error"), (call.Status, call.Text));
    }

    [Fact]
    public async Task A_malformed_request_is_answered_in_the_form_it_came_in()
    {
        await using var server = await IntakeServer.StartAsync();

        using var protobuf = await server.ExportAsync("/v1/traces", [0x0A, 0x7F, 1]);
        using var json = await server.ExportAsync("/v1/traces", "{\"resourceSpans\":7}"u8.ToArray(), OtlpCalls.Json);

        Assert.Equal((HttpStatusCode.BadRequest, OtlpCalls.Protobuf), (protobuf.StatusCode, protobuf.Content.Headers.ContentType!.MediaType));
        Assert.Equal((3, true), StatusIn(await protobuf.Content.ReadAsByteArrayAsync(Cancel)));
        Assert.Equal((HttpStatusCode.BadRequest, OtlpCalls.Json), (json.StatusCode, json.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith("{\"code\":3,\"message\":\"", await json.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_POST_is_taken()
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.Client.GetAsync(new Uri("/v1/traces", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Without_the_token_nothing_is_taken()
    {
        await using var server = await IntakeServer.StartAsync(options => options.SecretToken = Token);

        using var http = await server.ExportAsync("/v1/logs", Request);
        var none = await server.CallAsync(LogsExport, Request);
        var wrong = await server.CallAsync(LogsExport, Request, null, ("authorization", "Bearer wrong"));

        Assert.Equal(HttpStatusCode.Unauthorized, http.StatusCode);
        Assert.Contains("{\"error\":\"authentication failed: missing or improperly formatted", await http.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, 16), (none.Http, none.Status));
        Assert.StartsWith("authentication failed: missing or improperly formatted", none.Text, StringComparison.Ordinal);
        Assert.Equal((16, "authentication failed"), (wrong.Status, wrong.Text));
        Assert.Empty(server.Stored);
    }

    [Fact]
    public async Task A_caller_without_a_secret_that_sends_too_much_is_told_so_in_the_words_of_calls()
    {
        // The clock stands still: no token comes back meanwhile.
        await using var server = await IntakeServer.StartAsync(options => (options.SecretToken, options.Anonymous.IsAllowed, options.Anonymous.EventRate) = (Token, true, 1), time: new ManualTime());
        for (int i = 0; i < 3; i++) await server.CallAsync(LogsExport, []);

        var result = await server.CallAsync(LogsExport, []);

        Assert.Equal((8, "rate limit exceeded"), (result.Status, result.Text));
    }

    [Fact]
    public async Task With_the_token_both_protocols_are_taken()
    {
        await using var server = await IntakeServer.StartAsync(options => options.SecretToken = Token);
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);

        using var http = await server.ExportAsync("/v1/logs", Request);
        var grpc = await server.CallAsync(LogsExport, Request);

        Assert.Equal((HttpStatusCode.OK, 0, 2), (http.StatusCode, grpc.Status, server.Stored.Count));
    }

    [Fact]
    public async Task What_is_sent_again_under_its_name_is_kept_once_and_what_was_not_kept_the_first_time_is_kept_then()
    {
        await using var server = await IntakeServer.StartAsync(store: new RecordingStore { RefusesFirst = 1 });
        const string name = "019ac5a0-0000-7000-8000-000000000001";

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(name));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(name));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(name));
        Assert.Single(server.Stored);
        Assert.Equal(name, (await server.Store.Arrivals.ReadAsync(Cancel)).Id.ToString());

        Assert.Equal(HttpStatusCode.OK, await SendAsync("019ac5a0-0000-7000-8000-000000000002"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync("no UUID"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync("no UUID"));
        Assert.Equal(4, server.Stored.Count);

        async Task<HttpStatusCode> SendAsync(string id)
        {
            using var content = new StringContent(Otlp.Span(), System.Text.Encoding.UTF8, OtlpCalls.Json);
            content.Headers.Add("Ashiato-Batch-Id", id);
            using var answer = await server.Client.PostAsync(new Uri("/v1/traces", UriKind.Relative), content, Cancel);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Two_of_one_name_at_the_same_time_are_kept_once()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int imports = 0;
        var messages = new NamedMessages();
        var id = BatchId.New();

        var first = messages.OnceAsync(OtlpSignal.Traces, id, ImportAsync, Cancel);
        var second = messages.OnceAsync(OtlpSignal.Traces, id, ImportAsync, Cancel);
        Assert.False(second.IsCompleted);
        gate.SetResult();

        Assert.Equal((RpcCode.Ok, RpcCode.Ok, 1), ((await first).Code, (await second).Code, imports));

        async Task<OtlpOutcome> ImportAsync()
        {
            imports++;
            await gate.Task;
            return new OtlpOutcome(RpcCode.Ok, "", 0);
        }
    }

    [Fact]
    public async Task A_busy_store_asks_to_come_again()
    {
        await using var server = await IntakeServer.StartAsync(store: new RecordingStore { BusyFrom = 1 });

        using var http = await server.ExportAsync("/v1/logs", Request);
        var grpc = await server.CallAsync(LogsExport, Request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, http.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), http.Headers.RetryAfter!.Delta);
        Assert.Equal((14, true), StatusIn(await http.Content.ReadAsByteArrayAsync(Cancel)));
        Assert.Equal(14, grpc.Status);
    }

    [Theory]
    [InlineData("/opentelemetry.proto.collector.trace.v1.TraceService/Import", 12)]
    [InlineData("/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export", 12)]
    [InlineData("/grpc.health.v1.Health/Check", 12)]
    public async Task A_method_that_is_not_known_is_unimplemented(string method, int status)
    {
        await using var server = await IntakeServer.StartAsync();

        var result = await server.CallAsync(method, []);

        Assert.Equal((HttpStatusCode.OK, status), (result.Http, result.Status));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc+json")]
    [InlineData("application/grpc-web")]
    public async Task A_call_in_another_form_is_an_unsupported_media_type(string contentType)
    {
        await using var server = await IntakeServer.StartAsync();

        var result = await server.CallRawAsync(LogsExport, OtlpCalls.Framed(Request, isGzipped: false), contentType: contentType);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, -1), (result.Http, result.Status));
    }

    [Theory]
    [InlineData("identity", 0)]
    [InlineData("snappy", 12)]
    public async Task What_a_message_is_compressed_with_must_be_known(string encoding, int status)
    {
        await using var server = await IntakeServer.StartAsync();

        Assert.Equal(status, (await server.CallAsync(LogsExport, Request, encoding)).Status);
    }

    [Fact]
    public async Task A_deadline_of_the_caller_is_no_reason_to_fail()
    {
        await using var server = await IntakeServer.StartAsync();

        Assert.Equal(0, (await server.CallAsync(LogsExport, Request, null, ("grpc-timeout", "10S"), ("x-custom", "1"))).Status);
    }

    [Theory]
    [InlineData(new byte[] { }, 13)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, 13)]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, 13)]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 }, 13)]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 1 }, 13)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 1 }, 3)]
    [InlineData(new byte[] { 0, 0, 0x40, 0, 1 }, 8)]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, 8)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 }, 0)]
    public async Task A_frame_that_is_wrong_has_a_status_of_its_own(byte[] framed, int status)
    {
        await using var server = await IntakeServer.StartAsync();

        var result = await server.CallRawAsync(LogsExport, framed);

        Assert.Equal((HttpStatusCode.OK, status), (result.Http, result.Status));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "the call ended inside its message")]
    [InlineData(new byte[] { 0, 0 }, "the call ended before its message")]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 1 }, "grpc-encoding snappy is not supported; identity and gzip are")]
    public async Task A_call_that_is_wrong_is_no_fault_of_the_store_to_the_doctor(byte[] framed, string detail)
    {
        await using var server = await IntakeServer.StartAsync();

        await server.CallRawAsync(LogsExport, framed, encoding: "snappy");

        Assert.Equal((Cause.EventsRejected, detail), Assert.Single(server.Failures));
    }

    [Fact]
    public async Task A_store_that_fails_is_no_fault_of_the_call_to_the_doctor()
    {
        await using var server = await IntakeServer.StartAsync(store: new RecordingStore { Gate = Task.FromException(new IOException("The test says so.")) });

        var result = await server.CallAsync(LogsExport, Request);

        Assert.Equal((13, "internal error"), (result.Status, result.Text));
        Assert.Equal((Cause.QueueFull, "internal error"), Assert.Single(server.Failures));
    }

    [Fact]
    public async Task A_message_that_unpacks_to_more_than_four_megabytes_is_refused()
    {
        await using var server = await IntakeServer.StartAsync();

        var result = await server.CallAsync(LogsExport, new byte[4 * 1024 * 1024 + 1], "gzip");

        Assert.Equal(8, result.Status);
    }

    [Fact]
    public async Task Rejected_data_points_are_told_in_protobuf()
    {
        await using var server = await IntakeServer.StartAsync();
        // A gauge "m" with one data point that has no value.
        byte[] request = [0x0A, 11, 0x12, 9, 0x12, 7, 0x0A, 1, (byte)'m', 0x2A, 2, 0x0A, 0];

        var result = await server.CallAsync("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", request);

        Assert.Equal(0, result.Status);
        Assert.Equal([0x0A, 27, 0x08, 1, 0x12, 23, .. "unsupported data points"u8], result.Message);
    }

    [Fact]
    public async Task Apps_on_phones_have_the_address_they_called_from()
    {
        await using var server = await IntakeServer.StartAsync();
        byte[] json = Otlp.Log("\"body\":{\"stringValue\":\"hello\"}", "\"telemetry.sdk.name\": \"android\", \"telemetry.sdk.language\": \"java\"");
        var message = new Intake.Elastic.ByteBuffer();
        new JsonTranscoder().Transcode(json, JsonShapes.Logs, message);

        await server.CallAsync(LogsExport, message.Written.ToArray(), null, ("x-forwarded-for", "192.0.2.9"));

        var row = Assert.Single(server.Stored);
        Assert.Equal("192.0.2.9 192.0.2.9 127.0.0.1", $"{row.Text(Model.Fields.ClientIp)} {row.Text(Model.Fields.SourceIp)} {row.Text(Model.Fields.SourceNatIp)}");
    }

    [Fact]
    public async Task Both_versions_of_HTTP_share_the_port_byte_by_byte()
    {
        await using var server = await IntakeServer.StartAsync();

        string one = await ConverseAsync(server.Port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        string two = await ConverseAsync(server.Port, [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0]);
        string neither = await ConverseAsync(server.Port, "PRIX * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 200", one, StringComparison.Ordinal);
        // A frame of settings: three bytes of length, then its type.
        Assert.Equal('\u0004', two[3]);
        Assert.StartsWith("HTTP/1.1 405", neither, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_connections_do_not_keep_the_server_from_stopping()
    {
        await using var server = await IntakeServer.StartAsync();
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        await silent.GetStream().WriteAsync("PRI"u8.ToArray(), Cancel);

        await server.StopAsync();

        Assert.True(await EndsAsync(silent.GetStream()));
    }

    /// <summary>True when the other side closes the connection, politely or not.</summary>
    private static async Task<bool> EndsAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], Cancel) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Sends one byte at a time, and returns the first that is answered.</summary>
    private static async Task<string> ConverseAsync(int port, byte[] bytes)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
        var stream = client.GetStream();
        try
        {
            foreach (byte one in bytes) await stream.WriteAsync(new[] { one }, Cancel);
        }
        catch (IOException)
        {
            // A request that is wrong by its first line is answered, and its connection closed, before the rest is sent.
        }
        byte[] answer = new byte[64];
        int length = await stream.ReadAtLeastAsync(answer, 9, cancellationToken: Cancel);
        return Encoding.Latin1.GetString(answer, 0, length);
    }
}
