using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Hits;

/// <summary>Finds the time range among a filter's conditions, by which a store leaves out what is too old before it looks at it.</summary>
internal static class TimeFilter
{
    // What is nested deeper than stores take is for them to refuse.
    private const int MaxDepth = 100;

    /// <summary>The time range that all events must lie in, and what else is asked of them.</summary>
    public static (TimeRange Time, Filter Other) Split(Filter filter)
    {
        var rest = new List<Filter>();
        var time = Collect(filter, TimeRange.All, rest, MaxDepth);
        if (time.ToMicros < time.FromMicros) time = new TimeRange(time.FromMicros, time.FromMicros);
        return (time, rest.Count switch { 0 => Filter.Everything, 1 => rest[0], _ => new Filter.All(rest) });
    }

    private static TimeRange Collect(Filter filter, TimeRange time, List<Filter> rest, int depth)
    {
        switch (filter)
        {
            case Filter.All all when depth > 0:
                foreach (var inner in all.Filters) time = Collect(inner, time, rest, depth - 1);
                return time;
            case Filter.Between { Field: var field } range when field.Equals(Fields.Timestamp) && (range.Min is not null || range.Max is not null):
                long from = range.Min is { } min ? Whole(range.MinInclusive ? Math.Ceiling(min) : Math.Floor(min) + 1) : long.MinValue;
                long to = range.Max is { } max ? Whole(range.MaxInclusive ? Math.Floor(max) + 1 : Math.Ceiling(max)) : long.MaxValue;
                return new TimeRange(Math.Max(time.FromMicros, from), Math.Min(time.ToMicros, to));
            default:
                rest.Add(filter);
                return time;
        }
    }

    private static long Whole(double micros) => micros >= long.MaxValue ? long.MaxValue : micros <= long.MinValue ? long.MinValue : (long)micros;
}
