using Ashiato.Storage.Embedded;

namespace Ashiato.Storage.Tests.Embedded;

public sealed class FileRemovalsTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_directory_of_a_day_goes_with_its_last_file_unless_somebody_writes_into_it()
    {
        var removals = new FileRemovals();
        string day = Path.Combine(_directory.Path, "2026-11-22");
        using (removals.Fill(day, out bool isNew))
        {
            Assert.True(isNew);
            Write("1.segment");
            removals.Remove(Path.Combine(day, "1.segment"));
            Write("2.segment");
        }
        removals.Remove(Path.Combine(day, "2.segment"));

        Assert.False(Directory.Exists(day));

        void Write(string name) => File.WriteAllText(Path.Combine(day, name), "rows");
    }
}
