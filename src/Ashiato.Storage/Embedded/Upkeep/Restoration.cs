namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>Makes a data directory of a backup. The files are copied: what happens to one later does nothing to the other.</summary>
internal static class Restoration
{
    /// <remarks>A summary is made anew from its segment when it is missing, or is none: no events are lost with it.</remarks>
    /// <exception cref="QueryException">The backup is not whole, or the directory cannot be used; then it is as it was.</exception>
    public static StoreVerification Run(string backup, string directory, IReadOnlyList<ICompanionFile> companions, IProgress<UpkeepProgress>? progress, CancellationToken cancel)
    {
        var manifest = BackupManifest.Read(backup);
        HashSet<string> there = [.. manifest.Files.Select(static file => file.Path)];
        manifest = manifest with { Files = [.. manifest.Files.Where(file => Flaw(backup, file) is null || !IsDerived(file, there))] };
        foreach (var file in manifest.Files)
            if (Flaw(backup, file) is { } what) throw new QueryException($"The backup '{backup}' is not whole: '{file.Path}' {what}. Take another backup.");
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

    private static bool IsDerived(BackupManifest.Entry file, HashSet<string> there) =>
        file.Path.EndsWith(".summary", StringComparison.Ordinal) && there.Contains(Path.ChangeExtension(file.Path, ".segment"));

    private static string? Flaw(string backup, BackupManifest.Entry file)
    {
        var found = new FileInfo(PathIn(backup, file));
        if (!found.Exists) return "is missing";
        if (found.LinkTarget is not null) return "is a link to elsewhere";
        return found.Length == file.SizeBytes ? null : $"has {found.Length} bytes where the backup was made with {file.SizeBytes}";
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
