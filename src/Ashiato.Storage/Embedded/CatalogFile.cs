namespace Ashiato.Storage.Embedded;

/// <summary>The catalog of an open store. Thread-safe.</summary>
internal sealed class CatalogFile(string root, Catalog current)
{
    private readonly Lock _gate = new();
    private readonly List<string> _abandoned = [];
    private long _generation = current.Generation;

    public Catalog Current { get; private set; } = current;

    /// <summary>Notes a new segment that a change which failed was to name: whether the disk has that catalog is known only after the next one.</summary>
    public void Abandon(string segmentName)
    {
        lock (_gate) _abandoned.Add(segmentName);
    }

    /// <summary>After a change: the abandoned segments, which no catalog on the disk names any more.</summary>
    public IReadOnlyList<string> TakeAbandoned()
    {
        lock (_gate)
        {
            string[] taken = [.. _abandoned];
            _abandoned.Clear();
            return taken;
        }
    }

    /// <summary>Changes the catalog, durably.</summary>
    /// <exception cref="IOException">It is not certain which catalog the next start will find: remove no file that either of them names.</exception>
    public void Change(Func<Catalog, Catalog> change)
    {
        lock (_gate)
        {
            var next = change(Current) with { Generation = ++_generation };
            next.Write(root);
            Current = next;
        }
    }
}
