namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>Makes a data directory of a backup. The files are copied: what happens to one later does nothing to the other.</summary>
internal static class Restoration
{
    /// <exception cref="QueryException">The backup is not whole, or the directory cannot be used; then it is as it was.</exception>
    public static StoreVerification Run(string backup, string directory, IReadOnlyList<ICompanionFile> companions, IProgress<UpkeepProgress>? progress, CancellationToken cancel)
    {
        var manifest = BackupManifest.Read(backup);
        foreach (var file in manifest.Files) Require(backup, file);
        EmptyDirectory.Prepare(directory);
        // A program that is started on it meanwhile would begin an empty store there.
        using var taken = DataDirectory.Take(directory);
        try
        {
            Copy(backup, directory, manifest, progress, cancel);
        }
        catch (Exception wrong)
        {
            taken.Dispose();
            EmptyDirectory.Clear(directory);
            if (wrong is IOException or UnauthorizedAccessException)
                throw new QueryException($"The backup could not be brought back into '{directory}': {wrong.Message.TrimEnd('.')}. What was written of it is removed; make room or mend that, and try again.");
            throw;
        }
        return new DirectoryCheck(directory, companions, running: null, progress).Run(cancel);
    }

    private static void Require(string backup, BackupManifest.Entry file)
    {
        var found = new FileInfo(PathIn(backup, file));
        if (found.Exists && found.LinkTarget is null && found.Length == file.SizeBytes) return;
        string what = !found.Exists ? "is missing" : found.LinkTarget is not null ? "is a link to elsewhere" : $"has {found.Length} bytes where the backup was made with {file.SizeBytes}";
        throw new QueryException($"The backup '{backup}' is not whole: '{file.Path}' {what}. Take another backup.");
    }

    private static void Copy(string backup, string directory, BackupManifest manifest, IProgress<UpkeepProgress>? progress, CancellationToken cancel)
    {
        long total = manifest.Files.Sum(static file => file.SizeBytes), done = 0;
        // No program starts in it before the catalog is there, which comes last.
        string[] last = [.. Catalog.PathsIn("")];
        foreach (var file in manifest.Files.OrderBy(file => Array.IndexOf(last, file.Path)))
        {
            done += FileCopy.Copy(PathIn(backup, file), PathIn(directory, file), null, cancel);
            progress?.Report(new UpkeepProgress(file.Path, done, total));
        }
        foreach (string made in Directory.EnumerateDirectories(directory, "*", SearchOption.AllDirectories)) DurableFile.FlushDirectory(made);
        DurableFile.FlushDirectory(directory);
    }

    private static string PathIn(string directory, BackupManifest.Entry file) => Path.Combine(directory, file.Path.Replace('/', Path.DirectorySeparatorChar));
}
