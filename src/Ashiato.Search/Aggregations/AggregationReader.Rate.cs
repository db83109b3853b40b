using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query.Dates;
using Ashiato.Search.Dsl;
using Ashiato.Search.Hits;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <content>Aggregations that depend on what is around them, or on one event of many.</content>
internal sealed partial class AggregationReader
{
    // The date histograms around the aggregation that is being read, the nearest last.
    private readonly Stack<(CalendarUnit? Calendar, long Micros)> _intervals = [];

    /// <summary><c>rate</c>: how many there are, or how much, in each unit of time of a date histogram's bucket.</summary>
    private MetricAggregation Rate(string name, JsonElement body)
    {
        RequireOnly(name, body, "field", "unit", "mode", "format");
        if (!_intervals.TryPeek(out var interval))
            throw SearchException.Illegal($"The rate aggregation [{name}] can only be used inside a date histogram aggregation.");
        double factor = body.Member("unit") is { } unit ? UnitsOf(name, unit.AsText(), interval) : 1;
        Measure measure = body.Member("field") is null ? new Measure.Count() : body.Member("mode")?.AsText() switch
        {
            null or "sum" => new Measure.Sum(FieldOf(name, body).Field),
            "value_count" => new Measure.Count(new Filter.Exists(FieldOf(name, body).Field)),
            var other => throw SearchException.Illegal($"Unsupported rate mode [{other}] in [{name}]; expected [sum] or [value_count]."),
        };
        return new MetricAggregation(name, [measure], numbers => new JsonObject { ["value"] = (numbers[0][0] ?? 0) * factor }, part => OrderNumber.Plain(part == "value" ? measure : null));
    }

    /// <summary>What the number of a bucket is multiplied with, to be one of a unit.</summary>
    private static double UnitsOf(string name, string text, (CalendarUnit? Calendar, long Micros) interval)
    {
        var unit = CalendarOf(text) ?? throw SearchException.Illegal($"Unsupported unit [{text}] in [{name}]; expected one of second, minute, hour, day, week, month, quarter, year.");
        bool isOfMonths = unit > CalendarUnit.Week, areMonths = interval.Calendar > CalendarUnit.Week;
        if (isOfMonths != areMonths) throw SearchException.Illegal($"Cannot use the rate unit [{text}] in [{name}]: months, quarters and years have no fixed length, so that unit and interval must both be such, or neither.");
        return isOfMonths ? MonthsIn(unit) / (double)MonthsIn(interval.Calendar!.Value) : LengthOf(unit) / (double)(interval.Calendar is { } calendar ? LengthOf(calendar) : interval.Micros);
    }

    private static int MonthsIn(CalendarUnit unit) => unit switch { CalendarUnit.Month => 1, CalendarUnit.Quarter => 3, _ => 12 };

    /// <summary><c>top_metrics</c>: values of the first events of a bucket.</summary>
    private TopMetricsAggregation TopMetrics(string name, JsonElement body)
    {
        RequireOnly(name, body, "metrics", "sort", "size");
        var fields = (body.Member("metrics") ?? throw SearchException.Parsing($"Required [metrics] in [{name}].")).AsList().Select(metric => catalog.One(metric.Member("field")?.AsText() ?? throw SearchException.Parsing($"A metric of [{name}] names no [field]."))).ToList();
        var sort = HitSort.Read(body.Member("sort") ?? throw SearchException.Parsing($"Required [sort] in [{name}]."), catalog);
        if (sort is not [{ Name: not null }]) throw SearchException.Unsupported($"A [sort] of [{name}] by anything but one field");
        int size = body.Member("size")?.AsInt32("size") ?? 1;
        if (size is < 1 or > 10) throw SearchException.Illegal($"[top_metrics.size] must not be less than 1 or more than 10 but was [{size}].");
        return new TopMetricsAggregation(name, new SearchRequest { Sort = sort, Size = size, Source = null }, fields);
    }
}
