using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Summaries;

/// <summary>Decides what of a question is answered from summaries: never anything that would not be the same number.</summary>
/// <remarks>
/// Whole intervals come from the longest that fit into the time asked for and into the intervals grouped by; what remains at the ends of the time, less
/// than a minute each, comes from events.
/// </remarks>
internal sealed class SummaryPlan
{
    // Every moment that a summary can hold, and not what has none. A question looks at hundreds of summaries that lie within its time: they share one filter.
    private static readonly TimeRange s_anyMoment = new(long.MinValue + 1, long.MaxValue);

    private readonly SummaryView[] _views;
    private readonly long[] _levels; // longest first

    private SummaryPlan(TimeRange time, SummaryView[] views, long[] levels) => (Time, _views, _levels) = (time, views, levels);

    /// <summary>Finds the summary of a view and level, if there is one.</summary>
    public delegate SummaryRowGroup? Finder(SummaryView view, long levelMicros);

    /// <summary>The time asked for.</summary>
    public TimeRange Time { get; }

    /// <summary>True when events count that have no moment, too.</summary>
    public bool IsOfAllTime => Time == TimeRange.All;

    /// <summary>How to answer a question; <see langword="null"/> when only events can.</summary>
    public static SummaryPlan? For(GroupQuery query)
    {
        SummaryView[] views = [.. SummaryView.All.Where(view => CanAnswer(view, query))];
        long[] levels = [.. SummaryView.Levels.Reverse().Where(level => query.Keys.All(key => key is not GroupKey.Time time || Fits(time, level)))];
        return views.Length == 0 || levels.Length == 0 ? null : new SummaryPlan(query.Time, views, levels);
    }

    /// <summary>What to look at of one segment.</summary>
    /// <param name="rows">Its events; fewer than its summaries tell of where some went early, or nothing.</param>
    /// <param name="time">A stretch with all moments of these; <see langword="default"/> when none has one.</param>
    /// <param name="find">Its summaries.</param>
    public IEnumerable<QueryPart> PartsOf(IReadOnlyList<RowGroup> rows, TimeRange time, Finder find)
    {
        foreach (var view in _views)
        {
            SummaryRowGroup?[] summaries = Array.ConvertAll(_levels, level => find(view, level));
            if (!Array.TrueForAll(summaries, static one => one is null)) return Split(ExtentOf(time, summaries), rows, summaries);
        }
        return rows.Select(group => new QueryPart(group, Time));
    }

    /// <summary>What to look at of several segments together, all of whose events are of the time asked for.</summary>
    /// <param name="find">The summaries of all of them.</param>
    public QueryPart? WholeOf(Finder find)
    {
        foreach (var view in _views)
        {
            foreach (long level in _levels)
                if (find(view, level) is { } longest) return new QueryPart(longest, IsOfAllTime ? Time : s_anyMoment);
        }
        return null;
    }

    private List<QueryPart> Split(TimeRange extent, IReadOnlyList<RowGroup> rows, SummaryRowGroup?[] summaries)
    {
        // Without a limit of time, events without a moment count as well.
        if (IsOfAllTime && Array.Find(summaries, static one => one is not null) is { } longest) return [new QueryPart(longest, Time)];

        if (extent.FromMicros >= extent.ToMicros || !Time.Overlaps(extent)) return [];
        // Where the segment ends before the time does, an interval may reach beyond the segment.
        long from = Time.FromMicros <= extent.FromMicros ? Floor(extent.FromMicros, _levels[0]) : Time.FromMicros;
        long to = Time.ToMicros >= extent.ToMicros ? Ceiling(extent.ToMicros, _levels[0]) : Time.ToMicros;
        var parts = new List<QueryPart>();
        Split(new TimeRange(from, to), 0);
        return parts;

        void Split(TimeRange time, int level)
        {
            if (time.FromMicros >= time.ToMicros) return;
            while (level < summaries.Length && summaries[level] is null) level++;
            if (level == summaries.Length)
            {
                var asked = new TimeRange(Math.Max(time.FromMicros, Time.FromMicros), Math.Min(time.ToMicros, Time.ToMicros));
                foreach (var group in rows)
                    if (group.Time.Overlaps(asked)) parts.Add(new QueryPart(group, asked));
                return;
            }
            var inner = new TimeRange(Ceiling(time.FromMicros, _levels[level]), Floor(time.ToMicros, _levels[level]));
            if (inner.FromMicros >= inner.ToMicros)
            {
                Split(time, level + 1);
                return;
            }
            var summary = summaries[level]!;
            parts.Add(new QueryPart(summary, summary.Time != default && inner.Holds(summary.Time) ? s_anyMoment : inner));
            Split(time with { ToMicros = inner.FromMicros }, level + 1);
            Split(time with { FromMicros = inner.ToMicros }, level + 1);
        }
    }

    /// <summary>A stretch with all moments of the events and of what the summaries tell of.</summary>
    private TimeRange ExtentOf(TimeRange extent, SummaryRowGroup?[] summaries)
    {
        for (int i = summaries.Length - 1; i >= 0; i--)
        {
            // The shortest intervals that there are tell most exactly when events happened.
            if (summaries[i] is not { } shortest) continue;
            var told = shortest.Time;
            if (told == default) return extent;
            if (extent.FromMicros >= extent.ToMicros) return told;
            // Events know their moments better, but only those that are still there.
            bool areAllThere = told.FromMicros >= Floor(extent.FromMicros, _levels[i]) && told.ToMicros <= Ceiling(extent.ToMicros, _levels[i]);
            return areAllThere ? extent : new TimeRange(Math.Min(extent.FromMicros, told.FromMicros), Math.Max(extent.ToMicros, told.ToMicros));
        }
        return extent;
    }

    private static long Floor(long micros, long level) => micros - Into(micros, level);

    private static long Ceiling(long micros, long level) => Into(micros, level) == 0 || micros > long.MaxValue - level ? micros : Floor(micros, level) + level;

    private static long Into(long micros, long level)
    {
        long into = micros % level;
        if (into < 0) into += level;
        return micros < long.MinValue + into ? 0 : into;
    }

    private static bool Fits(GroupKey.Time time, long level) => time.IntervalMicros % level == 0 && time.OffsetMicros % level == 0;

    private static bool CanAnswer(SummaryView view, GroupQuery query) =>
        (view.Event is null || Implies(query.Filter, view.Event)) &&
        IsAbout(query.Filter, view) &&
        query.Keys.All(key => CanTellApart(view, key)) &&
        query.Measures.All(measure => CanMeasure(view, measure)) &&
        // Of the events of one bucket it is only known how many there are.
        (query.Keys.All(static key => key is not GroupKey.Logarithmic) || query.Measures.All(static measure => measure is Measure.Count));

    private static bool CanTellApart(SummaryView view, GroupKey key) => key switch
    {
        GroupKey.Value value => view.Has(value.Field),
        GroupKey.Time => true,
        GroupKey.Logarithmic scale => scale.Field.Equals(view.Number) && Sketches.QuantileBuckets.PerDecade % scale.BucketsPerDecade == 0,
        _ => false,
    };

    private static bool CanMeasure(SummaryView view, Measure measure) => measure switch
    {
        Measure.Count count => count.Where is null || IsAbout(count.Where, view),
        Measure.Sum sum => sum.Field.Equals(view.Number),
        Measure.SumOfSquares squares => squares.MayEstimate && squares.Field.Equals(view.Number),
        Measure.Min min => min.Field.Equals(view.Number),
        Measure.Max max => max.Field.Equals(view.Number),
        Measure.Average average => average.Field.Equals(view.Number),
        Measure.Percentiles percentiles => percentiles.Field.Equals(view.Number),
        Measure.Distinct distinct => view.Has(distinct.Field),
        Measure.Latest latest => view.KeepsLast && view.Has(latest.Field),
        _ => false,
    };

    /// <summary>True when only events of a kind match.</summary>
    private static bool Implies(Filter filter, string name) => filter switch
    {
        Filter.All all => all.Filters.Any(inner => Implies(inner, name)),
        Filter.Any any => any.Filters.All(inner => Implies(inner, name)),
        Filter.TextIn within => within.Field.Equals(Fields.ProcessorEvent) && within.Values.All(value => value == name),
        _ => false,
    };

    /// <summary>True when the view knows whether an event matches.</summary>
    public static bool IsAbout(Filter filter, SummaryView view) => filter switch
    {
        Filter.All all => all.Filters.All(inner => IsAbout(inner, view)),
        Filter.Any any => any.Filters.All(inner => IsAbout(inner, view)),
        Filter.Not not => IsAbout(not.Inner, view),
        Filter.Exists exists => view.Has(exists.Field),
        Filter.TextIn within => view.Has(within.Field),
        Filter.TextLike like => view.Has(like.Field),
        _ => false,
    };
}
