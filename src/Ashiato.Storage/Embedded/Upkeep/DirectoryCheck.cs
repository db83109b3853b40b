using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Embedded.WriteAhead;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>Checks a data directory, or a backup, and changes nothing in it.</summary>
/// <param name="root">The directory.</param>
/// <param name="companions">What else belongs to it.</param>
/// <param name="running">The catalog of the store that has the directory open at the moment; <see langword="null"/> when none has.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class DirectoryCheck(string root, IReadOnlyList<ICompanionFile> companions, CatalogFile? running, IProgress<UpkeepProgress>? progress)
{
    private const string RestoreIt = "Restore the directory from a backup to see them again; until then all else answers.";

    private readonly Findings _findings = new(progress, SizeOf(root));
    private readonly List<SegmentDamagedException> _damaged = [];

    /// <summary>The segments that were found damaged.</summary>
    public IReadOnlyList<SegmentDamagedException> Damaged => _damaged;

    private string Segments => Path.Combine(root, "segments");

    /// <summary>Reads all of it.</summary>
    public StoreVerification Run(CancellationToken cancel)
    {
        CheckFormat();
        var catalog = running?.Current ?? ReadCatalog();
        foreach (string name in catalog?.Segments ?? NamesOnDisk(".segment")) CheckSegment(name, cancel);
        foreach (string name in catalog?.Segments ?? []) CheckSummary(name, isOutliving: false);
        foreach (string name in catalog?.Summaries ?? []) CheckSummary(name, isOutliving: true);
        foreach (string name in NamesOnDisk(Rollup.Extension)) CheckRollup(name);
        if (catalog is not null && running is null) FindLeftovers(catalog);
        LogCheck.Run(Path.Combine(root, "wal"), catalog?.FirstLog ?? 0, running is not null, _findings, cancel);
        CheckLines("pins", PinList.MaxCount, static line => line.Length > 0);
        CheckLines(PendingDeletions.FileName, PendingDeletions.MaxCount, PendingDeletions.IsDeletion);
        foreach (var companion in companions) CheckCompanion(companion);
        return _findings.ToVerification();
    }

    private void CheckFormat()
    {
        string path = Path.Combine(root, "format");
        if (!File.Exists(path))
        {
            _findings.Damage("format", "The file 'format' is missing. The next start makes it, if this is a data directory at all.");
            return;
        }
        string found = ReadText(path);
        if (found != DataDirectory.Format) _findings.Damage("format", $"The file 'format' says '{found.Trim()}', and this program knows '{DataDirectory.Format.Trim()}'. Use the program that wrote it.");
        _findings.Done("format", new FileInfo(path).Length);
    }

    private Catalog? ReadCatalog()
    {
        Catalog? newest = null;
        var good = new List<Catalog>();
        foreach (string path in Catalog.PathsIn(root))
        {
            string name = Path.GetFileName(path);
            var copy = File.Exists(path) ? Catalog.ReadCopy(path) : null;
            if (File.Exists(path)) _findings.Done(name, new FileInfo(path).Length);
            if (copy is null) _findings.Harmless(name, $"'{name}' is {(File.Exists(path) ? "damaged" : "missing")}; the next start writes it again from the other copy.");
            else good.Add(copy);
            if (copy is not null && (newest is null || copy.Generation > newest.Generation)) newest = copy;
        }
        if (newest is null && !(good.Count == 0 && !NamesOnDisk(".segment").Any() && !Catalog.PathsIn(root).Any(File.Exists)))
            _findings.Damage("catalog", "Both copies of the catalog are missing or damaged, and without one the store does not open. Restore the directory from a backup.");
        else if (good is [var one, var other] && one.Generation != other.Generation)
            _findings.Harmless("catalog", "The two copies of the catalog are of different moments, as a crash leaves them; the next start goes by the newer one.");
        return newest;
    }

    private void CheckSegment(string name, CancellationToken cancel)
    {
        string path = PathOf(name);
        long size = LengthOf(path);
        try
        {
            long rows = SegmentCheck.Run(name, path, cancel);
            _findings.Done(name, size, rows);
        }
        catch (SegmentDamagedException damage)
        {
            // Merged or removed while the check went on.
            if (running is not null && !running.Current.Segments.Contains(name)) return;
            _damaged.Add(damage);
            _findings.Damage($"segments/{name}", File.Exists(path) ? damage.Message : $"Segment '{name}' is missing, and with it its events. {RestoreIt}");
            _findings.Done(name, size);
        }
    }

    private void CheckSummary(string name, bool isOutliving)
    {
        string file = Path.ChangeExtension(name, ".summary");
        if (FindDamage(name, file) is not { } damage) return;
        var current = running?.Current;
        if (current is not null && !current.Segments.Contains(name) && !current.Summaries.Contains(name)) return;
        if (isOutliving) _findings.Damage($"segments/{file}", $"{damage.Message} Its events are gone already, so it cannot be made anew. {RestoreIt}");
        else _findings.Harmless($"segments/{file}", $"{damage.Message} It is made anew from its segment.");
        _findings.Done($"segments/{file}", LengthOf(PathOf(file)));
    }

    private void CheckRollup(string name)
    {
        // What is not there any more was forgotten while the check went on.
        if (FindDamage(name, name) is not { } damage || !File.Exists(PathOf(name))) return;
        _findings.Harmless($"segments/{name}", $"Rollup '{name}' is damaged: {damage.Finding}. Another is made from the summaries of its segments.");
        _findings.Done($"segments/{name}", LengthOf(PathOf(name)));
    }

    /// <summary>Reads all of a summary.</summary>
    /// <param name="name">What it is called where damage is told.</param>
    /// <param name="file">Its file, below the segments.</param>
    /// <returns><see langword="null"/> when nothing is wrong with it.</returns>
    private SummaryDamagedException? FindDamage(string name, string file)
    {
        try
        {
            var summary = SummaryFile.Open(name, PathOf(file));
            summary.Check();
            _findings.Done($"segments/{file}", summary.SizeBytes);
            return null;
        }
        catch (SummaryDamagedException damage)
        {
            return damage;
        }
    }

    private void FindLeftovers(Catalog catalog)
    {
        HashSet<string> segments = [.. catalog.Segments];
        HashSet<string> summaries = [.. catalog.Segments, .. catalog.Summaries];
        var leftover = NamesOnDisk(".segment").Where(name => !segments.Contains(name))
            .Concat(NamesOnDisk(".summary").Where(name => !summaries.Contains(Path.ChangeExtension(name, ".segment"))))
            .Concat(NamesOnDisk(".tmp"));
        foreach (string name in leftover) _findings.Harmless($"segments/{name}", $"'segments/{name}' was left over from work that a crash ended; the next start removes it.");
    }

    private void CheckLines(string name, int most, Func<string, bool> isGood)
    {
        string path = Path.Combine(root, name);
        if (!File.Exists(path)) return;
        try
        {
            string[] lines = File.ReadAllLines(path);
            if (lines.Length > most || !lines.All(isGood)) _findings.Damage(name, $"The file '{name}' holds lines that this program did not write. Restore it from a backup, or remove it.");
            _findings.Done(name, new FileInfo(path).Length);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            _findings.Damage(name, $"The file '{name}' cannot be read: {wrong.Message.TrimEnd('.')}. Mend the disk or the file's rights.");
        }
    }

    private void CheckCompanion(ICompanionFile companion)
    {
        string path = Path.Combine(root, companion.Name);
        if (!File.Exists(path)) return;
        if (companion.FindDamage(root) is { } sentence) _findings.Damage(companion.Name, sentence);
        _findings.Done(companion.Name, LengthOf(path));
    }

    private string PathOf(string name) => Path.Combine(Segments, name.Replace('/', Path.DirectorySeparatorChar));

    private IEnumerable<string> NamesOnDisk(string extension) => !Directory.Exists(Segments) ? [] :
        Directory.EnumerateFiles(Segments, "*" + extension, SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Segments, path).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal);

    // Nothing that is read as a text here is long.
    private static string ReadText(string path) => new FileInfo(path).Length > 4_096 ? "" : File.ReadAllText(path);

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static long SizeOf(string root) => Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Sum(LengthOf) : 0;
}
