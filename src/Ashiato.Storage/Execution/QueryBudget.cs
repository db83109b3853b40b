namespace Ashiato.Storage.Execution;

/// <summary>How much one query may hold in memory, so that a careless one is refused before it hurts the others.</summary>
internal sealed class QueryBudget
{
    /// <summary>The most groups one query can tell apart.</summary>
    public const int MaxGroups = 1_000_000;

    private const long MaxBytes = 512L << 20;

    private long _bytes;

    /// <summary>Notes bytes that the query holds until it ends.</summary>
    /// <exception cref="QueryException">The query holds too much.</exception>
    public void Take(long bytes)
    {
        _bytes += bytes;
        if (_bytes > MaxBytes)
            throw new QueryException($"The query needs more than {MaxBytes >> 20} MiB of memory. Use a shorter time range, a narrower filter or fewer groups.");
    }

    /// <exception cref="QueryException">There are too many groups.</exception>
    public static void RequireGroups(int count)
    {
        if (count > MaxGroups)
            throw new QueryException($"The query makes more than {MaxGroups} groups. Use a shorter time range, a narrower filter or a coarser key.");
    }
}
