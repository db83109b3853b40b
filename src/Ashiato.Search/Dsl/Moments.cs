using System.Globalization;
using System.Text.Json;
using Ashiato.Query.Dates;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Dsl;

/// <summary>Moments as requests give them: numbers of milliseconds, ISO 8601, date math, or a format of their own.</summary>
/// <param name="now">What <c>now</c> means.</param>
internal sealed class Moments(DateTimeOffset now)
{
    /// <summary>What <c>now</c> means.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The stretch of time that a value names, in microseconds.</summary>
    /// <param name="value">A number or a text.</param>
    /// <param name="format">Java date patterns and names such as <c>epoch_second</c>, separated by two bars; <see langword="null"/> for the usual.</param>
    /// <param name="zone">The zone of texts without an offset.</param>
    /// <exception cref="SearchException">The value is no moment.</exception>
    public TimeRange Read(JsonElement value, string? format, TimeZoneInfo zone)
    {
        string text = value.AsText();
        if (format is not null && !text.StartsWith("now", StringComparison.Ordinal) && !text.Contains("||", StringComparison.Ordinal))
        {
            foreach (string one in format.Split("||"))
                if (TryRead(text, one, zone, out var formatted)) return formatted;
        }
        else if (value.ValueKind == JsonValueKind.Number || (text.Length != 4 && IsDigits(text)))
        {
            if (TryRead(text, "epoch_millis", zone, out var millis)) return millis;
        }
        else if (DateMath.TryParse(text, now, zone, out var stretch))
        {
            return stretch;
        }
        throw new SearchException(400, SearchException.MomentType, $"failed to parse date field [{text}] with format [{format ?? "strict_date_optional_time||epoch_millis"}]");
    }

    /// <summary>A moment as text, by a format or as ISO 8601 with milliseconds.</summary>
    public static string Write(long micros, string? format, TimeZoneInfo zone)
    {
        var moment = DateMath.FromMicros(micros);
        // Histograms have thousands of these, and the runtime has a path of its own for this form alone.
        if (format is null && zone == TimeZoneInfo.Utc) return string.Concat(moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture).AsSpan(0, "yyyy-MM-ddTHH:mm:ss.fff".Length), "Z");
        moment = TimeZoneInfo.ConvertTime(moment, zone);
        string first = format?.Split("||")[0] ?? "strict_date_optional_time";
        return first switch
        {
            "epoch_millis" => (micros / 1_000).ToString(CultureInfo.InvariantCulture),
            "epoch_second" => (micros / 1_000_000).ToString(CultureInfo.InvariantCulture),
            "strict_date_optional_time" or "date_optional_time" or "strict_date_optional_time_nanos" or "strict_date_time" or "date_time" or "iso8601" or "use_field_mapping" =>
                moment.ToString(moment.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
            "strict_date" or "date" => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => new DatePattern(first).Write(moment),
        };
    }

    /// <summary>The zone that a request names, such as <c>Asia/Tokyo</c> or <c>+09:00</c>; UTC when it names none.</summary>
    /// <exception cref="SearchException">There is no such zone.</exception>
    public static TimeZoneInfo Zone(JsonElement? name)
    {
        if (name is not { } given) return TimeZoneInfo.Utc;
        string text = given.AsText();
        if (text is "Z" or "UTC") return TimeZoneInfo.Utc;
        if (TimeSpan.TryParseExact(text.TrimStart('+', '-'), ["hh\\:mm", "hhmm", "hh"], CultureInfo.InvariantCulture, out var offset) && text[0] is '+' or '-' && offset.TotalHours <= 14)
            return offset == TimeSpan.Zero ? TimeZoneInfo.Utc : TimeZoneInfo.CreateCustomTimeZone(text, text[0] == '-' ? -offset : offset, text, text);
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)) return zone;
        throw SearchException.Illegal($"Unknown time-zone ID: {text}");
    }

    private bool TryRead(string text, string format, TimeZoneInfo zone, out TimeRange stretch)
    {
        stretch = default;
        switch (format)
        {
            case "epoch_millis" or "epoch_second":
                if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal count)) return false;
                long unit = format == "epoch_millis" ? 1_000 : 1_000_000;
                if (Math.Abs(count) > 300_000_000_000_000_000 / unit) return false;
                long micros = (long)Math.Floor(count * unit);
                stretch = new TimeRange(micros, micros + (count == Math.Floor(count) ? unit : 1));
                return true;
            case "strict_date_optional_time" or "date_optional_time" or "strict_date_optional_time_nanos" or "strict_date_time" or "date_time" or "strict_date" or "date" or "iso8601":
                return DateMath.TryParse(text, now, zone, out stretch);
            default:
                if (!new DatePattern(format).TryReadAsIso(text, out string iso)) return false;
                return DateMath.TryParse(iso, now, zone, out stretch);
        }
    }

    private static bool IsDigits(string text) => text.Length > 0 && text.AsSpan(text[0] == '-' ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');
}
