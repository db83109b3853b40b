using Ashiato.Storage;

namespace Ashiato.Search.Dsl;

/// <summary>The catalog of a store's fields, asked for anew when it has become old.</summary>
/// <remarks>
/// A field that has just arrived is found under its own name at once; patterns and objects find it after some seconds, unless it came by <c>_bulk</c>.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="time">Tells the catalog's age.</param>
internal sealed class KnownFields(IEventStore store, TimeProvider time)
{
    private static readonly TimeSpan s_freshFor = TimeSpan.FromSeconds(5);

    private volatile Entry? _entry;

    /// <summary>The catalog.</summary>
    public async ValueTask<FieldCatalog> GetAsync(CancellationToken cancel)
    {
        if (_entry is { } known && time.GetElapsedTime(known.At) < s_freshFor) return known.Catalog;
        long now = time.GetTimestamp();
        var catalog = await FieldCatalog.OfAsync(store, cancel);
        _entry = new Entry(catalog, now);
        return catalog;
    }

    /// <summary>Forgets it: there may be new fields.</summary>
    public void Forget() => _entry = null;

    private sealed record Entry(FieldCatalog Catalog, long At);
}
