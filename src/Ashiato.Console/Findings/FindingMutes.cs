using Ashiato.Query.Findings;
using Ashiato.Settings;
using Ashiato.Settings.Findings;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console.Findings;

/// <summary>The mutes of the settings, read again after a second at the latest.</summary>
internal sealed class FindingMutes(IServiceProvider services, TimeProvider time) : IFindingMutes
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(1);

    private (DateTimeOffset Until, IReadOnlyList<FindingMute> Mutes)? _known;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FindingMute>> ReadAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (_known is { } known && now < known.Until) return known.Mutes;
        // A console that has no settings has muted nothing.
        if (services.GetService<ISettingsStore>() is null) return [];
        FindingMute[] mutes = [.. (await services.GetRequiredService<MutedFindings>().ListAsync(cancel)).Select(static one => new FindingMute(one.Id, one.By, Api.Moments.ToMicros(one.Since), one.Until is { } until ? Api.Moments.ToMicros(until) : null))];
        _known = (now + KeepFor, mutes);
        return mutes;
    }

    /// <summary>Something was muted or is heard again: the next page shall know.</summary>
    public void Forget() => _known = null;
}
