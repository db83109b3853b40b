using Ashiato.Intake.Tests;
using Ashiato.Model;
using Ashiato.Settings.Agents;
using Microsoft.AspNetCore.Builder;

namespace Ashiato.Agent.Tests;

public sealed class CentralConfigurationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_server_says_is_applied_while_the_application_runs_and_reported_back()
    {
        await using var server = await IntakeServer.StartAsync(options => options.AgentPollSeconds = 1);
        var configurations = new AgentConfigurations(server.Settings, TimeProvider.System);
        await configurations.PutAsync("shop", null, null, new Dictionary<string, string> { ["transaction_sample_rate"] = "0" }, Cancel);
        await using var shop = await TracedApplication.StartAsync(server.Address, app =>
        {
            app.MapGet("before", () => "");
            app.MapGet("after", () => "");
        });

        await shop.Log.WaitAsync("central configuration applies: transaction_sample_rate=0");
        await shop.GetAsync("/before");
        var reports = new AgentReports(server.Settings, TimeProvider.System);
        while ((await reports.ReadAsync(Cancel)) is not [{ HasCurrent: true }]) await Task.Delay(20, Cancel);
        await configurations.DeleteAsync("shop", null, Cancel);
        await shop.Log.WaitAsync("what the application was started with counts again");
        await shop.GetAsync("/after");

        await server.TraceOfAsync("GET /after");
        Assert.DoesNotContain(server.Stored, row => row.Text(Fields.TransactionName) == "GET /before");
    }
}
