using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Dates;
using Ashiato.Search.Dsl;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

internal sealed partial class AggregationReader
{
    // From the year 1 on: the same as that there is a moment, in words that summaries answer.
    private static readonly Filter s_hasMoment = new Filter.Between(Fields.Timestamp, DateMath.ToMicros(DateTimeOffset.MinValue), null);

    // 1970-01-01 was a Thursday; weeks begin on Monday.
    private const long MondayMicros = 4 * DayMicros;
    private const long DayMicros = 86_400_000_000;

    private Aggregation DateHistogram(string name, JsonElement body)
    {
        RequireOnly(name, body, "field", "interval", "fixed_interval", "calendar_interval", "time_zone", "offset", "format", "min_doc_count", "extended_bounds", "keyed", "order", "missing");
        if (body.Member("missing") is not null) throw SearchException.Unsupported($"The option [missing] of the aggregation [{name}]");
        var field = FieldOf(name, body);
        if (field.Field.Type != FieldType.Timestamp) throw SearchException.Query($"Field [{field.Name}] of type [{field.Field.Type}] is not supported for aggregation [date_histogram]; [@timestamp] is.");
        var zone = Moments.Zone(body.Member("time_zone"));
        string? format = body.Member("format")?.AsText();
        long shift = body.Member("offset") is { } offset ? Length(offset.AsText()) : 0;
        var (calendar, lengthMicros) = IntervalOf(name, body);
        bool isFixed = calendar is null or <= CalendarUnit.Hour || (calendar <= CalendarUnit.Week && !zone.SupportsDaylightSavingTime);
        if (calendar is { } unit && isFixed) lengthMicros = LengthOf(unit);
        long start = shift - OffsetMicrosOf(zone) + (calendar == CalendarUnit.Week ? MondayMicros : 0);
        var shape = new TimeShape(lengthMicros, isFixed ? start % lengthMicros : 0, format, zone)
        {
            LeastCount = body.Member("min_doc_count")?.AsInt32("min_doc_count") ?? 0,
            Bounds = body.Member("extended_bounds") is { } bounds ? BoundsOf(bounds, format, zone) : null,
            IsKeyed = IsKeyed(body),
        };
        shape = InOrder(name, body, shape);
        if (isFixed) return new KeyAggregation(name, [new GroupKey.Time(shape.IntervalMicros, shape.OffsetMicros)], shape) { Filter = s_hasMoment };
        if (shift != 0) throw SearchException.Unsupported($"An [offset] of calendar intervals in [{name}]");
        if (shape.IsByCount) throw SearchException.Unsupported($"The order by [_count] of calendar intervals in [{name}]");
        return new CalendarAggregation(name, calendar!.Value, zone, shape);
    }

    private (double Min, double Max)? BoundsOf(JsonElement bounds, string? format, TimeZoneInfo zone)
    {
        if (bounds.Member("min") is not { } min || bounds.Member("max") is not { } max) return null;
        return (moments.Read(min, format, zone).FromMicros, moments.Read(max, format, zone).FromMicros);
    }

    private static (CalendarUnit? Calendar, long Micros) IntervalOf(string name, JsonElement body)
    {
        if (body.Member("calendar_interval") is { } calendar)
            return (CalendarOf(calendar.AsText()) ?? throw SearchException.Illegal($"The supplied interval [{calendar.AsText()}] could not be parsed as a calendar interval."), 0);
        if (body.Member("fixed_interval") is { } fixedInterval) return (null, Length(fixedInterval.AsText()));
        // The old name allowed both.
        string either = (body.Member("interval") ?? throw SearchException.Illegal($"Required one of [fixed_interval, calendar_interval] in [{name}].")).AsText();
        return CalendarOf(either) is { } unit ? (unit, 0) : (null, Length(either));
    }

    private static CalendarUnit? CalendarOf(string text) => text switch
    {
        "second" or "1s" => CalendarUnit.Second,
        "minute" or "1m" => CalendarUnit.Minute,
        "hour" or "1h" => CalendarUnit.Hour,
        "day" or "1d" => CalendarUnit.Day,
        "week" or "1w" => CalendarUnit.Week,
        "month" or "1M" => CalendarUnit.Month,
        "quarter" or "1q" => CalendarUnit.Quarter,
        "year" or "1y" => CalendarUnit.Year,
        _ => null,
    };

    private static long LengthOf(CalendarUnit unit) => unit switch
    {
        CalendarUnit.Second => 1_000_000,
        CalendarUnit.Minute => 60_000_000,
        CalendarUnit.Hour => 3_600_000_000,
        CalendarUnit.Day => DayMicros,
        _ => 7 * DayMicros,
    };

    /// <summary>How far the zone's clock is ahead. Of a zone that changes its clock: in winter, which only matters for parts of an hour.</summary>
    private static long OffsetMicrosOf(TimeZoneInfo zone) => (long)zone.BaseUtcOffset.TotalMicroseconds;

    private static long Length(string text)
    {
        int digits = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.')) digits++;
        long unit = text[digits..] switch { "ms" => 1_000, "s" => 1_000_000, "m" => 60_000_000, "h" => 3_600_000_000, "d" => DayMicros, "micros" => 1, _ => 0 };
        if (unit == 0 || !double.TryParse(text.AsSpan(0, digits), NumberStyles.Float, CultureInfo.InvariantCulture, out double count) || Math.Abs(count * unit) is < 1 or > 1e17)
            throw SearchException.Illegal($"failed to parse [{text}] as an interval: expected a number and one of ms, s, m, h, d.");
        return (long)(count * unit);
    }

    private KeyAggregation Composite(string name, JsonElement body)
    {
        RequireOnly(name, body, "sources", "size", "after");
        var keys = new List<GroupKey>();
        var sources = new List<(string, Func<object?, JsonNode?>, bool)>();
        var conditions = new List<Filter>();
        foreach (var source in (body.Member("sources") ?? throw SearchException.Parsing($"Required [sources] in [{name}].")).AsList())
        {
            var named = source.FirstMember();
            var kind = named.Value.FirstMember();
            var options = kind.Value;
            var key = SourceOf(named.Name, kind.Name, options);
            keys.Add(key.Keys[0]);
            if (options.Member("missing_bucket") is not { ValueKind: JsonValueKind.True }) conditions.Add(key.Filter);
            bool isDown = options.Member("order")?.AsText().Equals("desc", StringComparison.OrdinalIgnoreCase) == true;
            string? format = options.Member("format")?.AsText();
            sources.Add((named.Name, value => value is null ? null : ToKey(key.Shape, value, format), isDown));
        }
        var after = body.Member("after") is { } given ? JsonNode.Parse(given.GetRawText())!.AsObject() : null;
        int size = body.Member("size")?.AsInt32("size") ?? 10;
        if (size is < 1 or > LineShape.MaxBuckets) throw SearchException.Illegal($"[size] must be from 1 to {LineShape.MaxBuckets}. Found [{size}] in [{name}]");
        return new KeyAggregation(name, keys, new CompositeShape(sources, size, after)) { Filter = new Filter.All(conditions) };
    }

    private KeyAggregation SourceOf(string name, string kind, JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"The composite source [{name}] is {Requests.Cut(options)}; expected an object.");
        if (kind == "terms")
        {
            RequireOnly(name, options, "field", "order", "missing_bucket");
            var field = FieldOf(name, options);
            return new KeyAggregation(name, [new GroupKey.Value(field.Field)], new TermsShape(field, 1, null, false, null)) { Filter = new Filter.Exists(field.Field) };
        }
        var plain = JsonNode.Parse(options.GetRawText())!.AsObject();
        plain.Remove("order");
        plain.Remove("missing_bucket");
        var body = JsonElement.Parse(plain.ToJsonString());
        var one = kind switch { "histogram" => Histogram(name, body), "date_histogram" => DateHistogram(name, body), _ => throw SearchException.Unsupported($"The composite source [{kind}]") };
        return one as KeyAggregation ?? throw SearchException.Unsupported($"A calendar interval longer than a day as a composite source, as in [{name}],");
    }

    private static JsonNode? ToKey(KeyShape shape, object value, string? format)
    {
        var json = shape.ToJson([value]);
        return format is not null && json["key_as_string"] is { } text ? text.DeepClone() : json["key"]?.DeepClone();
    }
}
