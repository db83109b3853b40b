namespace Ashiato.Storage.Tests.Embedded;

/// <summary>A directory of its own for a test, gone afterwards.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ashiato-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
