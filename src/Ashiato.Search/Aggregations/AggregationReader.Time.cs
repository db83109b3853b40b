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
        RequireOnly(name, body, "field", "interval", "fixed_interval", "calendar_interval", "time_zone", "offset", "format", "min_doc_count", "extended_bounds", "hard_bounds", "keyed", "order", "missing");
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
            Bounds = BoundsOf(name, body, "extended_bounds", At),
            IsKeyed = IsKeyed(body),
        };
        var hard = BoundsOf(name, body, "hard_bounds", At);
        RequireInside(shape.Bounds, hard, bound => bound is { } micros ? Moments.Write((long)micros, format, zone) : "");
        shape = InOrder(name, body, shape);
        if (isFixed) return new KeyAggregation(name, [new GroupKey.Time(shape.IntervalMicros, shape.OffsetMicros)], shape) { Filter = Begins(s_hasMoment, Fields.Timestamp, hard, shape.StartFrom) };
        if (shift != 0) throw SearchException.Unsupported($"An [offset] of calendar intervals in [{name}]");
        return new CalendarAggregation(name, calendar!.Value, zone, shape) { Filter = Begins(Filter.Everything, Fields.Timestamp, hard, micros => CalendarAggregation.StartFrom(calendar.Value, zone, micros)) };

        double At(JsonElement bound) => moments.Read(bound, format, zone).FromMicros;
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

    /// <summary>The length of a unit, of a calendar's as long as it is on average, in microseconds.</summary>
    public static long MicrosOfUnit(string text) => CalendarOf(text) switch
    {
        null => Length(text),
        CalendarUnit.Year => 31_556_952_000_000,
        CalendarUnit.Quarter => 7_889_238_000_000,
        CalendarUnit.Month => 2_629_746_000_000,
        { } unit => LengthOf(unit),
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
}
