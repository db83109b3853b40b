namespace Ashiato.Settings.Agents;

/// <summary>All agent configurations as they were at one moment.</summary>
public sealed class AgentConfigurationSet
{
    private readonly Dictionary<string, AgentConfiguration> _byKey;

    internal AgentConfigurationSet(IReadOnlyList<AgentConfiguration> all, Recording? recording)
    {
        All = all;
        Recording = recording;
        _byKey = all.ToDictionary(configuration => configuration.Key);
    }

    /// <summary>The configurations, by service and environment.</summary>
    public IReadOnlyList<AgentConfiguration> All { get; }

    /// <summary>Whether agents record at all; <see langword="null"/> while nobody has ever said so.</summary>
    public Recording? Recording { get; }

    /// <summary>What a service is told. The most specific configuration counts: by name and environment, by name, by environment, for all.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="environment">Its environment; <see langword="null"/> or empty when it names none.</param>
    public EffectiveConfiguration Choose(string service, string? environment) => EffectiveConfiguration.Of(ChosenFor(service, environment), Recording);

    /// <summary>The configuration that counts for a service.</summary>
    /// <returns><see langword="null"/> when none is about it.</returns>
    public AgentConfiguration? ChosenFor(string service, string? environment) =>
        Find(service, environment) ?? Find(service, null) ?? Find(null, environment) ?? Find(null, null);

    private AgentConfiguration? Find(string? service, string? environment) => _byKey.GetValueOrDefault(AgentConfiguration.KeyOf(service, environment));
}
