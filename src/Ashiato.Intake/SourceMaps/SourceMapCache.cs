using Ashiato.Settings;
using Ashiato.Settings.SourceMaps;

namespace Ashiato.Intake.SourceMaps;

/// <summary>Source maps that are in use, ready to be looked into.</summary>
/// <remarks>Which maps there are is read again every half minute; maps that were not used for longest are forgotten when they take too much room.</remarks>
internal sealed class SourceMapCache(ISettingsStore settings, TimeProvider time) : IDisposable
{
    /// <summary>About how many bytes of maps are kept ready. A larger one is read for each batch that needs it.</summary>
    private const long MaxBytes = 256L << 20;

    private static readonly TimeSpan s_listAgainAfter = TimeSpan.FromSeconds(30);

    private readonly SourceMapStore _store = new(settings, time);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly LinkedList<Entry> _byUse = [];
    private Dictionary<(string Service, string Version), Dictionary<string, SourceMapInfo>> _known = [];
    private long? _listedAt;
    private long _bytes;

    public void Dispose() => _turn.Dispose();

    /// <summary>The maps of a service's version, by path.</summary>
    /// <returns><see langword="null"/> when there are none.</returns>
    /// <exception cref="SettingsUnavailableException">It cannot be found out at the moment.</exception>
    public async ValueTask<IReadOnlyDictionary<string, SourceMapInfo>?> ListAsync(string service, string version, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            if (_listedAt is not { } listedAt || time.GetElapsedTime(listedAt) >= s_listAgainAfter)
            {
                _known = (await _store.ListAsync(cancel)).GroupBy(map => (map.ServiceName, map.ServiceVersion)).ToDictionary(maps => maps.Key, ByPath);
                _listedAt = time.GetTimestamp();
            }
            return _known.GetValueOrDefault((service, version));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A map, ready to be looked into.</summary>
    /// <returns><see langword="null"/> when it was removed meanwhile.</returns>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    /// <exception cref="SettingsUnavailableException">It cannot be had at the moment.</exception>
    public async ValueTask<SourceMap?> ReadAsync(SourceMapInfo info, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            for (var node = _byUse.First; node is not null; node = node.Next)
            {
                // The same bundle uploaded again is another map.
                if (node.Value.Info != info) continue;
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Map;
            }
            if (await _store.ReadAsync(info, cancel) is not { } json) return null;
            var map = SourceMap.Parse(json);
            _byUse.AddFirst(new Entry(info, map));
            for (_bytes += info.SizeBytes; _bytes > MaxBytes; _byUse.RemoveLast()) _bytes -= _byUse.Last!.Value.Info.SizeBytes;
            return map;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>By where their bundles are, and by the path alone: a bundle may be served from several hosts. The exact place counts first, then the latest.</summary>
    private static Dictionary<string, SourceMapInfo> ByPath(IEnumerable<SourceMapInfo> maps)
    {
        var byPath = maps.ToDictionary(map => map.Path);
        foreach (var map in byPath.Values.OrderByDescending(map => map.UploadedAt).ToList()) byPath.TryAdd(BundlePath.OnAnyHost(map.Path), map);
        return byPath;
    }

    private sealed record Entry(SourceMapInfo Info, SourceMap Map);
}
