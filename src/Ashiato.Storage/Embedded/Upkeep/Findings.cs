namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>Gathers what a check finds, and how far it is.</summary>
internal sealed class Findings(IProgress<UpkeepProgress>? progress, long totalBytes)
{
    private readonly List<StoreFinding> _found = [];
    private long _doneBytes;
    private long _fileCount;
    private long _eventCount;

    /// <summary>Notes that something kept is lost or in danger.</summary>
    public void Damage(string file, string sentence) => Add(new StoreFinding(file, IsDamage: true, sentence));

    /// <summary>Notes what the store mends by itself.</summary>
    public void Harmless(string file, string sentence) => Add(new StoreFinding(file, IsDamage: false, sentence));

    /// <summary>Counts a file that was read.</summary>
    public void Done(string file, long sizeBytes, long eventCount = 0)
    {
        _fileCount++;
        _doneBytes += sizeBytes;
        _eventCount += eventCount;
        progress?.Report(new UpkeepProgress(file, _doneBytes, Math.Max(totalBytes, _doneBytes)));
    }

    public StoreVerification ToVerification() => new(_fileCount, _doneBytes, _eventCount, [.. _found.OrderBy(static finding => !finding.IsDamage)]);

    private void Add(StoreFinding finding)
    {
        // Damage has a place even when there are very many leftovers.
        if (_found.Count == StoreVerification.MaxFindings && finding.IsDamage && _found.FindIndex(static one => !one.IsDamage) is >= 0 and var other) _found.RemoveAt(other);
        if (_found.Count < StoreVerification.MaxFindings) _found.Add(finding);
    }
}
