using Microsoft.Win32.SafeHandles;

namespace Ashiato.Storage.Embedded.WriteAhead;

/// <summary>A file of the log on a real disk.</summary>
internal sealed class LogFile(SafeFileHandle handle) : ILogFile
{
    // Space that is there already is faster to sync, and a full disk is noticed before anything is written.
    private const long PreallocatedBytes = 16L << 20;

    public static ILogFile Create(string path)
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.None, PreallocatedBytes);
        DurableFile.FlushDirectory(Path.GetDirectoryName(path)!);
        return new LogFile(handle);
    }

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offsetBytes) => RandomAccess.Write(handle, buffers, offsetBytes);

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public void Truncate(long lengthBytes) => RandomAccess.SetLength(handle, lengthBytes);

    public void Dispose() => handle.Dispose();
}
