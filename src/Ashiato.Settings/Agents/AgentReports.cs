namespace Ashiato.Settings.Agents;

/// <summary>What all servers have heard from agents.</summary>
public sealed class AgentReports(ISettingsStore settings, TimeProvider time)
{
    /// <summary>Agents that were silent for so long are not counted any more. They ask every half minute, or every five minutes after an error.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(6);

    /// <summary>A server that wrote nothing for so long is gone for good.</summary>
    private static readonly TimeSpan s_forgetServerAfter = TimeSpan.FromDays(1);

    private readonly SettingsKind<AgentReport> _reports = new(settings, "agent-report", static () => SettingsJson.Default.AgentReport);
    private readonly AgentConfigurations _configurations = new(settings, time);

    /// <summary>Writes what a server has heard, in place of what it wrote before, and removes what servers wrote that are gone.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask WriteAsync(AgentReport report, CancellationToken cancel)
    {
        await _reports.PutAsync(report.Server, report, cancel);
        foreach (var other in await _reports.ListAsync(cancel))
            if (report.ReportedAt - other.ReportedAt > s_forgetServerAfter) await _reports.DeleteAsync(other.Server, cancel);
    }

    /// <summary>The agents that have asked for their configuration lately, by service.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<AgentInstance>> ReadAsync(CancellationToken cancel) =>
        Asking(await _configurations.ReadAsync(cancel), await _reports.ListAsync(cancel));

    /// <summary>The services that sent events lately and whose agents have not asked for their configuration: nobody can tell them anything from here. By name.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<ReportingService>> ReadSilentAsync(CancellationToken cancel) => Silent(await _reports.ListAsync(cancel));

    /// <summary>Both, of the same reports.</summary>
    /// <param name="configurations">What agents are told.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<(IReadOnlyList<AgentInstance> Asking, IReadOnlyList<ReportingService> Silent)> ReadAllAsync(AgentConfigurationSet configurations, CancellationToken cancel)
    {
        var reports = await _reports.ListAsync(cancel);
        return (Asking(configurations, reports), Silent(reports));
    }

    private IReadOnlyList<AgentInstance> Asking(AgentConfigurationSet configurations, IReadOnlyList<AgentReport> reports)
    {
        var since = time.GetUtcNow() - SilentAfter;
        var states = reports.SelectMany(report => report.States).Where(state => state.SeenAt >= since);
        // An agent that went from one server to another is known to both; what it said last counts.
        return [.. states
            .GroupBy(state => (state.Service, state.Environment, state.Address, state.Agent))
            .Select(same => same.MaxBy(state => state.SeenAt)!)
            .OrderBy(state => state.Service, StringComparer.Ordinal).ThenBy(state => state.Environment, StringComparer.Ordinal).ThenBy(state => state.Address, StringComparer.Ordinal)
            .Select(Instance)];

        AgentInstance Instance(AgentState state)
        {
            var told = configurations.Choose(state.Service, state.Environment);
            return new AgentInstance(state, state.Tag == told.Tag, told.Settings.GetValueOrDefault(EffectiveConfiguration.SampleRate));
        }
    }

    private IReadOnlyList<ReportingService> Silent(IReadOnlyList<AgentReport> reports)
    {
        var since = time.GetUtcNow() - SilentAfter;
        var asked = reports.SelectMany(report => report.States).Where(state => state.SeenAt >= since).Select(state => state.Service).ToHashSet();
        return [.. reports
            .SelectMany(report => report.Services ?? [])
            .Where(service => service.SeenAt >= since && !asked.Contains(service.Service))
            .GroupBy(service => service.Service)
            .Select(same => same.MaxBy(service => service.SeenAt)!)
            .OrderBy(service => service.Service, StringComparer.Ordinal)];
    }
}
