using Ashiato.Console.Charts;
using Ashiato.Query;
using Ashiato.Query.Metrics;

namespace Ashiato.Console.Metrics;

/// <summary>Draws metrics.</summary>
internal static class MetricCharts
{
    private static readonly string[] s_colours = ["c-kakitsubata", "c-asagi", "c-yamabuki", "c-wakatake", "c-fuji", "c-kaki", "c-tsutsuji", "c-rikyu"];

    /// <summary>A chart of a runtime, of the metrics that there are.</summary>
    public static async Task<Chart> RuntimeAsync(IQuestions questions, string service, RuntimeChart chart, IReadOnlyList<MetricField> reported, Period period, CancellationToken cancel)
    {
        var metrics = chart.In(reported);
        var answers = await Task.WhenAll(metrics.Select(metric => questions.MetricAsync(service, metric.Metric, chart.Calculation, chart.By, period, cancel)));
        var lines = answers.Zip(metrics, (answer, metric) => answer.Series.Select(series => (Name: series.Group.Length > 0 ? series.Group : metric.Label, series.Values))).SelectMany(line => line).DistinctBy(line => line.Name);
        return Of(answers[0], chart.Unit, lines);
    }

    /// <summary>Any metric.</summary>
    public static Chart Of(MetricChart metric, ChartUnit unit) =>
        Of(metric, unit, metric.Series.Select(series => (series.Group.Length == 0 ? metric.Name : series.Group, series.Values)));

    /// <summary>What the values of a metric are, as far as its name tells.</summary>
    public static ChartUnit UnitOf(string name)
    {
        string[] parts = name.Split('.');
        if (parts[^1] is "pct" or "utilization") return ChartUnit.Share;
        if (parts[^1] is "bytes" || (parts.Contains("memory") && parts[^1] is not ("count" or "pct"))) return ChartUnit.Bytes;
        return ChartUnit.Number;
    }

    private static Chart Of(MetricChart metric, ChartUnit unit, IEnumerable<(string Name, IReadOnlyList<double?> Values)> lines) => new()
    {
        FirstMicros = metric.FirstMicros,
        IntervalMicros = metric.IntervalMicros,
        Unit = unit,
        Lines = [.. lines.Take(s_colours.Length).Select((line, i) => new ChartLine(line.Name, s_colours[i], line.Values)).Reverse()],
    };
}
