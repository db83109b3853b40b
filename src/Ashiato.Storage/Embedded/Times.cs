using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded;

/// <summary>Stretches of time around rows.</summary>
internal static class Times
{
    /// <summary>The shortest stretch with all of these moments in it; of none, an empty one.</summary>
    public static TimeRange Around(ReadOnlySpan<long> micros)
    {
        long least = long.MaxValue, greatest = long.MinValue;
        foreach (long moment in micros)
        {
            if (moment == SegmentOrder.NoMoment) continue;
            least = Math.Min(least, moment);
            greatest = Math.Max(greatest, moment);
        }
        return least > greatest ? default : new TimeRange(least, greatest == long.MaxValue ? greatest : greatest + 1);
    }
}
