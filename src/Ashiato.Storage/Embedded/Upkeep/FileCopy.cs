namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>Copies files durably, with bounded memory.</summary>
internal static class FileCopy
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Copies a file, with its rights.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The copy, which is not there yet; its directory is made when it is missing.</param>
    /// <param name="length">How many of its bytes; all without it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>How many bytes were copied.</returns>
    public static long Copy(string from, string to, long? length, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var input = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File.GetUnixFileMode(input.SafeFileHandle);
        using var output = new FileStream(to, options);
        long left = length ?? input.Length;
        var buffer = new byte[(int)Math.Min(BufferBytes, Math.Max(left, 1))];
        long copied = 0;
        while (left > 0)
        {
            cancel.ThrowIfCancellationRequested();
            int read = input.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0) break;
            output.Write(buffer, 0, read);
            left -= read;
            copied += read;
        }
        output.Flush(flushToDisk: true);
        return copied;
    }

    /// <summary>Gives a file that never changes a second name, or copies it where there is no such thing.</summary>
    /// <returns>Its bytes, and whether it is the same file.</returns>
    public static (long SizeBytes, bool IsLinked) LinkOrCopy(string from, string to, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (!File.Exists(from)) throw new FileNotFoundException("It is not there.", from);
        return HardLink.TryMake(from, to) ? (new FileInfo(to).Length, true) : (Copy(from, to, null, cancel), false);
    }
}
