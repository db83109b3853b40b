using System.CommandLine;
using System.Globalization;
using Ashiato.Settings;
using Ashiato.Settings.Agents;

namespace Ashiato.Commands;

/// <summary><c>ashiato agents list</c> and <c>ashiato agents record on|off</c>.</summary>
internal static class AgentsCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>The command and its own commands.</summary>
    public static Command Create() => new("agents", "Shows the agents that ask for their configuration, and switches their recording off and on.")
    {
        List(),
        new Command("record", "Tells all services to record nothing, or to record again, and waits until their agents have obeyed.") { Record(isOn: false), Record(isOn: true) },
    };

    private static Command List() => SettingsOptions.Command("list", "Lists the agents, whether they have the configuration that they should, and the services that send without asking for one.", async (_, settings, cancel) =>
    {
        var reports = new AgentReports(settings, TimeProvider.System);
        foreach (var agent in await reports.ReadAsync(cancel)) System.Console.WriteLine(Line(agent));
        foreach (var silent in await reports.ReadSilentAsync(cancel)) System.Console.WriteLine(Line(silent));
        return 0;
    });

    private static Command Record(bool isOn)
    {
        var wait = new Option<int>("--wait") { Description = "How many seconds to wait for the agents; 0 to wait for none.", HelpName = "SECONDS", DefaultValueFactory = _ => 120 };
        var rate = new Option<double>("--rate") { Description = "Which share of transactions services record whose configuration says nothing about it.", HelpName = "RATE", DefaultValueFactory = _ => 1 };
        var command = SettingsOptions.Command(
            isOn ? "on" : "off", isOn ? "Tells all services to record again." : "Tells all services to record nothing: a sample rate of 0.",
            async (parsed, settings, cancel) =>
            {
                await new AgentConfigurations(settings, TimeProvider.System).SetRecordingAsync(isOn, isOn ? parsed.GetValue(rate) : 1, cancel);
                System.Console.WriteLine($"Recording is {(isOn ? "on" : "off")} for all services.");
                return await WaitAsync(new AgentReports(settings, TimeProvider.System), isOn, TimeSpan.FromSeconds(parsed.GetValue(wait)), cancel);
            });
        command.Add(wait);
        if (isOn) command.Add(rate);
        return command;
    }

    /// <summary>Tells of each agent once it has obeyed, and at the end of those that have not.</summary>
    /// <returns>0 when all agents have obeyed that are known, else 2.</returns>
    private static async Task<int> WaitAsync(AgentReports reports, bool isOn, TimeSpan patience, CancellationToken cancel)
    {
        long start = TimeProvider.System.GetTimestamp();
        var told = new HashSet<(string, string?, string, string)>();
        while (true)
        {
            var agents = await reports.ReadAsync(cancel);
            foreach (var agent in agents.Where(agent => agent.HasCurrent))
                if (told.Add((agent.State.Service, agent.State.Environment, agent.State.Address, agent.State.Agent))) System.Console.WriteLine(Line(agent));
            var others = agents.Where(agent => !agent.HasCurrent).ToList();
            if (others.Count == 0)
            {
                await TellSilentAsync(reports, isOn, cancel);
                System.Console.WriteLine(agents.Count == 0 ? "No agent has asked for its configuration lately." : $"All {agents.Count} have obeyed.");
                return 0;
            }
            if (TimeProvider.System.GetElapsedTime(start) >= patience)
            {
                foreach (var agent in others) System.Console.WriteLine(Line(agent));
                await TellSilentAsync(reports, isOn, cancel);
                System.Console.WriteLine($"{others.Count} of {agents.Count} have not obeyed yet.");
                return 2;
            }
            await Task.Delay(LookEvery, cancel);
        }
    }

    /// <summary>Names the services that go on as they were, since nobody can tell them anything from here.</summary>
    private static async Task TellSilentAsync(AgentReports reports, bool isOn, CancellationToken cancel)
    {
        var silent = await reports.ReadSilentAsync(cancel);
        foreach (var service in silent) System.Console.WriteLine(Line(service));
        if (silent.Count > 0 && !isOn) System.Console.WriteLine("Services that never ask go on recording. Where they run, set ELASTIC_APM_RECORDING=false, or OTEL_TRACES_SAMPLER=always_off for an OpenTelemetry SDK.");
    }

    private static string Line(ReportingService silent) =>
        $"{"silent",-8} {silent.Service}  {silent.Agent ?? "-"}  sends, and has not asked for its configuration; last event at {Time(silent.SeenAt)}";

    private static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Line(AgentInstance agent)
    {
        var state = agent.State;
        return $"{(agent.HasCurrent ? "obeyed" : "waiting"),-8} {state.Service}  {state.Environment ?? "-"}  {state.Address}  {state.Agent}  sample rate {agent.SampleRate ?? "its own"}, asked at {Time(state.SeenAt)}";
    }
}
