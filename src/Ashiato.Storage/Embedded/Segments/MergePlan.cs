namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Which segments to put together: as many of one day as make one that is large enough, or several of about one size.</summary>
/// <remarks>
/// Merging costs more for an event than anything else, so that what full tables became is left as it is, and all else is merged once and for all where
/// there is enough of it. Tables that had to be written long before they were full are put together on the way. A merge holds the order of its rows and one column in memory, hence the bounds on both.
/// </remarks>
internal static class MergePlan
{
    /// <summary>So many segments of one size make a merge, however small.</summary>
    public const int FanIn = 8;

    /// <summary>Segments of so many rows are large enough.</summary>
    public const int EnoughRows = 48 * 1_024;

    // Merging needs memory for the order of all these rows, about 100 bytes a row.
    private const long MaxRows = 72 * 1_024;

    private const int SmallestClassRows = 4_096;
    private const int ClassFactor = 4;
    private const long MaxColumnBytes = 32L << 20;

    // A merge reads each column once. What the columns of a row group are decoded with takes some 250 KiB; if that did not fit, it would be decoded for each of them.
    private const long CacheBytes = 12L << 20;

    /// <summary>What one merge reads through.</summary>
    public static ColumnCache NewCache() => new(CacheBytes) { HoldsColumns = false };

    /// <returns>At least two segments of one partition, or <see langword="null"/>.</returns>
    public static IReadOnlyList<Segment>? Choose(IEnumerable<Segment> live)
    {
        var days = live
            .Where(static segment => segment.RowCount < EnoughRows && segment.LargestColumnBytes < MaxColumnBytes / 2)
            .GroupBy(static segment => Partitions.DayOf(segment.Name))
            .ToArray();
        var enough = days.Select(static day => Fitting(day, int.MaxValue)).FirstOrDefault(static chosen => chosen.Count >= 2 && chosen.Sum(static segment => segment.RowCount) >= EnoughRows);
        return enough ?? days
            .SelectMany(static day => day.GroupBy(static segment => SizeClass(segment.RowCount)))
            .Where(static alike => alike.Count() >= FanIn)
            .OrderBy(static alike => alike.Key)
            .Select(static alike => Fitting(alike, FanIn))
            .FirstOrDefault(static chosen => chosen.Count >= 2);
    }

    /// <summary>The oldest of some segments, as many as make one that is large enough and one merge can take.</summary>
    private static List<Segment> Fitting(IEnumerable<Segment> segments, int most)
    {
        var chosen = new List<Segment>();
        long rows = 0, columnBytes = 0;
        foreach (var segment in segments.OrderBy(static segment => segment.Number))
        {
            if (chosen.Count == most || rows >= EnoughRows) break;
            if (rows + segment.RowCount > MaxRows || columnBytes + segment.LargestColumnBytes > MaxColumnBytes) continue;
            chosen.Add(segment);
            rows += segment.RowCount;
            columnBytes += segment.LargestColumnBytes;
        }
        return chosen;
    }

    private static int SizeClass(long rows)
    {
        int size = 0;
        for (long limit = SmallestClassRows; rows >= limit; limit *= ClassFactor) size++;
        return size;
    }
}
