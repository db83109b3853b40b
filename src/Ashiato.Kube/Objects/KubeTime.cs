using System.Globalization;

namespace Ashiato.Kube.Objects;

/// <summary>Times as the API writes them.</summary>
/// <remarks>Source: Kubernetes API reference, <c>Time</c> (RFC 3339, whole seconds) and <c>MicroTime</c> (six digits more).</remarks>
public static class KubeTime
{
    /// <summary>A <c>Time</c>.</summary>
    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A <c>MicroTime</c>, as Leases and Events have.</summary>
    public static string Micros(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads either, with any number of fractional digits.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
