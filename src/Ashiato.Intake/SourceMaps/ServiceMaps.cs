using Ashiato.Settings;
using Ashiato.Settings.SourceMaps;

namespace Ashiato.Intake.SourceMaps;

/// <summary>The source maps of one version of a service, for the frames of one batch.</summary>
/// <param name="cache">All maps.</param>
/// <param name="service">Its name.</param>
/// <param name="version">Its version.</param>
/// <param name="wait">How long they are waited for.</param>
internal sealed class ServiceMaps(SourceMapCache cache, string service, string version, MapWait wait)
{
    private IReadOnlyDictionary<string, SourceMapInfo>? _byPath;
    private string? _outage;

    /// <summary>Finds out which maps there are.</summary>
    /// <returns><see langword="false"/> when there are none. When it cannot be found out there may be some.</returns>
    public async ValueTask<bool> HasAnyAsync()
    {
        try
        {
            _byPath = await wait.ForAsync(ending => cache.ListAsync(service, version, ending));
        }
        catch (InvalidDataException outage)
        {
            _outage = outage.Message;
        }
        return _byPath is not null || _outage is not null;
    }

    /// <summary>The map of a bundle.</summary>
    /// <returns><see langword="null"/> when none was uploaded.</returns>
    /// <exception cref="InvalidDataException">It cannot be had, or is not readable; the message says why.</exception>
    public async ValueTask<SourceMap?> FindAsync(string address)
    {
        if (_outage is not null) throw new InvalidDataException(_outage);
        foreach (string path in BundlePath.Candidates(address))
            if (_byPath!.TryGetValue(path, out var info) && await wait.ForAsync(ending => cache.ReadAsync(info, ending)) is { } map) return map;
        return null;
    }
}
