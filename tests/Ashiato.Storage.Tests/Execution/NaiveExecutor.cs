using System.Text;
using System.Text.RegularExpressions;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Execution;

/// <summary>Answers queries event by event, as their documentation reads, without any thought of speed.</summary>
internal static class NaiveExecutor
{
    public static List<EventRow> Rows(IEnumerable<EventRow> events, RowQuery query)
    {
        var found = events.Where(row => IsInside(row, query.Time) && Matches(row, query.Filter)).ToList();
        var order = Comparer<object>.Create(CompareValues);
        var valued = found.Where(row => Values(row, query.Sort.Field).Count > 0);
        var sorted = query.Sort.Descending
            ? valued.OrderByDescending(row => Values(row, query.Sort.Field)[0], order)
            : valued.OrderBy(row => Values(row, query.Sort.Field)[0], order);
        return [.. sorted, .. found.Where(row => Values(row, query.Sort.Field).Count == 0)];
    }

    public static List<(List<object?> Keys, List<EventRow> Events)> Groups(IEnumerable<EventRow> events, GroupQuery query)
    {
        var groups = new Dictionary<string, (List<object?> Keys, List<EventRow> Events)>();
        if (query.Keys.Count == 0) groups.Add("", ([], []));
        foreach (var row in events.Where(row => IsInside(row, query.Time) && Matches(row, query.Filter)))
        {
            var keys = query.Keys.Select(key => KeyOf(row, key)).ToList();
            string name = string.Join('|', keys.Select(static key => key is null ? "none" : $"{key.GetType().Name} {key}"));
            if (!groups.TryGetValue(name, out var group)) groups.Add(name, group = (keys, []));
            group.Events.Add(row);
        }
        var order = Comparer<List<object?>>.Create(static (x, y) => x.Zip(y, CompareKeys).FirstOrDefault(static one => one != 0));
        return [.. groups.Values.OrderBy(static group => group.Keys, order)];
    }

    public static IReadOnlyList<double?> Numbers(List<EventRow> events, Measure measure) => measure switch
    {
        Measure.Count { Where: null } => [events.Count],
        Measure.Count count => [events.Count(row => Matches(row, count.Where))],
        Measure.Sum sum => [Numbers(events, sum.Field).Sum()],
        Measure.SumOfSquares sum => [Numbers(events, sum.Field).Sum(static value => value * value)],
        Measure.Min min => [Numbers(events, min.Field) is { Count: > 0 } values ? values.Min() : null],
        Measure.Max max => [Numbers(events, max.Field) is { Count: > 0 } values ? values.Max() : null],
        Measure.Average average => [Numbers(events, average.Field) is { Count: > 0 } values ? values.Average() : null],
        Measure.Distinct distinct => [events.SelectMany(row => Values(row, distinct.Field)).Distinct().Count()],
        Measure.Percentiles percentiles => [.. percentiles.Ranks.Select(rank => Percentile(Numbers(events, percentiles.Field), rank))],
        _ => [null],
    };

    public static string? Text(List<EventRow> events, Measure measure) => measure is not Measure.Latest latest ? null : events
        .Where(row => row.Has(latest.Field))
        .OrderByDescending(static row => row.Int64(Fields.Timestamp) ?? long.MinValue)
        .ThenByDescending(row => Values(row, latest.Field)[0], Comparer<object>.Create(CompareValues))
        .Select(row => row.Text(latest.Field))
        .FirstOrDefault();

    /// <summary>All values of a field: texts, also of ids; <see cref="long"/> or <see cref="double"/>.</summary>
    public static List<object> Values(EventRow row, Field field)
    {
        if (!row.Has(field)) return [];
        return field.Kind switch
        {
            ColumnKind.Int64 => [row.Int64(field)!.Value],
            ColumnKind.Double => [row.Number(field)!.Value],
            _ => [.. row.Texts(field)],
        };
    }

    private static bool IsInside(EventRow row, TimeRange time) =>
        time == TimeRange.All || (row.Int64(Fields.Timestamp) is { } micros && time.Contains(micros));

    private static bool Matches(EventRow row, Filter filter) => filter switch
    {
        Filter.All all => all.Filters.All(inner => Matches(row, inner)),
        Filter.Any any => any.Filters.Any(inner => Matches(row, inner)),
        Filter.Not not => !Matches(row, not.Inner),
        Filter.Exists exists => row.Has(exists.Field),
        Filter.TextIn within => Values(row, within.Field).Any(value => within.Values.Contains((string)value)),
        Filter.TextLike like => Values(row, like.Field).Any(value => Fits((string)value, like)),
        Filter.TextMatches matches => Values(row, matches.Field).Any(value => Fits((string)value, matches)),
        Filter.Between between => Values(row, between.Field).Any(value => IsBetween(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture), between)),
        _ => throw new ArgumentException("An unknown filter.", nameof(filter)),
    };

    private static bool Fits(string value, Filter.TextLike like)
    {
        string pattern = Regex.Replace(like.Pattern, @"\\[*?\\]|.", static sign => sign.Value switch
        {
            "*" => ".*",
            "?" => ".",
            ['\\', var plain] => Regex.Escape(plain.ToString()),
            var plain => Regex.Escape(plain),
        }, RegexOptions.Singleline);
        var options = RegexOptions.Singleline | RegexOptions.CultureInvariant | (like.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        return Regex.IsMatch(value, $"\\A{pattern}\\z", options);
    }

    private static bool Fits(string value, Filter.TextMatches matches) =>
        Regex.IsMatch(value, matches.Pattern, RegexOptions.Singleline | RegexOptions.CultureInvariant | (matches.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));

    private static bool IsBetween(double value, Filter.Between range) =>
        (range.Min is not { } min || (range.MinInclusive ? value >= min : value > min)) &&
        (range.Max is not { } max || (range.MaxInclusive ? value <= max : value < max));

    private static object? KeyOf(EventRow row, GroupKey key)
    {
        switch (key)
        {
            case GroupKey.Value value:
                // Adding 0 makes −0 and 0 one key, as they are one number.
                return Values(row, value.Field).FirstOrDefault() is double number ? number + 0.0 : Values(row, value.Field).FirstOrDefault();
            case GroupKey.Time time:
                if (row.Int64(Fields.Timestamp) is not { } micros) return null;
                return (long)(Math.Floor((micros - time.OffsetMicros) / (decimal)time.IntervalMicros) * time.IntervalMicros) + time.OffsetMicros;
            case GroupKey.Linear scale:
                return row.Number(scale.Field) is { } stepped ? (Math.Floor((stepped - scale.Offset) / scale.Interval) * scale.Interval) + scale.Offset + 0.0 : null;
            case GroupKey.Logarithmic scale:
                if (row.Number(scale.Field) is not { } size) return null;
                if (size < 1) return 0L;
                long bucket = 0;
                while (Math.Pow(10, (bucket + 1.0) / scale.BucketsPerDecade) <= size) bucket++;
                return bucket;
            default:
                throw new ArgumentException("An unknown key.", nameof(key));
        }
    }

    private static List<double> Numbers(List<EventRow> events, Field field) =>
        field.Type == FieldType.Histogram
            ? [.. events.SelectMany(row => Values(row, field)).SelectMany(static histogram => Expand((string)histogram))]
            : [.. events.Where(row => row.Has(field)).Select(row => row.Number(field)!.Value)];

    private static List<double> Expand(string histogram)
    {
        using var json = System.Text.Json.JsonDocument.Parse(histogram);
        var values = json.RootElement.GetProperty("values").EnumerateArray().Select(static value => value.GetDouble());
        var counts = json.RootElement.GetProperty("counts").EnumerateArray().Select(static count => count.GetInt32());
        return [.. values.Zip(counts).SelectMany(static pair => Enumerable.Repeat(pair.First, pair.Second))];
    }

    private static double? Percentile(List<double> values, double rank)
    {
        if (values.Count == 0) return null;
        var sorted = values.Select(static value => Math.Max(0, value)).Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(rank / 100 * sorted.Count) - 1)];
    }

    private static int CompareKeys(object? x, object? y)
    {
        if (x is null || y is null) return (x is null).CompareTo(y is null);
        return CompareValues(x, y);
    }

    private static int CompareValues(object? x, object? y) => (x, y) switch
    {
        (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
        (long a, long b) => a.CompareTo(b),
        (double a, double b) => a.CompareTo(b),
        _ => throw new ArgumentException("Values of one field differ in kind.", nameof(x)),
    };
}
