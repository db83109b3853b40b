using Ashiato.Settings.Agents;

namespace Ashiato.Console.Administration;

/// <summary>The agent configurations with those agents that each is for.</summary>
internal sealed class AgentTable
{
    private readonly AgentConfigurationSet _configurations;
    private readonly Dictionary<string, AgentVersion> _newest;

    /// <summary>Puts them together.</summary>
    public AgentTable(AgentConfigurationSet configurations, IReadOnlyList<AgentInstance> agents)
    {
        _configurations = configurations;
        Agents = agents;
        _newest = AgentVersion.Newest(agents.Select(agent => agent.State.Agent));
        var byConfiguration = agents.ToLookup(agent => configurations.ChosenFor(agent.State.Service, agent.State.Environment));
        Rows = [.. configurations.All.Select(configuration => new Row(configuration, byConfiguration[configuration].Count(agent => agent.HasCurrent), byConfiguration[configuration].Count()))];
        Services = [.. agents.Select(agent => agent.State.Service).Concat(configurations.All.Select(configuration => configuration.ServiceName ?? "")).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The agents that have asked lately, by service.</summary>
    public IReadOnlyList<AgentInstance> Agents { get; }

    /// <summary>The configurations, by service and environment.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>Services that are known, to choose from.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>True when there is something that an agent should have.</summary>
    public bool IsTold(AgentState agent) => _configurations.Choose(agent.Service, agent.Environment).Settings.Count > 0;

    /// <summary>The newest version among all agents of its kind, and whether it is this one; <see langword="null"/> of an agent that names no version.</summary>
    public (string Version, bool IsIt)? NewestFor(AgentState agent) =>
        AgentVersion.Of(agent.Agent) is { } version ? (_newest[version.Agent].Text, version.CompareTo(_newest[version.Agent]) == 0) : null;

    /// <summary>A configuration.</summary>
    /// <param name="Configuration">What agents are told.</param>
    /// <param name="Applied">How many of them have shown that they have it.</param>
    /// <param name="Agents">How many it is for: those for which no other says more.</param>
    public sealed record Row(AgentConfiguration Configuration, int Applied, int Agents);
}
