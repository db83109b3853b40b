using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>Whatever comes in, the process answers, survives, and does not grow.</summary>
[Collection(Alone.Name)]
public sealed class HostileInputTests
{
    private const string Metadata = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"2.0.0"}}}}""" + "\n";

    private static readonly string[] s_seeds =
        ["errors", "errors_2", "events", "metricsets", "otel-bridge", "span-links", "transactions", "transactions_spans", "unknown-span-type"];

    private static readonly string[] s_nonsense =
        ["null", "true", "-1", "1e999", "1.5", "99999999999999999999", "\"\"", "\"\\ud800\"", "\"x\\u0000y\"", "[]", "{}", "[[[]]]", "[null]", "{\"a\":null}", "{\"\":\"\"}", "{\"a.b\":{\"c*\":1}}", "[{}]", "[1,\"a\"]"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static List<byte[]> Lines(string name) =>
        [.. Encoding.UTF8.GetString(Corpus.Input(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)];

    private static EventDecoder Decoder()
    {
        var decoder = new EventDecoder(new IntakeOptions());
        Assert.True(decoder.TryBegin(Encoding.UTF8.GetBytes(Metadata.TrimEnd()), sender: null, isFromBrowser: false, out _));
        return decoder;
    }

    /// <summary>Each event that was taken must have a document that is JSON.</summary>
    private static void RequireDocuments(EventDecoder decoder)
    {
        if (decoder.TakeBatch() is not { } batch) return;
        foreach (var row in batch.Rows) JsonDocument.Parse(EventDocument.ToUtf8(row), new JsonDocumentOptions { MaxDepth = 300 }).Dispose();
    }

    [Fact]
    public void Mutated_lines_never_break_the_decoder()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var lines = s_seeds.SelectMany(name => Lines(name).Skip(1)).ToList();
        var decoder = Decoder();
        int taken = 0;
        for (int i = 0; i < 30_000; i++)
        {
            byte[] line = [.. lines[random.Next(lines.Count)]];
            for (int changes = random.Next(1, 4); changes > 0; changes--) Mutate(ref line, random);
            if (decoder.TryDecode(line, 1, out int accepted, out _)) taken += accepted;
            if (i % 100 == 99) RequireDocuments(decoder);
        }
        Assert.InRange(taken, 1, 30_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2026")]
    [InlineData("+1:00")]
    [InlineData("12:00")]
    [InlineData("-12345")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T12:00:00")]
    [InlineData("2026-13-22T12:00:00Z")]
    public void A_timestamp_that_is_no_moment_is_refused(string text)
    {
        byte[] line = Encoding.UTF8.GetBytes($$$"""{"transaction":{"id":"0011223344556677","trace_id":"01234567890123456789abcdefabcdef","type":"request","duration":1,"span_count":{"started":0},"timestamp":"{{{text}}}"}}""");

        Assert.False(Decoder().TryDecode(line, 1, out _, out string error));

        Assert.Contains("RFC 3339", error, StringComparison.Ordinal);
    }

    private static void Mutate(ref byte[] line, Random random)
    {
        int at = random.Next(line.Length);
        switch (random.Next(4))
        {
            case 0:
                line[at] = (byte)random.Next(256);
                break;
            case 1:
                line = line[..at];
                if (line.Length == 0) line = [0];
                break;
            case 2:
                line = [.. line[..at], .. Encoding.UTF8.GetBytes(s_nonsense[random.Next(s_nonsense.Length)]), .. line[at..]];
                break;
            default:
                int end = random.Next(at, Math.Min(line.Length, at + 20));
                line = [.. line[..at], .. line[end..]];
                break;
        }
    }

    [Fact]
    public void Random_bytes_never_break_the_decoder()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var decoder = Decoder();
        byte[] start = Encoding.ASCII.GetBytes("{\"span\":");
        for (int i = 0; i < 50_000; i++)
        {
            byte[] line = [.. i % 2 == 0 ? start : [], .. new byte[random.Next(1, 60)]];
            random.NextBytes(line.AsSpan(i % 2 == 0 ? start.Length : 0));
            Assert.False(decoder.TryDecode(line, 1, out _, out string error));
            Assert.NotEmpty(error);
        }
    }

    [Fact]
    public void Nonsense_in_every_field_is_either_refused_or_kept_as_a_document()
    {
        var decoder = Decoder();
        int tried = 0;
        foreach (byte[] line in s_seeds.SelectMany(name => Lines(name).Skip(1)))
        {
            var reader = new Utf8JsonReader(line);
            var values = new List<(int Start, int End)>();
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject) break;
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                var value = reader;
                value.Read();
                int start = (int)value.TokenStartIndex;
                value.Skip();
                values.Add((start, (int)value.BytesConsumed));
            }
            foreach (var (start, end) in values)
                foreach (string nonsense in s_nonsense)
                {
                    byte[] changed = [.. line[..start], .. Encoding.UTF8.GetBytes(nonsense), .. line[end..]];
                    tried++;
                    if (!decoder.TryDecode(changed, 1, out _, out string error)) Assert.NotEmpty(error);
                    if (tried % 200 == 0) RequireDocuments(decoder);
                }
        }
        RequireDocuments(decoder);
        Assert.InRange(tried, 10_000, int.MaxValue);
    }

    [Fact]
    public async Task Random_bodies_are_answered_and_never_with_an_internal_error()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await IntakeServer.StartAsync();
        byte[] valid = Corpus.Input("events");
        for (int i = 0; i < 200; i++)
        {
            byte[] body = i % 2 == 0 ? new byte[random.Next(1, 4_000)] : [.. valid];
            if (i % 2 == 0) random.NextBytes(body);
            else for (int changes = 0; changes < 20; changes++) body[random.Next(body.Length)] = (byte)random.Next(256);
            string? encoding = random.Next(4) switch { 0 => "gzip", 1 => "deflate", _ => null };
            using var answer = await server.PostAsync(body, encoding);
            Assert.True(answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.BadRequest, $"{answer.StatusCode} in round {i}");
        }
        using var after = await server.PostAsync(valid);
        Assert.Equal(HttpStatusCode.Accepted, after.StatusCode);
    }

    [Fact]
    public async Task A_million_tiny_lines_are_counted_and_refused()
    {
        await using var server = await IntakeServer.StartAsync();
        byte[] tiny = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{}\n", 100_000)));

        using var answer = await server.PostAsync(new RepeatedContent(Encoding.ASCII.GetBytes(Metadata), tiny, 10));

        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((400, 0, 5), ((int)answer.StatusCode, (int)told["accepted"]!, told["errors"]!.AsArray().Count));
    }

    [Fact]
    public async Task One_endless_line_costs_no_memory_and_what_follows_is_kept()
    {
        await using var server = await IntakeServer.StartAsync();
        byte[] piece = new byte[1024 * 1024];
        Array.Fill(piece, (byte)'x');
        const string span = "\n{\"span\":{\"id\":\"aaaaaaaaaaaaaaaa\",\"trace_id\":\"0123456789abcdef0123456789abcdef\",\"parent_id\":\"0123456789abcdef\",\"name\":\"n\",\"type\":\"t\",\"start\":1,\"duration\":1}}\n";
        long before = GC.GetTotalMemory(forceFullCollection: true);

        using var answer = await server.PostAsync(new RepeatedContent(Encoding.ASCII.GetBytes(Metadata + "{\"span\":"), piece, 512, Encoding.ASCII.GetBytes(span)));

        Assert.Equal(1, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["accepted"]!);
        Assert.Single(server.Stored);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 * 1024 * 1024);
    }

    [Fact]
    public async Task A_decompression_bomb_is_only_a_long_stream()
    {
        await using var server = await IntakeServer.StartAsync();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.ASCII.GetBytes(Metadata));
            byte[] piece = new byte[1024 * 1024];
            for (int i = 0; i < 256; i++) gzip.Write(piece);
        }

        using var answer = await server.PostAsync(packed.ToArray(), "gzip");

        Assert.Equal("event exceeded the permitted size", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["errors"]![0]!["message"]);
    }

    [Fact]
    public void Names_made_up_by_a_sender_do_not_pile_up()
    {
        var decoder = Decoder();
        long fields = 0;
        for (int i = 0; i < 50_000; i++)
        {
            string line = $$$"""{"metricset":{"tags":{"tag{{{i}}}":"v"},"samples":{"made.up.{{{i}}}":{"value":1} } } }""";
            Assert.True(decoder.TryDecode(Encoding.ASCII.GetBytes(line), 1, out _, out _));
            if (decoder.BatchBytes < 1024 * 1024) continue;
            fields = Math.Max(fields, decoder.TakeBatch()!.Columns.Count);
        }
        // A batch ends early when every event brings columns of its own.
        Assert.InRange(fields, 100, 1_600);
    }
}
