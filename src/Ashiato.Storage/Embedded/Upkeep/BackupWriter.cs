using Ashiato.Storage.Embedded.WriteAhead;

namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>Copies a data directory as it was at one moment. Nothing of it may be removed meanwhile (<see cref="FileRemovals.Hold"/>).</summary>
/// <remarks>
/// The catalog names what is in segments; the log files from its first one on hold the rest, up to the moment that they are copied. So each event is in the copy once.
/// Segments and summaries never change and are linked; the log is written on and is copied, up to its last whole record.
/// </remarks>
/// <param name="root">The data directory.</param>
/// <param name="catalog">Its catalog, read after removals were held.</param>
/// <param name="companions">What else belongs to it.</param>
/// <param name="now">The moment.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class BackupWriter(string root, Catalog catalog, IReadOnlyList<ICompanionFile> companions, DateTimeOffset now, IProgress<UpkeepProgress>? progress)
{
    private readonly List<BackupManifest.Entry> _files = [];
    private readonly List<string> _missing = [];
    private long _doneBytes;
    private long _linkedBytes;
    private long _totalBytes;

    /// <summary>Makes a backup in a directory.</summary>
    /// <exception cref="QueryException">It cannot be made there; nothing is left of it.</exception>
    public StoreBackup Run(string directory, CancellationToken cancel)
    {
        Require(directory);
        EmptyDirectory.Prepare(directory);
        try
        {
            Write(directory, cancel);
            return new StoreBackup(directory, _files.Count, _doneBytes, _linkedBytes, _missing);
        }
        catch (Exception wrong)
        {
            EmptyDirectory.Clear(directory);
            if (wrong is IOException or UnauthorizedAccessException)
                throw new QueryException(StoreRefusal.BackupFailed, $"The backup in '{directory}' could not be made: {wrong.Message.TrimEnd('.')}. What was written of it is removed; make room or mend that, and try again.");
            throw;
        }
    }

    private void Require(string directory)
    {
        if (!Path.IsPathFullyQualified(directory)) throw new QueryException(StoreRefusal.BackupPath, $"'{directory}' is no full path. Name the directory of the backup from the root on.");
        string inside = Path.GetRelativePath(root, Path.GetFullPath(directory));
        bool isOutside = inside == ".." || inside.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(inside);
        if (!isOutside) throw new QueryException(StoreRefusal.BackupInside, $"'{directory}' is inside the data directory, with which the backup would be lost. Name a directory elsewhere, best on another disk.");
    }

    private void Write(string target, CancellationToken cancel)
    {
        var kept = catalog.Segments.Select(static name => $"segments/{name}")
            .Concat(catalog.Segments.Concat(catalog.Summaries).Select(static name => $"segments/{Path.ChangeExtension(name, ".summary")}")).ToArray();
        _totalBytes = kept.Select(SourceOf).Where(File.Exists).Sum(static path => new FileInfo(path).Length);
        foreach (string file in kept) Keep(file, target, cancel);
        CopyLogs(target, cancel);
        foreach (string file in (string[])["format", "pins", PendingDeletions.FileName])
            if (File.Exists(SourceOf(file))) Done(file, FileCopy.Copy(SourceOf(file), Path.Combine(target, file), null, cancel));
        foreach (var companion in companions) CopyCompanion(companion, target);
        catalog.Write(target);
        foreach (string path in Catalog.PathsIn(target)) Done(Path.GetFileName(path), new FileInfo(path).Length);
        foreach (string made in Directory.EnumerateDirectories(target, "*", SearchOption.AllDirectories)) DurableFile.FlushDirectory(made);
        new BackupManifest(now, _files).Write(target);
    }

    private void Keep(string file, string target, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            var (size, isLinked) = FileCopy.LinkOrCopy(SourceOf(file), Path.Combine(target, file.Replace('/', Path.DirectorySeparatorChar)), cancel);
            if (isLinked) _linkedBytes += size;
            Done(file, size);
        }
        catch (FileNotFoundException)
        {
            // A summary is made anew from its segment; a segment is not.
            if (file.EndsWith(".segment", StringComparison.Ordinal)) _missing.Add($"'{file}' is missing from the store, and so from the backup.");
        }
    }

    private void CopyLogs(string target, CancellationToken cancel)
    {
        string logs = SourceOf("wal");
        var files = LogWriter.FilesIn(logs).Where(file => file.Number >= catalog.FirstLog).ToArray();
        foreach (var (_, path) in files)
        {
            var ending = LogReader.Read(path, static (_, _) => { });
            // Behind the last record of the newest file are zeros, or a record that is being written.
            bool isWhole = ending.Finding is null || (path == files[^1].Path && !ending.GoesOn);
            string file = $"wal/{Path.GetFileName(path)}";
            Done(file, FileCopy.Copy(path, Path.Combine(target, "wal", Path.GetFileName(path)), isWhole ? ending.GoodBytes : null, cancel));
        }
    }

    private void CopyCompanion(ICompanionFile companion, string target)
    {
        string copy = Path.Combine(target, companion.Name);
        companion.CopyTo(root, copy);
        if (File.Exists(copy)) Done(companion.Name, new FileInfo(copy).Length);
    }

    private void Done(string file, long size)
    {
        _files.Add(new BackupManifest.Entry(file, size));
        _doneBytes += size;
        progress?.Report(new UpkeepProgress(file, _doneBytes, Math.Max(_totalBytes, _doneBytes)));
    }

    private string SourceOf(string file) => Path.Combine(root, file.Replace('/', Path.DirectorySeparatorChar));
}
