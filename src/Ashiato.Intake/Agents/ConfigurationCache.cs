using Ashiato.Settings;
using Ashiato.Settings.Agents;

namespace Ashiato.Intake.Agents;

/// <summary>The agent configurations, read again every few seconds and not for every agent that asks.</summary>
internal sealed class ConfigurationCache(ISettingsStore settings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_readAgainAfter = TimeSpan.FromSeconds(2);

    private readonly AgentConfigurations _configurations = new(settings, time);
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Snapshot? _snapshot;

    public void Dispose() => _reading.Dispose();

    /// <summary>The configurations as they were at most two seconds ago.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<AgentConfigurationSet> ReadAsync(CancellationToken cancel)
    {
        if (Fresh() is { } fresh) return fresh;
        await _reading.WaitAsync(cancel);
        try
        {
            if (Fresh() is { } readMeanwhile) return readMeanwhile;
            var all = await _configurations.ReadAsync(cancel);
            _snapshot = new Snapshot(all, time.GetTimestamp());
            return all;
        }
        finally
        {
            _reading.Release();
        }
    }

    private AgentConfigurationSet? Fresh() => _snapshot is { } snapshot && time.GetElapsedTime(snapshot.ReadAt) < s_readAgainAfter ? snapshot.All : null;

    private sealed record Snapshot(AgentConfigurationSet All, long ReadAt);
}
