namespace Ashiato.Storage.Embedded.Segments;

/// <summary>What parts of segments are worth in memory, by what they save for their size: the lowest makes room first.</summary>
internal enum CacheRank
{
    /// <summary>What several columns of a row group are decoded with.</summary>
    Intermediate,

    /// <summary>A column.</summary>
    Column,

    /// <summary>A directory, the rows that a condition is true of, or a summary, which stands for thousands of rows.</summary>
    Small,

    /// <summary>What all row groups of a segment share.</summary>
    Shared,
}
