using Ashiato.Settings;
using Ashiato.Settings.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console.Runs;

/// <summary>The runs, read again after a second at the latest: the time strip of every page shows them.</summary>
internal sealed class RunList(IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(1);

    private (DateTimeOffset Until, IReadOnlyList<Run> Runs)? _known;

    /// <summary>All that are not deleted, the newest first.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<IReadOnlyList<Run>> ReadAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (_known is { } known && now < known.Until) return known.Runs;
        // A console that has no settings has no runs.
        if (services.GetService<ISettingsStore>() is null) return [];
        var runs = await services.GetRequiredService<RunStore>().ListAsync(cancel);
        _known = (now + KeepFor, runs);
        return runs;
    }

    /// <summary>The runs have changed: the next page shall know.</summary>
    public void Forget() => _known = null;
}
