namespace Ashiato.Storage.Queries;

/// <summary>A stretch of time: from its start, up to but not including its end, in microseconds since the Unix epoch (UTC).</summary>
/// <param name="FromMicros">The first moment inside.</param>
/// <param name="ToMicros">The first moment after it.</param>
public readonly record struct TimeRange(long FromMicros, long ToMicros)
{
    /// <summary>All of time.</summary>
    public static TimeRange All { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>Its length in microseconds.</summary>
    public long DurationMicros => ToMicros - FromMicros;

    /// <summary>True when the moment is inside.</summary>
    public bool Contains(long micros) => micros >= FromMicros && micros < ToMicros;

    /// <summary>True when a moment is inside of both.</summary>
    public bool Overlaps(TimeRange other) => FromMicros < other.ToMicros && ToMicros > other.FromMicros;

    /// <summary>True when all moments inside of the other are inside of this one.</summary>
    internal bool Holds(TimeRange other) => FromMicros <= other.FromMicros && ToMicros >= other.ToMicros;

    /// <summary>The shortest stretch that holds those of all; <see langword="default"/> when none has one, which <see langword="default"/> says of each, too.</summary>
    internal static TimeRange Around<T>(IReadOnlyList<T> all, Func<T, TimeRange> timeOf)
    {
        long from = long.MaxValue, to = long.MinValue;
        foreach (var one in all)
        {
            var time = timeOf(one);
            if (time == default) continue;
            from = Math.Min(from, time.FromMicros);
            to = Math.Max(to, time.ToMicros);
        }
        return from < to ? new TimeRange(from, to) : default;
    }
}
