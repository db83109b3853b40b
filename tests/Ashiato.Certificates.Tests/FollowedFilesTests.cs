using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Certificates.Tests;

/// <summary>Files that change while a program runs.</summary>
public sealed class FollowedFilesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    private string Path => _folder.File("word");

    [Fact]
    public void What_changes_counts_a_second_later_also_behind_a_link_to_the_folder()
    {
        foreach (string version in (string[])["1", "2"])
        {
            Directory.CreateDirectory(_folder.File(version));
            File.WriteAllText(System.IO.Path.Combine(_folder.File(version), "word"), version);
        }
        Directory.CreateSymbolicLink(_folder.File("..data"), "1");
        File.CreateSymbolicLink(Path, "..data/word");
        var followed = Follow();
        // As a kubelet swaps a mount, but for the moment between.
        Directory.Delete(_folder.File("..data"));
        Directory.CreateSymbolicLink(_folder.File("..data"), "2");

        Assert.Equal("1", followed.Current);
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("2", followed.Current);
    }

    [Fact]
    public void Another_file_of_the_same_size_and_time_counts()
    {
        File.WriteAllText(Path, "one");
        var written = File.GetLastWriteTimeUtc(Path);
        var followed = Follow();
        File.WriteAllText(Path, "two");
        File.SetLastWriteTimeUtc(Path, written);

        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("two", followed.Current);
    }

    [Fact]
    public void What_cannot_be_used_changes_nothing_until_it_can()
    {
        File.WriteAllText(Path, "one");
        var followed = Follow();
        File.WriteAllText(Path, "");
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("one", followed.Current);
        File.Delete(Path);
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("one", followed.Current);
        File.WriteAllText(Path, "three");
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("three", followed.Current);
    }

    [Fact]
    public void What_cannot_be_used_at_first_is_the_callers() => Assert.Throws<FileNotFoundException>(Follow);

    private FollowedFiles<string> Follow() => new([Path], () => File.ReadAllText(Path) is { Length: > 0 } word ? word : throw new CertificateException("There is nothing."), _time, NullLogger.Instance);
}
