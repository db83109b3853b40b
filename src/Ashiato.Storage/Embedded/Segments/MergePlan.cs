namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Which segments to put together: those of one day and about one size, when there are several of them.</summary>
/// <remarks>A merge holds the order of its rows and one column in memory, hence the bounds on both.</remarks>
internal static class MergePlan
{
    /// <summary>So many segments of one size make a merge.</summary>
    public const int FanIn = 4;

    /// <summary>Segments of so many rows are large enough.</summary>
    public const int EnoughRows = 96 * 1_024;

    // Merging needs memory for the order of all these rows, about 100 bytes a row.
    private const long MaxRows = 160 * 1_024;

    private const int SmallestClassRows = 4_096;
    private const long MaxColumnBytes = 32L << 20;

    /// <returns>At least two segments of one partition, or <see langword="null"/>.</returns>
    public static IReadOnlyList<Segment>? Choose(IEnumerable<Segment> live)
    {
        var alike = live
            .Where(segment => segment.RowCount < EnoughRows && segment.LargestColumnBytes < MaxColumnBytes / 2)
            .GroupBy(segment => (Partitions.DayOf(segment.Name), SizeClass(segment.RowCount)))
            .Where(group => group.Count() >= FanIn)
            .OrderBy(group => group.Key.Item2);
        foreach (var group in alike)
        {
            var chosen = new List<Segment>();
            foreach (var segment in group.OrderBy(segment => segment.Number).Take(FanIn))
            {
                bool fits = chosen.Sum(one => one.RowCount) + segment.RowCount <= MaxRows
                    && chosen.Sum(one => one.LargestColumnBytes) + segment.LargestColumnBytes <= MaxColumnBytes;
                if (fits) chosen.Add(segment);
            }
            if (chosen.Count >= 2) return chosen;
        }
        return null;
    }

    private static int SizeClass(long rows)
    {
        int size = 0;
        for (long limit = SmallestClassRows; rows >= limit; limit *= FanIn) size++;
        return size;
    }
}
