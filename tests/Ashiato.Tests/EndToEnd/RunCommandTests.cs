using System.Text.Json;
using System.Xml.Linq;

namespace Ashiato.Tests.EndToEnd;

/// <summary>Runs and gates from the command line, over the recorded marketplace.</summary>
public sealed class RunCommandTests
{
    private const string Range = "2026-11-22T06:00:00Z~2026-11-22T08:00:00Z";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_are_marked_and_claims_about_them_decide_the_exit_code()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--retention-days", "0");
        foreach (byte[] body in IsucariStream.Bodies())
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } };
            using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, Cancel);
            answer.EnsureSuccessStatusCode();
        }

        Assert.Equal("1", (await RunAsync(0, data, "run", "start", "--memo", "as handed out")).Trim());
        Assert.Contains("score 1110", await RunAsync(0, data, "run", "stop", "--score", "1110"), StringComparison.Ordinal);
        Assert.Contains("as handed out", await RunAsync(0, data, "run", "list"), StringComparison.Ordinal);
        Assert.Contains("run 1: 1 of 1 claims hold.", await RunAsync(0, data, "assert", "--run", "last", "score > 1000"), StringComparison.Ordinal);

        string junit = Path.Combine(data.Path, "gate.xml");
        string failed = await RunAsync(2, data, "assert", "--run", Range, "--junit", junit, "calls(GET /new_items.json, statement) <= 5", "p95(GET /new_items.json) < 1m", "failed < 100%");
        Assert.Matches("FAILS  calls\\(GET /new_items.json, statement\\) <= 5   measured 9[89]", failed);
        Assert.Contains("2 of 3 claims hold.", failed, StringComparison.Ordinal);
        var suite = XDocument.Load(junit).Root!.Element("testsuite")!;
        Assert.Equal(("3", "1", 3), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Elements("testcase").Count()));

        var json = JsonElement.Parse(await RunAsync(0, data, "assert", "--json", "--run", Range, "findings(POST /login) == 0"));
        Assert.Equal((true, 0.0), (json.GetProperty("holds").GetBoolean(), json.GetProperty("claims")[0].GetProperty("measured").GetDouble()));

        await using var wrong = Launch(data, "assert", "p95(GET / < 3ms");
        Assert.Equal(1, await wrong.WaitForExitAsync());
        Assert.Contains("^ this parenthesis is never closed", wrong.Error, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(int expected, TemporaryFolder data, params string[] arguments)
    {
        await using var process = Launch(data, arguments);
        int code = await process.WaitForExitAsync();
        Assert.True(code == expected, $"{string.Join(' ', arguments)} ended with {code}: {process.Output}{process.Error}");
        return process.Output;
    }

    private static ChildProcess Launch(TemporaryFolder data, params string[] arguments) => AshiatoProcess.Launch([.. arguments, "--data", data.Path]);
}
