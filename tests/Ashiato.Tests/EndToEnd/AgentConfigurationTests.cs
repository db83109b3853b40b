using System.Text.Json;

namespace Ashiato.Tests.EndToEnd;

public sealed class AgentConfigurationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_stops_the_real_agent_from_recording_and_starts_it_again()
    {
        await NodeService.InstallAsync();
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", "s3cret", "--agent-poll-seconds", "5");
        await using var stock = await NodeService.StartAsync("stock", ashiato.Server!, "s3cret");
        await Eventually.GetAsync("The agent's first question", async () => (await AgentsAsync(ashiato)).GetArrayLength() == 1 ? "asked" : null, Cancel);
        await AskAsync(stock, ashiato, 1);
        await CountAsync(ashiato, 1);

        await SendAsync(ashiato, "mute", "opentelemetry/go");
        await Eventually.GetAsync("The service that does not ask", async () => (await GetAsync(ashiato, "api/agents/silent")).GetArrayLength() == 1 ? "known" : null, Cancel);
        string said = await RecordAsync(ashiato, "off");
        Assert.Contains("obeyed   stock", said, StringComparison.Ordinal);
        Assert.Contains("silent   mute  opentelemetry/go  sends, and has not asked", said, StringComparison.Ordinal);
        Assert.Contains("OTEL_TRACES_SAMPLER=always_off", said, StringComparison.Ordinal);
        var agent = (await AgentsAsync(ashiato))[0];
        Assert.Equal((true, "0"), (agent.GetProperty("hasCurrent").GetBoolean(), agent.GetProperty("sampleRate").GetString()));
        await AskAsync(stock, ashiato, 2);

        Assert.Contains("All 1 have obeyed.", await RecordAsync(ashiato, "on"), StringComparison.Ordinal);
        await AskAsync(stock, ashiato, 3);

        // The agent sends in order: with the third here, the second never comes.
        await CountAsync(ashiato, 2);
    }

    [Fact]
    public async Task Who_does_not_wait_for_an_agent_that_does_not_obey_ends_the_command_without_a_stack_trace()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        // It asks, and never says that it uses the answer.
        using (var agent = await ashiato.Http.GetAsync(new Uri(ashiato.Server!, "config/v1/agents?service.name=stubborn"), Cancel)) agent.EnsureSuccessStatusCode();
        await Eventually.GetAsync("The agent's question", async () => (await AgentsAsync(ashiato)).GetArrayLength() == 1 ? "asked" : null, Cancel);

        await using var process = AshiatoProcess.Launch(["agents", "record", "off", "--wait", "60", "--store-url", ashiato.Store!.ToString()]);
        await process.WaitForLineAsync(line => line == "Recording is off for all services.");
        process.Interrupt();

        Assert.Equal((130, ""), (await process.WaitForExitAsync(), process.Error));
    }

    private static async Task AskAsync(NodeService stock, AshiatoProcess ashiato, int item) =>
        Assert.Equal($$"""{"count":{{item * 3}}}""", await ashiato.Http.GetStringAsync(new Uri(stock.Url, $"stock/{item}"), Cancel));

    private static async Task<string> RecordAsync(AshiatoProcess ashiato, string how)
    {
        await using var process = AshiatoProcess.Launch(["agents", "record", how, "--wait", "240", "--store-url", ashiato.Store!.ToString()]);
        int code = await process.WaitForExitAsync();
        Assert.True(code == 0, process.Output + process.Error);
        return process.Output;
    }

    private static Task<string> CountAsync(AshiatoProcess ashiato, int wanted) => Eventually.GetAsync($"Transaction {wanted}", async () =>
    {
        var services = JsonElement.Parse(await ashiato.Http.GetStringAsync(new Uri(ashiato.Console!, "api/services"), Cancel)).GetProperty("services");
        long count = services.GetArrayLength() == 0 ? 0 : services[0].GetProperty("transactionCount").GetInt64();
        Assert.True(count <= wanted, $"{count} transactions came.");
        return count == wanted ? "there" : null;
    }, Cancel);

    private static async Task SendAsync(AshiatoProcess ashiato, string service, string agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ashiato.Server!, "intake/v2/events"))
        {
            Content = new StringContent($$$$"""
                {"metadata":{"service":{"name":"{{{{service}}}}","agent":{"name":"{{{{agent}}}}","version":"1"} } } }
                {"metricset":{"samples":{"queue.length":{"value":1}},"timestamp":{{{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000}}}} } }

                """, System.Text.Encoding.UTF8, "application/x-ndjson"),
            Headers = { { "Authorization", "Bearer s3cret" } },
        };
        using var answer = await ashiato.Http.SendAsync(request, Cancel);
        answer.EnsureSuccessStatusCode();
    }

    private static Task<JsonElement> AgentsAsync(AshiatoProcess ashiato) => GetAsync(ashiato, "api/agents");

    private static async Task<JsonElement> GetAsync(AshiatoProcess ashiato, string path) => JsonElement.Parse(await ashiato.Http.GetStringAsync(new Uri(ashiato.Console!, path), Cancel));
}
