namespace Ashiato.Storage.Embedded;

/// <summary>The store's directory while this process has it: its paths, its lock, its format version.</summary>
/// <remarks>
/// Layout: <c>lock</c> (held, always empty), <c>format</c> (the version), <c>catalog</c> and <c>catalog.copy</c>,
/// <c>wal/</c>, <c>segments/yyyy-MM-dd/</c>. The whole of it stands in docs/storage-format.md.
/// </remarks>
internal sealed class DataDirectory : IDisposable
{
    private const string Format = "ashiato store 1\n";

    private readonly FileStream _lock;

    private DataDirectory(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    public string Logs => Path.Combine(Root, "wal");

    public string Segments => Path.Combine(Root, "segments");

    /// <summary>Makes the directory where it is missing, and takes it.</summary>
    /// <exception cref="StoreInUseException">Somebody else has it.</exception>
    /// <exception cref="InvalidDataException">It was written by a version that this program does not know.</exception>
    public static DataDirectory Open(string path)
    {
        string root = Path.GetFullPath(path);
        Directory.CreateDirectory(root);
        var directory = new DataDirectory(root, TakeLock(root));
        try
        {
            directory.CheckFormat();
            Directory.CreateDirectory(directory.Logs);
            Directory.CreateDirectory(directory.Segments);
            DurableFile.FlushDirectory(root);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>The full path of a segment named relative to <see cref="Segments"/>.</summary>
    public string SegmentPath(string relative) => Path.Combine(Segments, relative.Replace('/', Path.DirectorySeparatorChar));

    public void Dispose() => _lock.Dispose();

    private static FileStream TakeLock(string root)
    {
        try
        {
            return new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (busy is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new StoreInUseException(root, busy);
        }
    }

    private void CheckFormat()
    {
        string path = Path.Combine(Root, "format");
        if (!File.Exists(path))
        {
            DurableFile.Replace(path, System.Text.Encoding.UTF8.GetBytes(Format));
            return;
        }
        string found = File.ReadAllText(path);
        if (found == Format) return;
        throw new InvalidDataException(
            $"The data directory '{Root}' says it is '{found.Trim()}'; this program knows '{Format.Trim()}'. Use the program that wrote it, or name another directory.");
    }
}
