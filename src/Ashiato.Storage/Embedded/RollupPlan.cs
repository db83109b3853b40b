using Ashiato.Storage.Embedded.Segments;

namespace Ashiato.Storage.Embedded;

/// <summary>Which segments get one summary together: those of a day that will not soon be merged, in the order in which they came.</summary>
internal static class RollupPlan
{
    /// <summary>So many segments make a rollup: some hours of a busy store. The latest ones, up to this, are asked one by one.</summary>
    public const int FanIn = 32;

    /// <summary>So many that are left of a day that is over make one as well.</summary>
    public const int Least = 4;

    /// <returns>Segments of one day; <see langword="null"/> when there are not enough without a rollup.</returns>
    /// <param name="live">All segments that are asked.</param>
    /// <param name="hasRollup">True for the name of a segment that has one.</param>
    public static IReadOnlyList<Segment>? Choose(IReadOnlyCollection<Segment> live, Func<string, bool> hasRollup)
    {
        int later = 0;
        foreach (var day in live.Where(static segment => !Partitions.IsPinned(segment.Name)).ToLookup(static segment => Partitions.DayOf(segment.Name)).OrderByDescending(static day => day.Key))
        {
            // An event of the future alone ends no day.
            bool isOver = later >= Least;
            // What is smaller is merged as soon as there are more of its size.
            var without = day.Where(segment => (isOver || segment.RowCount >= MergePlan.EnoughRows) && !hasRollup(segment.Name)).OrderBy(static segment => segment.Number).Take(FanIn).ToArray();
            if (without.Length >= (isOver ? Least : FanIn)) return without;
            later += day.Count();
        }
        return null;
    }
}
