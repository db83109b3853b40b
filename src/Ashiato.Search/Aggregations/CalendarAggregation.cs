using Ashiato.Query.Dates;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>Buckets of a calendar, whose lengths differ.</summary>
/// <param name="Name">The name.</param>
/// <param name="Unit">The stretch.</param>
/// <param name="Zone">Whose calendar it is.</param>
/// <param name="Shape">How moments become buckets.</param>
internal sealed record CalendarAggregation(string Name, CalendarUnit Unit, TimeZoneInfo Zone, TimeShape Shape) : Aggregation(Name)
{
    /// <summary>Which events have a bucket at all.</summary>
    public Filter Filter { get; init; } = Filter.Everything;

    /// <summary>The same stretches as a key among others.</summary>
    public KeyAggregation ToKey() => new(Name, [CalendarKey.Any], Shape) { Filter = Filter, Calendars = [new CalendarKey(0, Unit, Zone)] };

    /// <summary>The buckets that one parent shows, of those that were looked at for all parents: from its first event to its last, or as far as the bounds reach.</summary>
    /// <param name="buckets">The parent's, in the order of time, with every empty one when those are asked for.</param>
    public List<Bucket> Arrange(List<Bucket> buckets)
    {
        var shown = Shape.LeastCount == 0 ? Span(buckets) : buckets;
        if (Shape.IsByCount) return [.. Shape.IsDescending ? shown.OrderByDescending(static bucket => bucket.Count) : shown.OrderBy(static bucket => bucket.Count)];
        if (Shape.IsDescending) shown.Reverse();
        return shown;
    }

    /// <summary>Where the first stretch begins that does not begin before a moment, in microseconds.</summary>
    public static double StartFrom(CalendarUnit unit, TimeZoneInfo zone, double micros)
    {
        var moment = DateMath.FromMicros((long)micros);
        // Behind the last year that can be told there is no next one, and no event.
        if (moment.Year >= DateTime.MaxValue.Year) return micros;
        var calendar = new Calendar(zone);
        var start = calendar.StartOf(unit, moment);
        return DateMath.ToMicros(DateMath.ToMicros(start) < micros ? calendar.Next(unit, start) : start);
    }

    private List<Bucket> Span(List<Bucket> buckets)
    {
        int first = buckets.FindIndex(static bucket => bucket.Count > 0), last = buckets.FindLastIndex(static bucket => bucket.Count > 0);
        // One bound alone says nothing about where buckets would end.
        if (first < 0 && Shape.Bounds is not { Min: not null, Max: not null }) return [];
        if (first < 0) (first, last) = (buckets.Count, 0);
        if (Shape.Bounds.Min is { } min) first = Math.Min(first, IndexOf(min));
        if (Shape.Bounds.Max is { } max) last = Math.Max(last, IndexOf(max));
        return buckets[first..(last + 1)];

        int IndexOf(double micros) => Math.Max(0, buckets.FindLastIndex(bucket => bucket.Key * 1_000 <= micros));
    }
}
