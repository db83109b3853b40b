using Ashiato.Intake.Tests;
using Ashiato.Model;
using Ashiato.Tests;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Agent.Tests;

/// <summary>The assembly for .NET 8 does on .NET 8 what the other one does on .NET 10.</summary>
public sealed class OnNet8Tests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_statements_calls_errors_and_metrics_of_an_application_on_dotnet_8_arrive()
    {
        await using var server = await IntakeServer.StartAsync();
        await using var app = Start(server);
        string line = await app.WaitForLineAsync(line => line.Contains("listens on", StringComparison.Ordinal));
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(line.Split(' ')[^1]) };

        Assert.Equal("""{"id":7,"name":"pen","stock":200}""", await client.GetStringAsync(new Uri("items/7", UriKind.Relative), Cancel));
        Assert.Equal("""{"id":2000,"name":"pen","stock":404}""", await client.GetStringAsync(new Uri("items/2000", UriKind.Relative), Cancel));
        using var failed = await client.GetAsync(new Uri("fail", UriKind.Relative), Cancel);

        Assert.StartsWith(".NET 8.", line, StringComparison.Ordinal);
        var (request, others) = await server.TraceOfAsync("GET /items/{id}");
        Assert.Equal(("shop", "HTTP 2xx"), (request.Text(Fields.ServiceName), request.Text(Fields.TransactionResult)));
        Assert.Single(others, row => row.Text(Fields.SpanDbStatement) == "SELECT 'pen'" && row.Text(Fields.ParentId) == request.Text(Fields.TransactionId));
        var call = Assert.Single(others, row => row.Text(Fields.SpanSubtype) == "http");
        Assert.Equal(($"GET 127.0.0.1:{client.BaseAddress.Port}", "success", 200), (call.Text(Fields.SpanName), call.Text(Fields.EventOutcome), call.Number(Fields.HttpResponseStatusCode)));
        Assert.DoesNotContain("secret", call.Text(Fields.UrlOriginal), StringComparison.Ordinal);
        await server.FindAsync(row => row.Text(Fields.TransactionName) == "GET /stock/{id}" && row.Text(Fields.ParentId) == call.Text(Fields.SpanId));
        var refused = await server.FindAsync(row => row.Text(Fields.SpanSubtype) == "http" && row.Number(Fields.HttpResponseStatusCode) == 404);
        Assert.Equal("failure", refused.Text(Fields.EventOutcome));
        Assert.Equal("System.InvalidOperationException", (await server.FindAsync(row => row.Text(Fields.ErrorExceptionMessage) == "sold out")).Text(Fields.ErrorExceptionType));
        foreach (string name in new[] { "dotnet.gc.collections", "dotnet.process.memory.working_set", "dotnet.process.cpu.time", "dotnet.exceptions", "dotnet.thread_pool.thread.count", "ashiato.agent.lost_spans" })
            await server.FindAsync(row => row.Has(Fields.Sample(name)));
        await server.FindAsync(row => row.Text(Fields.MetricsetName) == "span_breakdown" && row.Text(Fields.SpanType) == "external");
    }

    private static ChildProcess Start(IntakeServer server)
    {
        string flavour = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!);
        string folder = Directory.GetDirectories(Repository.Path("tests", "Ashiato.Agent.OnNet8", "bin", flavour, "net8.0")).Single(one => File.Exists(Path.Combine(one, "on-net8")));
        return ChildProcess.Start(Path.Combine(folder, "on-net8"), [], new Dictionary<string, string>
        {
            ["ELASTIC_APM_SERVER_URL"] = server.Address.ToString(),
            ["ELASTIC_APM_SERVICE_NAME"] = "shop",
            ["ELASTIC_APM_FLUSH_INTERVAL"] = "20ms",
            ["ELASTIC_APM_METRICS_INTERVAL"] = "100ms",
        });
    }
}
