using System.Diagnostics;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>A real disk of few bytes, in memory, with a file on it that takes up what is to be full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _root;

    private SmallDisk(string root) => _root = root;

    /// <summary>A directory on the disk.</summary>
    public string Path => System.IO.Path.Combine(_root, "data");

    /// <summary>Bytes that are free.</summary>
    public long FreeBytes => new DriveInfo(_root).AvailableFreeSpace;

    private string Filler => System.IO.Path.Combine(_root, "filler");

    /// <summary>Mounts one, or skips the test where that is not allowed.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("This test mounts a file system in memory, which needs Linux.");
        string root = Directory.CreateTempSubdirectory("ashiato-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", root) is { } reason)
        {
            Directory.Delete(root);
            Assert.Skip($"This test mounts a file system in memory, which this machine does not allow: {reason}");
        }
        return new SmallDisk(root);
    }

    /// <summary>Leaves so many bytes free, about.</summary>
    public void LeaveFree(long bytes)
    {
        using var file = new FileStream(Filler, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 0);
        file.SetLength(0);
        var zeros = new byte[64 << 10];
        try
        {
            while (FreeBytes - zeros.Length >= bytes) file.Write(zeros);
        }
        catch (IOException)
        {
            // Somebody else took the last of it.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Filler);

    /// <summary>Lets nobody write to it any more, not even root.</summary>
    public void MakeReadOnly() => Assert.Null(Run("mount", "-o", "remount,ro", _root));

    public void Dispose()
    {
        Run("umount", "-l", _root);
        Directory.Delete(_root);
    }

    /// <returns>Why it did not work; <see langword="null"/> when it did.</returns>
    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : said.Trim();
    }
}
