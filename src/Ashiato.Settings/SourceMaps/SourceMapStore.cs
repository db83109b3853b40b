using System.IO.Compression;
using Ashiato.Model;

namespace Ashiato.Settings.SourceMaps;

/// <summary>The source maps: uploaded, listed, read and removed.</summary>
public sealed class SourceMapStore(ISettingsStore settings, TimeProvider time)
{
    /// <summary>The most bytes of a map.</summary>
    public const int MaxBytes = 500 << 20;

    private const int MaxNameLength = 1_024;
    private const string ContentKind = "source-map-content";

    private readonly SettingsKind<SourceMapInfo> _maps = new(settings, "source-map", static () => SettingsJson.Default.SourceMapInfo);

    /// <summary>Keeps a map, in place of the one that there may be for the same bundle.</summary>
    /// <param name="service">Whose bundle it explains.</param>
    /// <param name="version">Of which version.</param>
    /// <param name="path">Where the bundle is: an address, or a path on any host.</param>
    /// <param name="map">The map as it is.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ArgumentException">A name is empty or too long, or the map is.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<SourceMapInfo> PutAsync(string service, string version, string path, ReadOnlyMemory<byte> map, CancellationToken cancel)
    {
        foreach (var (what, name) in (ReadOnlySpan<(string, string)>)[("service_name", service), ("service_version", version), ("bundle_filepath", path)])
            if (name.Length is 0 or > MaxNameLength) throw new RefusedException(SettingsRefusal.SourceMapNameLength, $"'{what}' has {name.Length} characters; send 1 to {MaxNameLength}.");
        if (map.Length > MaxBytes) throw new RefusedException(SettingsRefusal.SourceMapSize, $"The source map has {map.Length} bytes; at most {MaxBytes} are kept.");

        var info = new SourceMapInfo(service, version, BundlePath.Clean(path), map.Length, time.GetUtcNow());
        // The content first: whoever sees the map in the list finds its content.
        await settings.PutAsync(ContentKind, info.Key, Pack(map.Span), expected: null, cancel);
        await _maps.PutAsync(info.Key, info, cancel);
        return info;
    }

    /// <summary>All maps, by service, version and path.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public ValueTask<IReadOnlyList<SourceMapInfo>> ListAsync(CancellationToken cancel) => _maps.ListAsync(cancel);

    /// <summary>The content of a map.</summary>
    /// <returns><see langword="null"/> when it was removed meanwhile.</returns>
    /// <exception cref="InvalidDataException">What is kept cannot be unpacked.</exception>
    /// <exception cref="SettingsUnavailableException">The settings cannot be read at the moment.</exception>
    public async ValueTask<byte[]?> ReadAsync(SourceMapInfo map, CancellationToken cancel) =>
        await settings.FindAsync(ContentKind, map.Key, cancel) is { } packed ? Unpack(packed.Value, map.SizeBytes) : null;

    /// <summary>Removes a map.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask<bool> DeleteAsync(string service, string version, string path, CancellationToken cancel)
    {
        string key = SourceMapInfo.KeyOf(service, version, BundlePath.Clean(path));
        bool wasThere = await _maps.DeleteAsync(key, cancel);
        await settings.DeleteAsync(ContentKind, key, cancel);
        return wasThere;
    }

    private static byte[] Pack(ReadOnlySpan<byte> map)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal)) zlib.Write(map);
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed, int sizeBytes)
    {
        // The length is known, so that nothing can grow beyond it.
        byte[] map = new byte[Math.Clamp(sizeBytes, 0, MaxBytes)];
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        zlib.ReadExactly(map);
        return map;
    }
}
