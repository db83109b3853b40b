namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>A directory that something is to be written into as a whole, or not at all.</summary>
internal static class EmptyDirectory
{
    // What a fresh file system has by itself.
    private const string LostAndFound = "lost+found";

    /// <summary>Makes it where it is missing, for its owner's eyes only.</summary>
    /// <exception cref="QueryException">It cannot be made, or is not empty.</exception>
    public static void Prepare(string path)
    {
        try
        {
            if (File.Exists(path)) throw new QueryException(StoreRefusal.DirectoryIsFile, $"'{path}' is a file. Name a directory that is empty, or not there yet.");
            if (!Directory.Exists(path))
            {
                if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
                else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            if (Entries(path).Length > 0) throw new QueryException(StoreRefusal.DirectoryNotEmpty, $"The directory '{path}' is not empty. Name one that is, or that is not there yet.");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new QueryException(StoreRefusal.DirectoryUnusable, $"The directory '{path}' cannot be used: {wrong.Message.TrimEnd('.')}. Name one that this user may write to.");
        }
    }

    /// <summary>Removes what was written into it.</summary>
    public static void Clear(string path)
    {
        try
        {
            foreach (string entry in Entries(path))
            {
                if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
                else File.Delete(entry);
            }
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // What is left is no whole backup, and says so.
        }
    }

    private static string[] Entries(string path) => [.. Directory.EnumerateFileSystemEntries(path).Where(static entry => Path.GetFileName(entry) != LostAndFound)];
}
