using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Metrics;

/// <summary>How does a metric go, over time?</summary>
internal sealed class MetricQuestion(IEventStore store)
{
    private const int MaxSeries = 8;

    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="calculation">What to make of its reports.</param>
    /// <param name="by">The field to group by; <see langword="null"/> for none.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<MetricChart> AskAsync(string service, MetricField metric, MetricCalculation calculation, string? by, Period period, CancellationToken cancel)
    {
        var field = Fields.Resolve(metric.Name, metric.IsHistogram ? FieldType.Histogram : FieldType.Double);
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        var group = by is null ? null : FieldName.Find(by, [])[0].Field;
        List<GroupKey> keys = [intervals.Key];
        if (group is not null) keys.Add(new GroupKey.Value(group));
        // A counter belongs to a process: of several together nobody could say how fast it grows.
        if (calculation == MetricCalculation.Rate) keys.Add(new GroupKey.Value(Fields.ServiceNodeName));
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = MetricFieldsQuestion.IsMetric.And(Filter.Is(Fields.ServiceName, service)).And(new Filter.Exists(field)).And(period.Filter),
                Keys = keys,
                Measures = [MeasureOf(calculation, field)],
                Limit = GroupQuery.MaxLimit,
            },
            cancel);

        var groups = table.Groups.GroupBy(row => group is null ? "" : Text(row.Keys[1])).ToList();
        var series = groups
            .Select(rows => new MetricSeries(rows.Key, calculation == MetricCalculation.Rate ? Rates(rows, group is null ? 1 : 2, intervals) : Values(rows, intervals)))
            .OrderByDescending(one => one.Values.Max() ?? 0)
            .Take(MaxSeries);
        return new MetricChart(metric.Name, intervals.FirstMicros, intervals.LengthMicros, [.. series], groups.Count);
    }

    private static string Text(object? key) => Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static Measure MeasureOf(MetricCalculation calculation, Field field) => calculation switch
    {
        MetricCalculation.Max or MetricCalculation.Rate => new Measure.Max(field),
        MetricCalculation.Sum => new Measure.Sum(field),
        MetricCalculation.P95 => new Measure.Percentiles(field, [95]),
        _ => new Measure.Average(field),
    };

    private static double?[] Values(IEnumerable<Group> rows, Intervals intervals)
    {
        var values = new double?[intervals.Count];
        foreach (var row in rows)
            if (At(row, intervals) is { } at) values[at] = row.Numbers[0][0];
        return values;
    }

    /// <summary>Growth per second from one report to the next, added up over the instances.</summary>
    private static double?[] Rates(IEnumerable<Group> rows, int node, Intervals intervals)
    {
        var rates = new double?[intervals.Count];
        foreach (var instance in rows.GroupBy(row => row.Text(node)))
        {
            var totals = Values(instance, intervals);
            int last = -1;
            for (int i = 0; i < totals.Length; i++)
            {
                if (totals[i] is not { } total) continue;
                // A counter that fell began anew: what it counted since is its growth.
                if (last >= 0) rates[i] = (rates[i] ?? 0) + ((total >= totals[last]!.Value ? total - totals[last]!.Value : total) / ((i - last) * intervals.LengthMicros / 1e6));
                last = i;
            }
        }
        return rates;
    }

    private static int? At(Group row, Intervals intervals) =>
        (row.Int64(0) - intervals.FirstMicros) / intervals.LengthMicros is >= 0 and var at && at < intervals.Count ? (int)at : null;
}
