namespace Ashiato.Intake.Enrichment;

/// <summary>A GeoIP database cannot be read.</summary>
/// <param name="path">The file.</param>
/// <param name="cause">Why.</param>
public sealed class GeoDatabaseException(string path, Exception cause) : IOException(
    $"The GeoIP database '{path}' cannot be read: {cause.Message.TrimEnd('.')}. Name a readable MaxMind DB file, such as GeoLite2-City.mmdb, or none.", cause);
