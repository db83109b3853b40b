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

    /// <summary>Changes the catalog, durably.</summary>
    /// <returns>The segments that were abandoned before: no catalog on the disk names them any more, and their files are to be removed.</returns>
    /// <exception cref="IOException">It is not certain which catalog the next start will find: remove no file that either of them names.</exception>
    public IReadOnlyList<string> Change(Func<Catalog, Catalog> change)
    {
        lock (_gate)
        {
            var next = change(Current) with { Generation = ++_generation };
            next.Write(root);
            Current = next;
            // Under the same lock: what another change abandons from here on may be named by what that one wrote.
            string[] abandoned = [.. _abandoned];
            _abandoned.Clear();
            return abandoned;
        }
    }
}
