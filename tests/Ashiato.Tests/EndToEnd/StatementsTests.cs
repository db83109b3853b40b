using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What a real marketplace asked of its database, from the agent's bytes to the answers below /api/.</summary>
public sealed partial class StatementsTests
{
    private const string Range = "from=2026-11-22T06:00:00Z&to=2026-11-22T08:00:00Z";

    private const string Expected =
        """
        calledInLoop GET /new_items.json
        calledInLoop GET /new_items/{id}.json
        calledInLoop GET /users/transactions.json
        calledInLoop GET /users/{id}.json
        oneAfterTheOther GET /users/transactions.json
        oneAfterTheOther POST /buy
        preparedEachTime
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statements_findings_and_endpoints_of_the_recorded_marketplace_are_what_its_agent_sent()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--retention-days", "0");
        var bodies = IsucariStream.Bodies().ToArray();
        foreach (byte[] body in bodies) await SendAsync(ashiato, body);

        await Digests_are_equal(ashiato, bodies);
        await Loops_and_serial_calls_are_named(ashiato);
    }

    [Fact]
    public async Task Of_the_recorded_demo_of_the_Nodejs_agent_one_loop_is_told_and_nothing_else()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--retention-days", "0");
        await using var file = File.OpenRead(Repository.Path("tests", "corpus", "streams", "apm-nodejs-traces-3.29.0.ndjson.gz"));
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var body = new MemoryStream();
        await unpacked.CopyToAsync(body, Cancel);
        await SendAsync(ashiato, body.ToArray());

        var list = await AskAsync(ashiato, "api/findings?from=2022-02-28T13:00:00Z&to=2022-02-28T14:00:00Z");

        Assert.Equal(783, list.GetProperty("evidence").GetProperty("lookedAt").GetInt32());
        var finding = Assert.Single(list.GetProperty("findings").EnumerateArray());
        Assert.Equal(("calledInLoop", "POST /api/orders", "SELECT id FROM products WHERE id = ?"), (Text(finding, "kind"), Text(finding, "transaction"), Text(finding.GetProperty("call"), "text")));
        Assert.StartsWith("server/routes.js:", Text(finding, "codeLine"), StringComparison.Ordinal);
    }

    private static async Task Digests_are_equal(AshiatoProcess ashiato, byte[][] bodies)
    {
        var expected = Digest(bodies);

        var ranking = await AskAsync(ashiato, $"api/calls?{Range}");
        var found = ranking.GetProperty("groups").EnumerateArray()
            .Where(group => group.GetProperty("kind").GetProperty("text").GetString() != "connect")
            .ToDictionary(group => group.GetProperty("kind").GetProperty("text").GetString()!);

        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        foreach (var (statement, (calls, micros, preparing)) in expected)
        {
            Assert.Equal(calls, found[statement].GetProperty("count").GetInt64());
            // Agents send milliseconds with fractions; each is cut to whole microseconds.
            Assert.Equal(micros + preparing, found[statement].GetProperty("totalMicros").GetDouble(), tolerance: 2.0 * calls + 1);
            Assert.Equal(preparing, found[statement].GetProperty("prepareMicros").GetDouble(), tolerance: calls + 1);
        }
        double all = ranking.GetProperty("totalMicros").GetDouble();
        Assert.InRange(ranking.GetProperty("prepareMicros").GetDouble() / all, 0.45, 0.55);
        Assert.True(ranking.GetProperty("evidence").GetProperty("isAll").GetBoolean());
    }

    private static async Task Loops_and_serial_calls_are_named(AshiatoProcess ashiato)
    {
        var findings = (await AskAsync(ashiato, $"api/findings?{Range}")).GetProperty("findings").EnumerateArray().ToArray();

        Assert.InRange(PerRequest("calledInLoop", "GET /new_items.json", "FROM categories"), 98, 99);
        Assert.InRange(PerRequest("calledInLoop", "GET /new_items.json", "FROM users"), 49, 49);
        Assert.InRange(PerRequest("oneAfterTheOther", "GET /users/transactions.json", "/status"), 2, 10);
        Assert.Contains(findings, finding => finding.GetProperty("kind").GetString() == "preparedEachTime" && finding.GetProperty("share").GetDouble() is > 0.45 and < 0.55);
        // The line that asks, not one of the library between it and the driver.
        Assert.All(findings.Where(static finding => Text(finding, "transaction") == "GET /new_items.json"), static finding => Assert.StartsWith("main.go:", Text(finding, "codeLine"), StringComparison.Ordinal));
        // Nothing else is wrong with it: each rule keeps silent about all other endpoints.
        Assert.Equal(Expected, string.Join('\n', findings.Select(finding => $"{Text(finding, "kind")} {Text(finding, "transaction")}".Trim()).Distinct().Order(StringComparer.Ordinal)));

        double PerRequest(string kind, string transaction, string call) => Assert.Single(findings, finding =>
            finding.GetProperty("kind").GetString() == kind
            && finding.TryGetProperty("transaction", out var name) && name.GetString() == transaction
            && finding.GetProperty("call").GetProperty("text").GetString()!.Contains(call, StringComparison.Ordinal)).GetProperty("perRequest").GetDouble();
    }

    private static string? Text(JsonElement finding, string name) => finding.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Counts statements in the agent's lines, with nothing of the program: the placeholders are there already.</summary>
    private static Dictionary<string, (long Calls, double Micros, double Preparing)> Digest(IEnumerable<byte[]> bodies)
    {
        var digest = new Dictionary<string, (long Calls, double Micros, double Preparing)>();
        foreach (string line in bodies.SelectMany(body => Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            using var json = JsonDocument.Parse(line);
            if (!json.RootElement.TryGetProperty("span", out var span) || !span.TryGetProperty("context", out var context)) continue;
            if (!context.TryGetProperty("db", out var db) || !db.TryGetProperty("statement", out var statement)) continue;
            string text = Normal(statement.GetString()!);
            double micros = span.GetProperty("duration").GetDouble() * 1_000;
            bool isPrepare = span.GetProperty("action").GetString() == "prepare";
            var (calls, time, preparing) = digest.GetValueOrDefault(text);
            digest[text] = isPrepare ? (calls, time, preparing + micros) : (calls + 1, time + micros, preparing);
        }
        return digest;
    }

    private static string Normal(string statement)
    {
        statement = Space().Replace(statement.Replace("`", "", StringComparison.Ordinal), " ");
        statement = Equality().Replace(statement, " = ");
        statement = Comma().Replace(statement, ", ");
        return List().Replace(statement, "IN (?)").Trim();
    }

    private static async Task<JsonElement> AskAsync(AshiatoProcess ashiato, string path) =>
        await ashiato.Http.GetFromJsonAsync<JsonElement>(new Uri(ashiato.Console!, path), Cancel);

    private static async Task SendAsync(AshiatoProcess ashiato, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } };
        using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\s*=\s*")]
    private static partial Regex Equality();

    [GeneratedRegex(@"\s*,\s*")]
    private static partial Regex Comma();

    [GeneratedRegex(@"IN \(\?(, \?)*\)")]
    private static partial Regex List();
}
