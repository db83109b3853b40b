using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>How a period is cut for a chart: equal intervals of a round length that begin at multiples of it since the Unix epoch.</summary>
/// <param name="LengthMicros">The length of each.</param>
/// <param name="FirstMicros">Where the first begins, at or before the start of the period.</param>
/// <param name="Count">How many there are; 0 for an empty period.</param>
internal readonly record struct Intervals(long LengthMicros, long FirstMicros, int Count)
{
    /// <summary>The most points of a small chart in a list.</summary>
    public const int InList = 40;

    /// <summary>
    /// The most points of the smallest charts, of which a row has several: whole minutes already in the quarter of an hour that pages begin with, so that
    /// summaries answer for each name of a service.
    /// </summary>
    public const int InRow = 24;

    /// <summary>The most points of a large chart.</summary>
    public const int InChart = 120;

    private const long Second = 1_000_000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;

    // Year 9999: later than any event, and far enough from the ends of a long to calculate safely.
    private const long LastMicros = 253_402_300_800 * Second;

    /// <summary>
    /// From this length of a period on, intervals are whole minutes: summaries hold those, and answer in a hundredth of the time that events of parts of
    /// minutes take. A shorter period would have too few of them to be a chart.
    /// </summary>
    private const long LeastOfMinutes = 30 * Minute;

    private static readonly long[] s_round =
    [
        1_000, 10_000, 100_000,
        Second, 5 * Second, 10 * Second, 30 * Second,
        Minute, 2 * Minute, 5 * Minute, 10 * Minute, 30 * Minute,
        Hour, 2 * Hour, 6 * Hour, 12 * Hour,
        Day, 7 * Day, 28 * Day, 364 * Day,
    ];

    /// <summary>The shortest round intervals of which no more than <paramref name="most"/> fit into the period, whole minutes in a period of half an hour or more.</summary>
    public static Intervals Of(TimeRange time, int most)
    {
        long from = Math.Clamp(time.FromMicros, 0, LastMicros);
        long to = Math.Clamp(time.ToMicros, 0, LastMicros);
        if (to <= from) return new Intervals(s_round[0], from, 0);

        long least = to - from >= LeastOfMinutes ? Minute : 0;
        long length = Array.Find(s_round, round => round >= least && (to - from) / round <= most);
        if (length == 0) length = s_round[^1] * ((to - from) / s_round[^1] / most + 1);
        long first = from - (from % length);
        return new Intervals(length, first, (int)((to - first - 1) / length) + 1);
    }

    /// <summary>What puts an event into its interval.</summary>
    public GroupKey Key => new GroupKey.Time(LengthMicros);

    /// <summary>A series with a point for every interval, from the groups of those in which something happened.</summary>
    /// <param name="groups">Groups that were asked for <see cref="TransactionNumbers.Measures"/>.</param>
    /// <param name="key">Which of their keys is the interval.</param>
    public TimeSeries ToSeries(IEnumerable<Group> groups, int key)
    {
        var points = new TimePoint[Count];
        for (int i = 0; i < Count; i++) points[i] = new TimePoint(FirstMicros + (i * LengthMicros), 0, 0, null);
        foreach (var group in groups)
        {
            long at = (group.Int64(key) - FirstMicros) / LengthMicros;
            if (at < 0 || at >= Count) continue;
            var numbers = new TransactionNumbers(group);
            points[at] = points[at] with { Count = numbers.Count, FailedCount = numbers.FailedCount, Latency = numbers.Latency };
        }
        return new TimeSeries(LengthMicros, points);
    }

    /// <summary>A number for every interval, from the groups of those in which something happened; 0 elsewhere.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="key">Which of their keys is the interval.</param>
    /// <param name="value">Their number.</param>
    public double[] Spread(IEnumerable<Group> groups, int key, Func<Group, double> value)
    {
        double[] numbers = new double[Count];
        foreach (var group in groups)
        {
            long at = (group.Int64(key) - FirstMicros) / LengthMicros;
            if (at >= 0 && at < Count) numbers[at] += value(group);
        }
        return numbers;
    }

    /// <summary>As <see cref="ToSeries"/>, from groups of spans that were asked for <see cref="CallNumbers.Measures"/>.</summary>
    public TimeSeries ToCallSeries(IEnumerable<Group> groups, int key)
    {
        var points = new TimePoint[Count];
        for (int i = 0; i < Count; i++) points[i] = new TimePoint(FirstMicros + (i * LengthMicros), 0, 0, null);
        foreach (var group in groups)
        {
            long at = (group.Int64(key) - FirstMicros) / LengthMicros;
            if (at >= 0 && at < Count) points[at] = new CallNumbers(group).ToPoint(points[at].StartMicros);
        }
        return new TimeSeries(LengthMicros, points);
    }
}
