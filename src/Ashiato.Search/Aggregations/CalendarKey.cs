using Ashiato.Model;
using Ashiato.Query.Dates;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>A key that is a stretch of a calendar, whose lengths differ.</summary>
/// <param name="Index">Its place among the keys.</param>
/// <param name="Unit">The stretch.</param>
/// <param name="Zone">Whose calendar it is.</param>
internal sealed record CalendarKey(int Index, CalendarUnit Unit, TimeZoneInfo Zone)
{
    /// <summary>The most stretches that are looked at: days of 179 years.</summary>
    public const int MaxStretches = LineShape.MaxBuckets;

    /// <summary>What stands among the keys until it is known which stretches there are.</summary>
    public static GroupKey Any { get; } = new GroupKey.Time(1);

    /// <summary>The stretches from one moment to another, in runs of equal length: each run is a key that the store knows.</summary>
    /// <remarks>Days of a year are three runs of 24 hours with a day of 23 and one of 25 hours between; months are mostly runs of one.</remarks>
    /// <param name="fromMicros">A moment of the first stretch.</param>
    /// <param name="toMicros">A moment of the last one.</param>
    /// <returns>The runs in the order of time; <see langword="null"/> when there are more than <see cref="MaxStretches"/>.</returns>
    public List<Run>? RunsBetween(long fromMicros, long toMicros)
    {
        var calendar = new Calendar(Zone);
        var runs = new List<Run>();
        int count = 0;
        for (var start = calendar.StartOf(Unit, DateMath.FromMicros(fromMicros)); DateMath.ToMicros(start) <= toMicros;)
        {
            if (++count > MaxStretches) return null;
            var end = calendar.Next(Unit, start);
            long from = DateMath.ToMicros(start), to = DateMath.ToMicros(end);
            if (runs.Count > 0 && runs[^1].LengthMicros == to - from) runs[^1] = runs[^1] with { ToMicros = to };
            else runs.Add(new Run(from, to, to - from));
            start = end;
        }
        return runs;
    }

    /// <summary>Stretches of equal length that follow one another.</summary>
    /// <param name="FromMicros">Where the first begins.</param>
    /// <param name="ToMicros">Where the last ends.</param>
    /// <param name="LengthMicros">The length of each.</param>
    internal sealed record Run(long FromMicros, long ToMicros, long LengthMicros)
    {
        /// <summary>Tells the stretches of the run apart.</summary>
        public GroupKey Key => new GroupKey.Time(LengthMicros, FromMicros % LengthMicros);

        /// <summary>The events of the run.</summary>
        public Filter Filter => new Filter.Between(Fields.Timestamp, FromMicros, ToMicros, MaxInclusive: false);
    }
}
