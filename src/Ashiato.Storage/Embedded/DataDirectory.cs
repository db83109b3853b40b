namespace Ashiato.Storage.Embedded;

/// <summary>The store's directory while this process has it: its paths, its lock, its format version.</summary>
/// <remarks>
/// Layout: <c>lock</c> (held, always empty), <c>format</c> (the version), <c>catalog</c> and <c>catalog.copy</c>, <c>pins</c>, <c>deletions</c>,
/// <c>wal/</c>, <c>segments/yyyy-MM-dd/</c>. The whole of it stands in docs/storage-format.md.
/// </remarks>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>The file that says that a directory is a backup, and what of: <see cref="Upkeep.BackupManifest"/>.</summary>
    public const string BackupMark = "backup";

    /// <summary>The content of <c>format</c>.</summary>
    public const string Format = "ashiato store 1\n";

    private const string LockFile = "lock";

    private readonly FileStream _lock;

    private DataDirectory(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    public string Logs => Path.Combine(Root, "wal");

    public string Segments => Path.Combine(Root, "segments");

    /// <summary>How files leave it.</summary>
    public FileRemovals Removals { get; } = new();

    /// <summary>Makes the directory where it is missing, and takes it.</summary>
    /// <exception cref="StoreInUseException">Somebody else has it.</exception>
    /// <exception cref="InvalidDataException">It was written by a version that this program does not know, or is a backup.</exception>
    public static DataDirectory Open(string path)
    {
        string root = Path.GetFullPath(path);
        Directory.CreateDirectory(root);
        if (File.Exists(Path.Combine(root, BackupMark)))
            throw new InvalidDataException($"'{root}' is a backup. Bring it back into an empty directory with 'ashiato store restore {root} --data DIR', or name another directory.");
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

    /// <summary>Takes a directory for reading, without changing anything in it.</summary>
    /// <returns>What to dispose of afterwards; <see langword="null"/> when there is nothing that another process could hold.</returns>
    /// <exception cref="StoreInUseException">Somebody else has it.</exception>
    public static IDisposable? Hold(string root) => File.Exists(Path.Combine(root, LockFile)) ? TakeLock(root) : null;

    /// <summary>Takes a directory for filling it with what is to be a store.</summary>
    /// <returns>What to dispose of afterwards.</returns>
    /// <exception cref="StoreInUseException">Somebody else has it.</exception>
    public static IDisposable Take(string root) => TakeLock(root);

    public void Dispose() => _lock.Dispose();

    private static FileStream TakeLock(string root)
    {
        try
        {
            return new FileStream(Path.Combine(root, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (IsHeldByAnother(busy))
        {
            throw new StoreInUseException(root, busy);
        }
    }

    // A read-only or full disk is told as what it is. By number: .NET has no exception of its own for a file that another process holds.
    private static bool IsHeldByAnother(IOException wrong)
    {
        const int AgainOnLinux = 11, AgainOnBsd = 35, SharingViolation = unchecked((int)0x80070020);
        return wrong.HResult is AgainOnLinux or AgainOnBsd or SharingViolation;
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
