namespace Ashiato.Settings.SourceMaps;

/// <summary>A source map that was uploaded, without its content.</summary>
/// <param name="ServiceName">Whose bundle it explains.</param>
/// <param name="ServiceVersion">Of which version.</param>
/// <param name="Path">Where the bundle is, as <see cref="BundlePath"/> writes it: a whole address, or a path on any host.</param>
/// <param name="SizeBytes">How long it is.</param>
/// <param name="UploadedAt">When it came.</param>
public sealed record SourceMapInfo(string ServiceName, string ServiceVersion, string Path, int SizeBytes, DateTimeOffset UploadedAt)
{
    /// <summary>How it is found in the settings.</summary>
    internal string Key => KeyOf(ServiceName, ServiceVersion, Path);

    internal static string KeyOf(string service, string version, string path) =>
        $"{Uri.EscapeDataString(service)}/{Uri.EscapeDataString(version)}/{Uri.EscapeDataString(path)}";
}
