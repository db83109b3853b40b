using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What comes over the network to the real program, and how much memory it costs.</summary>
public sealed class HostileInputTests(ITestOutputHelper output)
{
    private const long Mebi = 1 << 20;
    private const long TenGigabytes = 10_000_000_000;

    // The most that the program took under the load of many agents, and some.
    private const long MostResidentBytes = 320 * Mebi;
    private const string Token = "s3cret";
    private const string Metadata = """{"metadata":{"service":{"name":"shop","agent":{"name":"go","version":"2.0.0"}}}}""" + "\n";
    private const string Span = """{"span":{"id":"aaaaaaaaaaaaaaaa","trace_id":"0123456789abcdef0123456789abcdef","parent_id":"0123456789abcdef","name":"n","type":"t","start":1,"duration":1}}""" + "\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bad_input_gets_the_errors_of_the_specification_and_the_program_goes_on()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await StartAsync(data);
        byte[] whole = Zip(Encoding.UTF8.GetBytes(Metadata + Span));

        await RequireAsync(ashiato, HttpStatusCode.BadRequest, new ByteArrayContent(whole[..(whole.Length / 2)]), "gzip");
        await RequireAsync(ashiato, HttpStatusCode.BadRequest, new ByteArrayContent(Encoding.UTF8.GetBytes("nonsense\n")));
        await RequireAsync(ashiato, HttpStatusCode.BadRequest, new ByteArrayContent(Encoding.UTF8.GetBytes(Metadata + """{"span":{"id":{},"trace_id":[],"name":-1,"type":1e999,"start":"","duration":null}}""" + "\n")));
        await RequireAsync(ashiato, HttpStatusCode.Unauthorized, new ByteArrayContent(whole), "gzip", token: "wrong");
        byte[] tiny = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{}\n", 100_000)));
        var told = await RequireAsync(ashiato, HttpStatusCode.BadRequest, new LongContent(Encoding.ASCII.GetBytes(Metadata), tiny, 10));
        Assert.Equal((0, 5), ((int)told["accepted"]!, told["errors"]!.AsArray().Count));

        await RequireSoundAsync(ashiato, whole);
    }

    [Fact(Explicit = true)]
    [Trait("Category", "Rehearsal")]
    public async Task A_body_of_ten_gigabytes_in_one_line_costs_no_memory()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await StartAsync(data);
        byte[] piece = new byte[Mebi];
        Array.Fill(piece, (byte)'x');

        var told = await RequireAsync(ashiato, HttpStatusCode.BadRequest, new LongContent(Encoding.ASCII.GetBytes(Metadata + "{\"span\":"), piece, (int)(TenGigabytes / Mebi) + 1, Encoding.ASCII.GetBytes("\n" + Span)));

        Assert.Equal(1, (int)told["accepted"]!);
        await RequireSoundAsync(ashiato, Zip(Encoding.UTF8.GetBytes(Metadata + Span)));
    }

    [Fact(Explicit = true)]
    [Trait("Category", "Rehearsal")]
    public async Task Ten_gigabytes_that_are_ten_megabytes_on_the_wire_cost_no_memory()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await StartAsync(data);
        // A stream of gzip members is one stream.
        byte[] zeros = Zip(new byte[64 * Mebi]);

        var told = await RequireAsync(ashiato, HttpStatusCode.BadRequest, new LongContent(Zip(Encoding.UTF8.GetBytes(Metadata)), zeros, (int)(TenGigabytes / (64 * Mebi)) + 1), "gzip");

        Assert.Equal("event exceeded the permitted size", (string?)told["errors"]![0]!["message"]);
        await RequireSoundAsync(ashiato, Zip(Encoding.UTF8.GetBytes(Metadata + Span)));
    }

    private static Task<AshiatoProcess> StartAsync(TemporaryFolder data) => AshiatoProcess.StartAsync(data, "--secret-token", Token, "--retention-days", "0");

    private async Task RequireSoundAsync(AshiatoProcess ashiato, byte[] whole)
    {
        await RequireAsync(ashiato, HttpStatusCode.Accepted, new ByteArrayContent(whole), "gzip");
        Assert.Equal("ready\n", await ashiato.Http.GetStringAsync(new Uri(ashiato.Server!, "readyz"), Cancel));
        if (!OperatingSystem.IsLinux()) return;
        string line = (await File.ReadAllLinesAsync($"/proc/{ashiato.Process.Id}/status", Cancel)).Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        long most = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        output.WriteLine($"at most {most / Mebi} MiB resident");
        Assert.InRange(most, 1, MostResidentBytes);
    }

    private static async Task<JsonNode> RequireAsync(AshiatoProcess ashiato, HttpStatusCode expected, HttpContent content, string? encoding = null, string token = Token)
    {
        using (content)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
            using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ashiato.Server!, "intake/v2/events?verbose")) { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await client.SendAsync(request, Cancel);
            string body = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {body}");
            return body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!;
        }
    }

    private static byte[] Zip(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest)) gzip.Write(plain);
        return zipped.ToArray();
    }

    /// <summary>A body that is written piece by piece, so that the test itself needs no memory for it.</summary>
    private sealed class LongContent(byte[] first, byte[] piece, int count, byte[]? last = null) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(first);
            for (int i = 0; i < count; i++) await stream.WriteAsync(piece);
            if (last is not null) await stream.WriteAsync(last);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
