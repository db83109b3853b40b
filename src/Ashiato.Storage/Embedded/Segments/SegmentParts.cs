
namespace Ashiato.Storage.Embedded.Segments;

/// <summary>What the row groups of a segment share, read when first asked for and then kept in the cache.</summary>
internal sealed class SegmentParts(SegmentFile file, SegmentFooter footer, ColumnCache cache)
{
    /// <summary>What a row group has one of for each field, besides its column.</summary>
    internal enum Part
    {
        /// <summary>Its values as they are kept.</summary>
        Values,

        /// <summary>The rows of the shapes that have it.</summary>
        Rows,

        /// <summary>The same as row numbers.</summary>
        RowsOfShapes,

        /// <summary>The first of them in each trace.</summary>
        FirstRows,

        /// <summary>The code of each row.</summary>
        Codes,
    }

    private const int KnownFields = 512;

    // Looked up for each row group that a question looks at: an object of its own is found faster than one that is compared by what it says.
    private static readonly object[] s_parts = [.. Enumerable.Range(0, Enum.GetValues<Part>().Length * KnownFields).Select(static _ => new object())];

    /// <summary>What the cache knows a part of a field by.</summary>
    public static object PartOf(Part part, int field) => field < KnownFields ? s_parts[((int)part * KnownFields) + field] : (part, field);

    // A question asks each row group for some ten parts, and each segment for a few: that is where they were found last.
    private const int PlacesOfGroup = 16, PlacesShared = 32;

    private ColumnCache.Entry?[]? _shared;
    private readonly ColumnCache.Entry?[]?[] _places = new ColumnCache.Entry?[]?[footer.Groups.Count];

    private TraceTable? _traces;

    public SegmentFile File => file;

    public SegmentFooter Footer => footer;

    /// <summary>Which shapes have which fields.</summary>
    /// <exception cref="SegmentDamagedException">It is not what was written.</exception>
    public ShapeTable Shapes => FromCache(ColumnCache.NoGroup, typeof(ShapeTable)) as ShapeTable ?? Cached(ColumnCache.NoGroup, typeof(ShapeTable),
        () => file.Decode(footer.Shapes, bytes => ShapeTable.Read(bytes, footer.Fields.Count)), static table => table.EstimatedBytes);

    /// <summary>Which row groups may have a trace, read when first asked for and then kept; <see langword="null"/> when that is not known without reading them.</summary>
    /// <exception cref="SegmentDamagedException">It is not what was written.</exception>
    public TraceTable? Traces => footer.Traces.IsNone ? null : _traces ??= file.Decode(footer.Traces, block => TraceTable.Read(block, footer.Groups.Count));

    /// <summary>What the row groups share about a field.</summary>
    /// <exception cref="SegmentDamagedException">It is not what was written.</exception>
    public FieldDictionary DictionaryOf(int field)
    {
        var block = footer.Dictionaries[field];
        if (block.IsNone) return FieldDictionary.None;
        return FromCache(ColumnCache.NoGroup, footer.Fields[field]) as FieldDictionary ?? ReadDictionary(field, block);
    }

    // What is made only when the cache has nothing is in methods of its own: its closures would be made each time.
    private FieldDictionary ReadDictionary(int field, Block block)
    {
        return Cached(ColumnCache.NoGroup, footer.Fields[field], () => file.Decode(block, bytes => FieldDictionary.Read(bytes, field)), static dictionary => dictionary.EstimatedBytes);
    }

    /// <summary>True when the cache has a part of a row group.</summary>
    public bool IsCached(int group, object part) => FromCache(group, part) is not null;

    /// <summary>A part of a row group, if the cache has it.</summary>
    public object? FromCache(int group, object part) => cache.Find(new ColumnCache.Key(footer.Number, group, part), PlacesOf(group));

    /// <inheritdoc cref="FromCache(int, object)"/>
    /// <param name="group">The row group.</param>
    /// <param name="part">Which part.</param>
    /// <param name="place">Where it was found last.</param>
    public object? FromCache(int group, object part, ref ColumnCache.Entry? place) => cache.Find(new ColumnCache.Key(footer.Number, group, part), ref place);

    /// <summary>A part of a row group, from the cache or made.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="part">Which part.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="bytesOf">How many bytes it takes.</param>
    /// <param name="isPassing">True for what is the first to go when others need room.</param>
    public T Cached<T>(int group, object part, Func<T> make, Func<T, long> bytesOf, bool isPassing = false) where T : class
    {
        if (FromCache(group, part) is T cached) return cached;
        var made = make();
        cache.Add(new ColumnCache.Key(footer.Number, group, part), made, bytesOf(made), isPassing);
        return made;
    }

    private ColumnCache.Entry?[] PlacesOf(int group) => group == ColumnCache.NoGroup ? _shared ??= new ColumnCache.Entry?[PlacesShared] : _places[group] ??= new ColumnCache.Entry?[PlacesOfGroup];
}
