namespace Ashiato.Storage.Embedded;

/// <summary>The catalog of an open store. Thread-safe.</summary>
internal sealed class CatalogFile(string root, Catalog current)
{
    private readonly Lock _gate = new();
    private long _generation = current.Generation;

    public Catalog Current { get; private set; } = current;

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
