using Ashiato.Console.Charts;
using Ashiato.Console.Frame;
using Ashiato.Query;
using Ashiato.Query.Metrics;

namespace Ashiato.Console.Metrics;

/// <summary>Draws metrics.</summary>
internal static class MetricCharts
{
    private const int MostCompared = 3;
    private static readonly string[] s_colours = ["c-kakitsubata", "c-asagi", "c-yamabuki", "c-wakatake", "c-fuji", "c-kaki", "c-tsutsuji", "c-rikyu"];

    /// <summary>A chart of a runtime, of the metrics that there are, with what the page is compared with.</summary>
    public static async Task<Chart> RuntimeAsync(IQuestions questions, string service, RuntimeChart chart, IReadOnlyList<MetricField> reported, View view, CancellationToken cancel)
    {
        var metrics = chart.In(reported);
        var both = await view.BothAsync(period => Task.WhenAll(metrics.Select(metric => questions.MetricAsync(service, metric.Metric, chart.Calculation, chart.By, period, cancel))));
        return Of(both.Now[0], chart.Unit, Lines(both.Now), both.Then is null ? [] : Lines(both.Then));

        IEnumerable<(string Name, IReadOnlyList<double?> Values)> Lines(MetricChart[] answers) =>
            answers.Zip(metrics, (answer, metric) => answer.Series.Select(series => (series.Group.Length > 0 ? series.Group : metric.Label, Scaled(series.Values)))).SelectMany(line => line).DistinctBy(line => line.Item1);

        IReadOnlyList<double?> Scaled(IReadOnlyList<double?> values) => chart.Scale == 1 ? values : [.. values.Select(value => value * chart.Scale)];
    }

    /// <summary>Any metric, with what it is compared with.</summary>
    public static Chart Of(MetricChart metric, MetricChart? compared, ChartUnit unit)
    {
        return Of(metric, unit, Lines(metric), compared is null ? [] : Lines(compared));

        IEnumerable<(string Name, IReadOnlyList<double?> Values)> Lines(MetricChart one) => one.Series.Select(series => (series.Group.Length == 0 ? metric.Name : series.Group, series.Values));
    }

    /// <summary>What the values of a metric are, as far as its name tells.</summary>
    public static ChartUnit UnitOf(string name)
    {
        string[] parts = name.Split('.');
        if (parts[^1] is "pct" or "utilization") return ChartUnit.Share;
        if (parts[^1] is "bytes" || (parts.Contains("memory") && parts[^1] is not ("count" or "pct"))) return ChartUnit.Bytes;
        return ChartUnit.Number;
    }

    private static Chart Of(MetricChart metric, ChartUnit unit, IEnumerable<(string Name, IReadOnlyList<double?> Values)> lines, IEnumerable<(string Name, IReadOnlyList<double?> Values)> compared)
    {
        var shown = lines.Take(s_colours.Length).ToList();
        // More dashed lines than these nobody can tell apart.
        var before = shown.Count > MostCompared ? [] : shown.Join(compared, line => line.Name, line => line.Name, (line, then) =>
            SeriesCharts.Previous(line.Values.Count, i => i < then.Values.Count ? then.Values[i] : null, line.Name)).SelectMany(line => line);
        return new Chart
        {
            FirstMicros = metric.FirstMicros,
            IntervalMicros = metric.IntervalMicros,
            Unit = unit,
            Lines = [.. before, .. shown.Select((line, i) => new ChartLine(line.Name, s_colours[i], line.Values)).Reverse()],
        };
    }
}
