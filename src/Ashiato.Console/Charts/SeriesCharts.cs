using Ashiato.Query;
using Ashiato.Query.Deploys;

namespace Ashiato.Console.Charts;

/// <summary>The charts that are drawn of every time series: latency, calls, failures; with what they are compared with behind.</summary>
internal static class SeriesCharts
{
    /// <summary>Average and percentiles.</summary>
    public static Chart Latency(TimeSeries series, TimeSeries? compared, IReadOnlyList<Deploy> deploys) => Of(series, ChartUnit.Duration, deploys) with
    {
        Lines =
        [
            .. Previous(series, compared, Texts.Average, point => point.Latency?.AverageMicros),
            new("p99", "c-fuji", Values(series, point => point.Latency?.P99Micros)),
            new("p95", "c-kikyo", Values(series, point => point.Latency?.P95Micros)),
            new("p50", "c-asagi", Values(series, point => point.Latency?.P50Micros)),
            new(Texts.Average, "c-kakitsubata", Values(series, point => point.Latency?.AverageMicros), IsMain: true),
        ],
    };

    /// <summary>Those that succeeded, and those that failed.</summary>
    public static Chart Calls(TimeSeries series, TimeSeries? compared) => Of(series, ChartUnit.Count, []) with
    {
        AreBars = true,
        Lines =
        [
            .. Previous(series, compared, Texts.Requests, point => point.Count),
            new(Texts.Succeeded, "c-usual", Values(series, point => point.Count - point.FailedCount)),
            new(Texts.Failed, "c-fail", Values(series, point => point.FailedCount)),
        ],
    };

    /// <summary>The share of those that failed.</summary>
    public static Chart Failed(TimeSeries series, TimeSeries? compared) => Of(series, ChartUnit.Share, []) with
    {
        AreBars = true,
        // Without any request nothing failed either, but that is not what is to be said.
        Nothing = series.Points.Any(point => point.Count > 0) ? Texts.NothingFailed : null,
        Lines =
        [
            .. Previous(series, compared, Texts.FailedShare, Share),
            new(Texts.FailedShare, "c-fail", Values(series, Share)),
        ],
    };

    /// <summary>The line of what a page is compared with, as long as the series that it stands behind.</summary>
    public static IEnumerable<ChartLine> Previous(TimeSeries series, TimeSeries? compared, string name, Func<TimePoint, double?> value)
    {
        Func<int, double?>? at = compared is null ? null : i => i < compared.Points.Count ? value(compared.Points[i]) : null;
        return Previous(series.Points.Count, at, name);
    }

    /// <summary>The line of what something is compared with.</summary>
    /// <param name="count">As many values as the lines that it stands behind.</param>
    /// <param name="value">Its value in an interval; <see langword="null"/> without a comparison.</param>
    /// <param name="name">What it is of.</param>
    public static IEnumerable<ChartLine> Previous(int count, Func<int, double?>? value, string name)
    {
        if (value is null) yield break;
        yield return new ChartLine(Texts.Before.With(name), "c-previous", [.. Enumerable.Range(0, count).Select(value)], IsPrevious: true);
    }

    private static Chart Of(TimeSeries series, ChartUnit unit, IReadOnlyList<Deploy> deploys) => new()
    {
        FirstMicros = series.Points is [var first, ..] ? first.StartMicros : 0,
        IntervalMicros = series.IntervalMicros,
        Unit = unit,
        Lines = [],
        Marks = [.. deploys.Select(deploy => new ChartMark(deploy.AtMicros, Texts.VersionNamed.With(deploy.Version)))],
    };

    private static double? Share(TimePoint point) => point.Count == 0 ? null : (double)point.FailedCount / point.Count;

    private static double?[] Values(TimeSeries series, Func<TimePoint, double?> value) => [.. series.Points.Select(value)];
}
