namespace Ashiato.Intake.Tests.Enrichment;

/// <summary>A database file that knows the addresses of the recorded payloads.</summary>
internal sealed class PlacesFile : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ashiato-places-").FullName;

    public PlacesFile() => MmdbFile.Write(Path, ("12.53.12.1", Places.America), ("220.244.41.16", Places.Sydney));

    public string Path => System.IO.Path.Combine(_directory, "city.mmdb");

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
