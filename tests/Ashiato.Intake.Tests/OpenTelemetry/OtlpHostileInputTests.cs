using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.OpenTelemetry;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.OpenTelemetry;

/// <summary>Whatever comes in as OTLP, the process answers, survives, and does not grow.</summary>
[Collection(Alone.Name)]
public sealed class OtlpHostileInputTests
{
    private const long Megabyte = 1024 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static byte[] Protobuf(string json, JsonShape shape)
    {
        var bytes = new ByteBuffer();
        new JsonTranscoder().Transcode(Encoding.UTF8.GetBytes(json), shape, bytes);
        return bytes.Written.ToArray();
    }

    /// <summary>A message inside a message, with the tag of field 1 unless another is given.</summary>
    private static byte[] Inside(byte[] message, byte tag = 0x0A)
    {
        var length = new List<byte>();
        uint left = (uint)message.Length;
        for (; left >= 0x80; left >>= 7) length.Add((byte)(left | 0x80));
        return [tag, .. length, (byte)left, .. message];
    }

    private static List<(OtlpSignal Signal, byte[] Request)> Seeds()
    {
        string events = $$""","events":[{"name":"exception","attributes":{{Otlp.Attributes("\"exception.type\": \"T\", \"exception.stacktrace\": \"T\\n\\tat a.b(C.java:1)\"")}}}],"links":[{"traceId":"{{Otlp.TraceId}}"}],"traceState":"ot=p:2" """;
        return
        [
            (OtlpSignal.Traces, Protobuf(Otlp.Span("\"http.url\": \"http://a:1/b?c#d\", \"net.peer.ip\": \"::1\", \"l\": [1, 2], \"m\": {\"a\": 1}", events, "\"telemetry.sdk.language\": \"java\", \"host.ip\": [\"::1\"]"), JsonShapes.Traces)),
            (OtlpSignal.Traces, Protobuf(Otlp.Span("\"http.target\": \"/b\", \"db.statement\": \"s\", \"messaging.system\": \"k\", \"peer.address\": \"a:1\"", Otlp.Client), JsonShapes.Traces)),
            (OtlpSignal.Logs, Protobuf(Encoding.UTF8.GetString(Otlp.Log("\"body\":{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"arrayValue\":{\"values\":[{\"doubleValue\":1}]}}}]}},\"eventName\":\"device.crash\"")), JsonShapes.Logs)),
            (OtlpSignal.Metrics, Corpus.Read("otlp/input/otlp_metrics_histogram.pb")),
            (OtlpSignal.Metrics, Protobuf(Encoding.UTF8.GetString(Otlp.Metrics("{\"name\":\"e\",\"exponentialHistogram\":{\"dataPoints\":[{\"scale\":1,\"positive\":{\"offset\":-3,\"bucketCounts\":[1,2,3]}}]}},{\"name\":\"s\",\"summary\":{\"dataPoints\":[{\"count\":\"1\",\"sum\":2}]}}")), JsonShapes.Metrics)),
        ];
    }

    /// <summary>Decodes a request to its end, and checks that what was taken can be shown.</summary>
    private static bool TryDecode(OtlpDecoder decoder, OtlpSignal signal, byte[] request)
    {
        decoder.Begin(signal, request.Length, 1, null);
        try
        {
            while (decoder.Decode(request)) RequireDocuments(decoder);
            RequireDocuments(decoder);
            return true;
        }
        catch (InvalidDataException e)
        {
            Assert.NotEmpty(e.Message);
            return false;
        }
    }

    private static void RequireDocuments(OtlpDecoder decoder)
    {
        if (decoder.TakeBatch() is not { } batch) return;
        foreach (var row in batch.Rows) JsonDocument.Parse(EventDocument.ToUtf8(row)).Dispose();
    }

    [Fact]
    public void Mutated_requests_never_break_the_decoder()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var seeds = Seeds();
        var decoder = new OtlpDecoder(new IntakeOptions());
        int taken = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var (signal, request) = seeds[random.Next(seeds.Count)];
            byte[] changed = [.. request];
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                int at = random.Next(changed.Length);
                if (random.Next(8) == 0) changed = changed[..Math.Max(1, at)];
                else changed[at] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }
            if (TryDecode(decoder, signal, changed)) taken++;
        }
        Assert.InRange(taken, 300, 20_000);
    }

    [Fact]
    public void Random_bytes_never_break_the_decoder()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var decoder = new OtlpDecoder(new IntakeOptions());
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 80)];
            random.NextBytes(bytes);
            // Half of them get past the outer messages.
            byte[] request = i % 2 == 0 ? bytes : Inside(Inside(Inside(bytes, 0x12), 0x12));
            if (!TryDecode(decoder, (OtlpSignal)random.Next(3), request)) refused++;
        }
        Assert.InRange(refused, 10_000, 20_000);
    }

    [Fact]
    public void A_malformed_request_leaves_nothing_to_the_next_one()
    {
        var decoder = new OtlpDecoder(new IntakeOptions());
        // A label, a data set, and then a field that is longer than what is left.
        byte[] attributes = Protobuf($$"""{"resourceSpans":[{"resource":{"attributes":{{Otlp.Attributes("\"secret\": \"s\", \"data_stream.dataset\": \"theirs\"")}} } }]}""", JsonShapes.Traces);
        for (int length = 1; length < attributes.Length; length++)
        {
            byte[] broken = [.. attributes[..length], 0x7F];
            TryDecode(decoder, OtlpSignal.Traces, broken);
        }
        Assert.False(TryDecode(decoder, OtlpSignal.Traces, Inside([.. Inside([.. Inside([.. Inside("secret"u8.ToArray()), .. Inside(Inside("s"u8.ToArray()), 0x12)]), 0xFF])])));

        byte[] request = Protobuf(Otlp.Span(), JsonShapes.Traces);
        decoder.Begin(OtlpSignal.Traces, request.Length, 1, null);
        Assert.False(decoder.Decode(request));

        var row = Assert.Single(decoder.TakeBatch()!.Rows);
        Assert.False(row.Has(Fields.Label("secret")));
        Assert.Equal("apm", row.Text(Fields.DataStreamDataset));
    }

    [Fact]
    public void Mutated_JSON_is_either_a_request_or_refused()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] valid = Encoding.UTF8.GetBytes(Otlp.Span("\"a\": [1, 2.5, true], \"b\": {\"c\": \"d\"}", ",\"kind\":\"SPAN_KIND_SERVER\",\"status\":{\"code\":2}"));
        var decoder = new OtlpDecoder(new IntakeOptions());
        var transcoder = new JsonTranscoder();
        int taken = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] json = [.. valid];
            for (int changes = random.Next(1, 4); changes > 0; changes--) json[random.Next(json.Length)] = (byte)random.Next(256);
            var bytes = new ByteBuffer();
            try
            {
                transcoder.Transcode(json, JsonShapes.Traces, bytes);
            }
            catch (InvalidDataException)
            {
                continue;
            }
            Assert.True(TryDecode(decoder, OtlpSignal.Traces, bytes.Written.ToArray()));
            taken++;
        }
        Assert.InRange(taken, 30, 10_000);
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 })]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x0B })]
    [InlineData(new byte[] { 0x00 })]
    public async Task Lengths_and_tags_that_cannot_be_are_refused(byte[] request)
    {
        await using var server = await IntakeServer.StartAsync();

        using var answer = await server.ExportAsync("/v1/traces", request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public void Values_that_nest_ten_thousand_deep_cost_nothing()
    {
        byte[] value = [0x18, 1];
        // Lists inside lists, and then maps inside maps.
        for (int depth = 0; depth < 10_000; depth++) value = Inside(Inside(value), 0x2A);
        byte[] attribute = [0x0A, 1, (byte)'a', .. Inside(value, 0x12)];
        var decoder = new OtlpDecoder(new IntakeOptions());

        Assert.True(TryDecode(decoder, OtlpSignal.Traces, Inside(Inside(Inside(Inside(attribute, 0x4A), 0x12), 0x12))));
        Assert.True(TryDecode(decoder, OtlpSignal.Logs, Inside(Inside(Inside(Inside(value, 0x2A), 0x12), 0x12))));
    }

    [Fact]
    public async Task JSON_that_nests_ten_thousand_deep_is_refused()
    {
        await using var server = await IntakeServer.StartAsync();
        string json = "{\"resourceSpans\":" + new string('[', 10_000) + new string(']', 10_000) + "}";

        using var answer = await server.ExportAsync("/v1/traces", Encoding.UTF8.GetBytes(json), OtlpCalls.Json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_decompression_bomb_is_too_large_and_leaves_nothing_behind()
    {
        await using var server = await IntakeServer.StartAsync();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            for (int i = 0; i < 256; i++) gzip.Write(new byte[Megabyte]);
        byte[] bomb = packed.ToArray();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < 4; i++)
        {
            using var answer = await server.ExportAsync("/v1/traces", bomb, encoding: "gzip");
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 160 * Megabyte);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_refused()
    {
        await using var server = await IntakeServer.StartAsync(options => options.MaxOtlpBytes = (int)Megabyte);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"u8.ToArray(), Cancel);
        byte[] piece = new byte[Megabyte];
        await stream.WriteAsync(piece, Cancel);
        await stream.WriteAsync(new byte[] { 0 }, Cancel);

        byte[] answer = new byte[12];
        await stream.ReadExactlyAsync(answer, Cancel);

        Assert.Equal("HTTP/1.1 413", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public void Millions_of_empty_records_are_batches_of_bounded_size()
    {
        // Two bytes a span.
        byte[] spans = new byte[800_000];
        for (int i = 0; i < spans.Length; i += 2) spans[i] = 0x12;
        byte[] request = Inside(Inside(spans, 0x12));
        var decoder = new OtlpDecoder(new IntakeOptions());
        decoder.Begin(OtlpSignal.Traces, request.Length, 1, null);
        long rows = 0;
        int batches = 0;
        bool hasMore;
        do
        {
            hasMore = decoder.Decode(request);
            var batch = decoder.TakeBatch()!;
            Assert.InRange(batch.RowCount, 1, OtlpDecoder.MaxRows);
            rows += batch.RowCount;
            batches++;
        }
        while (hasMore);
        Assert.Equal((400_000, 8), (rows, batches));
    }

    [Fact]
    public void Events_links_and_attributes_of_one_span_are_bounded()
    {
        byte[] events = new byte[60_000], links = new byte[60_000];
        for (int i = 0; i < events.Length; i += 2) (events[i], links[i]) = (0x5A, 0x6A);
        var attributes = new List<byte>();
        for (int i = 0; i < 10_000; i++) attributes.AddRange(Inside([.. Inside(Encoding.ASCII.GetBytes($"k{i}")), .. Inside([0x18, 1], 0x12)], 0x4A));
        byte[] request = Inside(Inside(Inside([.. attributes, .. events, .. links], 0x12), 0x12));
        var decoder = new OtlpDecoder(new IntakeOptions());
        decoder.Begin(OtlpSignal.Traces, request.Length, 1, null);

        Assert.False(decoder.Decode(request));

        Assert.Equal(1 + OtlpDecoder.MaxSpanParts, decoder.RowCount);
        Assert.InRange(decoder.TakeBatch()!.Columns.Count, OtlpDecoder.MaxAttributes, OtlpDecoder.MaxAttributes + 60);
        Assert.Contains("left out", decoder.Rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decoding_spans_allocates_no_more_than_their_columns()
    {
        var spans = string.Join(',', Enumerable.Range(1, 2_000).Select(i => $$"""
            {"traceId":"{{i:x32}}","spanId":"{{i:x16}}","parentSpanId":"{{Otlp.ParentId}}","kind":3,"name":"SELECT items","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000000001000",
             "attributes":{{Otlp.Attributes("\"db.system\": \"mysql\", \"db.statement\": \"SELECT 1\", \"item\": 7, \"region\": \"eu\"")}}}
            """));
        byte[] request = Protobuf($$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{spans}}]}]}]}""", JsonShapes.Traces);
        var decoder = new OtlpDecoder(new IntakeOptions());
        long perSpan = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            decoder.Begin(OtlpSignal.Traces, request.Length, 1, null);
            decoder.Decode(request);
            var batch = decoder.TakeBatch()!;
            perSpan = Math.Min(perSpan, (GC.GetAllocatedBytesForCurrentThread() - before) / batch.RowCount);
        }
        // Some thirty columns of four to twenty-one bytes.
        Assert.InRange(perSpan, 50, 700);
    }

    [Fact]
    public async Task Streams_that_are_slow_or_cancelled_do_not_hold_up_others()
    {
        await using var server = await IntakeServer.StartAsync();
        byte[] framed = OtlpCalls.Framed(Corpus.Read("otlp/input/otlp_logs.pb"), isGzipped: false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // More of them than messages are decoded at one time; none ever ends.
        var slow = Enumerable.Range(0, 64).Select(_ => SendSlowlyAsync(server, framed[..^1], ending.Token)).ToList();
        await Task.WhenAll(slow.Select(one => one.Begun.Task));

        for (int i = 0; i < 20; i++) Assert.Equal(0, (await server.CallAsync("/opentelemetry.proto.collector.logs.v1.LogsService/Export", Corpus.Read("otlp/input/otlp_logs.pb"))).Status);
        await ending.CancelAsync();
        foreach (var one in slow) await Assert.ThrowsAnyAsync<Exception>(() => one.Answer);

        Assert.Equal(0, (await server.CallAsync("/opentelemetry.proto.collector.logs.v1.LogsService/Export", Corpus.Read("otlp/input/otlp_logs.pb"))).Status);
        Assert.Equal(21, server.Stored.Count);
    }

    private static (TaskCompletionSource Begun, Task Answer) SendSlowlyAsync(IntakeServer server, byte[] start, CancellationToken cancel)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/opentelemetry.proto.collector.logs.v1.LogsService/Export", UriKind.Relative))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new UnfinishedContent(start, begun),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        return (begun, server.Client.SendAsync(request, cancel));
    }
}
