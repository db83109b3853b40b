namespace Ashiato.Settings.SourceMaps;

/// <summary>Addresses of bundles in one spelling, however a browser or a build writes them.</summary>
public static class BundlePath
{
    // Only its path is used, of addresses that have no host.
    private static readonly Uri s_anyHost = new("http://any.invalid/");

    /// <summary>An address without steps back and forth and doubled slashes in its path: <c>/a/.//b/../c</c> becomes <c>/a/c</c>.</summary>
    public static string Clean(string path)
    {
        if (Uri.TryCreate(path, UriKind.Absolute, out var url) && !url.IsFile && url.Host.Length > 0) return url.GetLeftPart(UriPartial.Authority) + PathOf(url);
        return Uri.TryCreate(s_anyHost, path, out var onAnyHost) && onAnyHost.Host == s_anyHost.Host ? PathOf(onAnyHost) : path;
    }

    private static string PathOf(Uri url)
    {
        string path = url.AbsolutePath;
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        return path + url.Query + url.Fragment;
    }

    /// <summary>An address without its host.</summary>
    public static string OnAnyHost(string address) => Uri.TryCreate(s_anyHost, Clean(address), out var url) ? url.PathAndQuery + url.Fragment : address;

    /// <summary>Under which a bundle's map may have been uploaded, the most exact first: its address, its path on any host, that without query and fragment.</summary>
    public static IReadOnlyList<string> Candidates(string address)
    {
        string clean = Clean(address);
        if (!Uri.TryCreate(s_anyHost, clean, out var url)) return [clean];
        return [.. new[] { clean, url.PathAndQuery + url.Fragment, url.GetLeftPart(UriPartial.Path), url.AbsolutePath }.Distinct()];
    }
}
