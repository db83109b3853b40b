namespace Ashiato.Storage.Execution;

/// <summary>How much one query may hold in memory, so that a careless one is refused before it hurts the others. Thread-safe.</summary>
/// <param name="maxBytes">How many bytes it may hold.</param>
internal sealed class QueryBudget(long maxBytes)
{
    /// <summary>The most groups one query can tell apart.</summary>
    public const int MaxGroups = 1_000_000;

    private long _bytes;

    /// <summary>Notes bytes that the query holds until it ends, or with a number below 0, that it lets go of.</summary>
    /// <exception cref="QueryException">The query holds too much.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= maxBytes) return;
        throw new QueryException(StoreRefusal.QueryMemory, $"The query needs more than {maxBytes >> 20} MiB of memory. Use a shorter time range, a narrower filter, fewer groups, or fewer rows or fields a page.");
    }

    /// <exception cref="QueryException">There are too many groups.</exception>
    public static void RequireGroups(int count)
    {
        if (count > MaxGroups)
            throw new QueryException(StoreRefusal.QueryGroups, $"The query makes more than {MaxGroups} groups. Use a shorter time range, a narrower filter or a coarser key.");
    }
}
