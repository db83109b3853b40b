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
    private Failure? _failure;

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
            // Those who waited meanwhile do not wait for the same again, one after the other.
            if (_failure is { } failed && time.GetElapsedTime(failed.At) < s_readAgainAfter) throw new SettingsUnavailableException(failed.Cause.Message, failed.Cause);
            return await ReadAgainAsync(cancel);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async ValueTask<AgentConfigurationSet> ReadAgainAsync(CancellationToken cancel)
    {
        try
        {
            var all = await SettingsWait.ForAsync(time, _configurations.ReadAsync, cancel);
            _snapshot = new Snapshot(all, time.GetTimestamp());
            return all;
        }
        catch (SettingsUnavailableException e)
        {
            _failure = new Failure(e, time.GetTimestamp());
            throw;
        }
    }

    private AgentConfigurationSet? Fresh() => _snapshot is { } snapshot && time.GetElapsedTime(snapshot.ReadAt) < s_readAgainAfter ? snapshot.All : null;

    private sealed record Failure(SettingsUnavailableException Cause, long At);

    private sealed record Snapshot(AgentConfigurationSet All, long ReadAt);
}
