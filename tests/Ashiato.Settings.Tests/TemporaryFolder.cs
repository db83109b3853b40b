namespace Ashiato.Settings.Tests;

/// <summary>An empty folder, gone again with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ashiato-settings-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
