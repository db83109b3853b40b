using Ashiato.Model;

namespace Ashiato.Settings.Agents;

/// <summary>The agent configurations: listed, written and removed.</summary>
public sealed class AgentConfigurations(ISettingsStore settings, TimeProvider time)
{
    private const string RecordingKey = "all";
    private const int MaxNameLength = 1_024;

    private readonly SettingsKind<AgentConfiguration> _configurations = new(settings, "agent-configuration", static () => SettingsJson.Default.AgentConfiguration);
    private readonly SettingsKind<Recording> _recording = new(settings, "agent-recording", static () => SettingsJson.Default.Recording);

    /// <summary>Reads all.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<AgentConfigurationSet> ReadAsync(CancellationToken cancel) =>
        new(await _configurations.ListAsync(cancel), await _recording.FindAsync(RecordingKey, cancel));

    /// <summary>Writes the configuration of a service and environment, in place of the one that there may be.</summary>
    /// <param name="service">Which service; <see langword="null"/> or empty for all.</param>
    /// <param name="environment">Of which environment; <see langword="null"/> or empty for all.</param>
    /// <param name="agent">For which agent; <see langword="null"/> or empty for any.</param>
    /// <param name="options">Options and their values. Options that <see cref="AgentOptions"/> does not know are kept as they are.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ArgumentException">A name is too long, or a value is not what its option needs.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<AgentConfiguration> PutAsync(
        string? service, string? environment, string? agent, IReadOnlyDictionary<string, string> options, CancellationToken cancel)
    {
        foreach (var (what, name) in (ReadOnlySpan<(string, string?)>)[("service", service), ("environment", environment), ("agent", agent)])
            if (name?.Length > MaxNameLength) throw new RefusedException(SettingsRefusal.AgentNameLength, $"The name of the {what} has {name.Length} characters; at most {MaxNameLength} are known to agents.");
        if (AgentOptions.Problem(options) is { } problem) throw new RefusedException(problem);

        var configuration = new AgentConfiguration(NullIfEmpty(service), NullIfEmpty(environment), NullIfEmpty(agent), options, time.GetUtcNow());
        await _configurations.PutAsync(configuration.Key, configuration, cancel);
        return configuration;
    }

    /// <summary>Removes the configuration of a service and environment.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public ValueTask<bool> DeleteAsync(string? service, string? environment, CancellationToken cancel) =>
        _configurations.DeleteAsync(AgentConfiguration.KeyOf(service, environment), cancel);

    /// <summary>Tells all services to record nothing, or to record again.</summary>
    /// <param name="isOn">True to record.</param>
    /// <param name="rate">Which share of transactions services record that have no configured rate, from 0 to 1.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ArgumentException">The rate is not from 0 to 1.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask SetRecordingAsync(bool isOn, double rate, CancellationToken cancel)
    {
        if (rate is not (>= 0 and <= 1)) throw new RefusedException(SettingsRefusal.RecordingRate, $"The rate is {rate}; choose one from 0 to 1.");
        await _recording.PutAsync(RecordingKey, new Recording(isOn, rate), cancel);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
