using System.Globalization;
using System.Text;
using Ashiato.Console.Formatting;
using Ashiato.Console.Runs;
using Ashiato.Query;
using Ashiato.Query.Deploys;
using Ashiato.Settings.Runs;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Frame;

/// <summary>Places everything on the time strip.</summary>
internal sealed record TimeStripLayout
{
    /// <summary>Units of the drawing; it is stretched to the width of the page.</summary>
    public const int Width = 1_000, Height = 20;

    /// <summary>The most bars: a minute each, and two of them may be in sight in part only.</summary>
    public const int Bars3Hours = 181;

    // A number of three digits is as wide on a page of usual width.
    private const double LeastBetweenFlags = 18;

    private const int MostTicks = 8;

    private const long Minute = 60_000_000, Hours3 = 180 * Minute;

    /// <summary>What the strip spans, in microseconds since the Unix epoch.</summary>
    public required long FromMicros { get; init; }

    /// <inheritdoc cref="FromMicros"/>
    public required long ToMicros { get; init; }

    /// <summary>Paths of the bars: all requests, and the failed ones before them.</summary>
    public required string Bars { get; init; }

    /// <inheritdoc cref="Bars"/>
    public required string FailedBars { get; init; }

    /// <summary>Where the chosen range lies.</summary>
    public required (double X, double Width) Chosen { get; init; }

    /// <summary>Where the compared one lies, if it is in sight.</summary>
    public (double X, double Width)? Compared { get; init; }

    /// <summary>Times on the strip.</summary>
    public required IReadOnlyList<(double X, string Text)> Ticks { get; init; }

    /// <summary>Where versions began.</summary>
    public required IReadOnlyList<(double X, string Text)> Marks { get; init; }

    /// <summary>The runs in sight, by where they begin: links to them.</summary>
    public IReadOnlyList<RunFlag> Runs { get; init; } = [];

    /// <summary>Places runs. Where they stand too close, the chosen, the compared and the newer ones keep their flags.</summary>
    public TimeStripLayout With(IEnumerable<Run> runs, TimeRange chosen, TimeRange? compared)
    {
        var span = new TimeRange(FromMicros, ToMicros);
        var flags = runs
            .Where(run => span.Contains(run.FromMicros))
            .Select(run => new RunFlag(run, X(span, run.FromMicros), RunNames.Find([run], chosen) is not null, compared is { } other && RunNames.Find([run], other) is not null))
            .OrderByDescending(flag => flag.IsChosen).ThenByDescending(flag => flag.IsCompared).ThenByDescending(flag => flag.Run.Number);
        var placed = new List<RunFlag>();
        foreach (var flag in flags)
            if (placed.TrueForAll(other => Math.Abs(other.X - flag.X) >= LeastBetweenFlags)) placed.Add(flag);
        return this with { Runs = placed };
    }

    /// <summary>Three hours up to now, or around the chosen range; longer when that is. Whole minutes, which summaries hold: every page asks for these.</summary>
    public static TimeRange SpanOf(TimeRange chosen, DateTimeOffset now)
    {
        long length = Math.Max(Hours3, chosen.DurationMicros), end = (now.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        // What is chosen stays in sight: a range of long ago stands in the middle.
        if (chosen.ToMicros > end || chosen.FromMicros < end - length) end = Math.Max(chosen.ToMicros, Math.Min(end, chosen.ToMicros + ((length - chosen.DurationMicros) / 2)));
        return new TimeRange((end - length) / Minute * Minute, (end + Minute - 1) / Minute * Minute);
    }

    /// <summary>Places what is known.</summary>
    public static TimeStripLayout Of(TimeRange span, TimeSeries activity, IReadOnlyList<Deploy> deploys, TimeRange chosen, TimeRange? compared, ReaderClock clock) => new()
    {
        FromMicros = span.FromMicros,
        ToMicros = span.ToMicros,
        Bars = Path(span, activity, point => point.Count),
        FailedBars = Path(span, activity, point => point.FailedCount),
        Chosen = Place(span, chosen) ?? default,
        Compared = compared is { } other ? Place(span, other) : null,
        Ticks = TicksOf(span, clock),
        Marks = [.. deploys.Select(deploy => (X(span, deploy.AtMicros), $"{deploy.Service} {deploy.Version} · {clock.Seconds(deploy.AtMicros)}"))],
    };

    private static (double X, double Width)? Place(TimeRange span, TimeRange range)
    {
        double from = Math.Max(0, X(span, range.FromMicros)), to = Math.Min(Width, X(span, range.ToMicros));
        return to <= 0 || from >= Width ? null : (from, Math.Max(2, to - from));
    }

    private static double X(TimeRange span, long micros) => (double)(micros - span.FromMicros) / span.DurationMicros * Width;

    private static string Path(TimeRange span, TimeSeries activity, Func<TimePoint, long> value)
    {
        long greatest = activity.Points.Select(point => point.Count).DefaultIfEmpty().Max();
        var path = new StringBuilder();
        double width = Math.Max(1, ((double)activity.IntervalMicros / span.DurationMicros * Width) - 1);
        foreach (var point in activity.Points)
        {
            if (value(point) == 0) continue;
            // One request among thousands must still be seen.
            double height = Math.Max(1.5, (double)value(point) / greatest * (Height - 4));
            path.Append(CultureInfo.InvariantCulture, $"M{X(span, point.StartMicros):0.#} {Height - 0.5}v{-height:0.#}h{width:0.#}v{height:0.#}z");
        }
        return path.ToString();
    }

    private static List<(double X, string Text)> TicksOf(TimeRange span, ReaderClock clock)
    {
        long[] steps = [30 * Minute, 60 * Minute, 180 * Minute, 720 * Minute, 1_440 * Minute, 10_080 * Minute];
        long step = steps.FirstOrDefault(step => span.DurationMicros / step <= MostTicks, steps[^1]);
        while (span.DurationMicros / step > MostTicks) step *= 2;
        var ticks = new List<(double X, string Text)>();
        for (long at = (span.FromMicros / step * step) + step; at < span.ToMicros; at += step)
        {
            double x = X(span, at);
            if (x is > 20 and < Width - 20) ticks.Add((x, step >= 720 * Minute ? clock.Date(at) : clock.Seconds(at)[..5]));
        }
        return ticks;
    }
}
