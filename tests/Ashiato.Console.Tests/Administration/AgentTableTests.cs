using Ashiato.Console.Administration;
using Ashiato.Settings.Agents;
using Ashiato.Settings.Sqlite;

namespace Ashiato.Console.Tests.Administration;

public sealed class AgentTableTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agents_count_for_the_configuration_that_says_most_about_them()
    {
        var folder = Directory.CreateTempSubdirectory("ashiato-agents-");
        await using (var settings = SqliteSettingsStore.Open(folder.FullName))
        {
            var configurations = new AgentConfigurations(settings, TimeProvider.System);
            await configurations.PutAsync(null, null, null, new Dictionary<string, string> { ["log_level"] = "info" }, Cancel);
            await configurations.PutAsync("shop", null, null, new Dictionary<string, string> { ["log_level"] = "debug" }, Cancel);
            var set = await configurations.ReadAsync(Cancel);

            var table = new AgentTable(set, [Agent("shop", set.Choose("shop", null).Tag), Agent("shop", "another"), Agent("cart", set.Choose("cart", null).Tag)]);

            Assert.Equal([(null, 1, 1), ("shop", 1, 2)], table.Rows.Select(row => (row.Configuration.ServiceName, row.Applied, row.Agents)));
            Assert.Equal(["cart", "shop"], table.Services);

            AgentInstance Agent(string service, string tag) =>
                new(new AgentState(service, null, "127.0.0.1", "elastic-apm-node/4", tag, DateTimeOffset.UnixEpoch), tag == set.Choose(service, null).Tag, null);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_agent_for_which_there_is_no_configuration_has_nothing_to_apply()
    {
        var folder = Directory.CreateTempSubdirectory("ashiato-agents-");
        await using (var settings = SqliteSettingsStore.Open(folder.FullName))
        {
            var configurations = new AgentConfigurations(settings, TimeProvider.System);
            await configurations.PutAsync("shop", null, null, new Dictionary<string, string> { ["log_level"] = "debug" }, Cancel);

            var table = new AgentTable(await configurations.ReadAsync(Cancel), []);

            Assert.True(table.IsTold(Agent("shop")));
            Assert.False(table.IsTold(Agent("cart")));

            static AgentState Agent(string service) => new(service, null, "127.0.0.1", "elastic-apm-node/4", null, DateTimeOffset.UnixEpoch);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_newest_version_of_its_kind_stands_beside_each_agent()
    {
        var folder = Directory.CreateTempSubdirectory("ashiato-agents-");
        await using (var settings = SqliteSettingsStore.Open(folder.FullName))
        {
            var table = new AgentTable(await new AgentConfigurations(settings, TimeProvider.System).ReadAsync(Cancel), [.. new[] { "apm-agent-go/v2.9.0", "apm-agent-go/v2.10.0", "elastic-apm-node/4.5.2", "something" }.Select(Agent)]);

            Assert.Equal([("2.10.0", false), ("2.10.0", true), ("4.5.2", true), null], table.Agents.Select(agent => table.NewestFor(agent.State)));

            static AgentInstance Agent(string name) => new(new AgentState("shop", null, "127.0.0.1", name, null, DateTimeOffset.UnixEpoch), false, null);
        }
        folder.Delete(recursive: true);
    }
}
