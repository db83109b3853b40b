using System.Runtime.InteropServices;

namespace Ashiato.Storage.Embedded;

/// <summary>Files that are there as a whole or not at all, also after the power went.</summary>
internal static class DurableFile
{
    private const int ReadOnly = 0;

    /// <summary>Puts a file in the place of another: old or new, never half.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".tmp";
        try
        {
            using var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write);
            RandomAccess.Write(handle, content, 0);
            RandomAccess.FlushToDisk(handle);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        Rename(temporary, path);
    }

    /// <summary>Gives a file that is on disk its final name.</summary>
    public static void Rename(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes names that were given or taken inside a directory durable.</summary>
    /// <remarks>.NET cannot open a directory, hence libc. Windows needs nothing: NTFS writes names to its journal.</remarks>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(System.Text.Encoding.UTF8.GetBytes(path + '\0'), ReadOnly);
        if (descriptor < 0) throw Failure("open", path);
        try
        {
            if (Fsync(descriptor) < 0) throw Failure("flush", path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string what, string path) =>
        new($"The directory '{path}' could not be {what}ed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
