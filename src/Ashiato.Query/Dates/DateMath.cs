using System.Globalization;
using System.Text.RegularExpressions;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Dates;

/// <summary>Moments as Elasticsearch's users write them: <c>now-1h</c>, <c>now/d</c>, <c>2026-11</c>, <c>2026-11-22||+1M/d</c>.</summary>
/// <remarks>
/// A base is <c>now</c> or ISO 8601 from the year down to microseconds, with or without an offset; after the latter come two bars. Then any
/// number of <c>+</c> or <c>-</c> amounts and of <c>/</c> roundings, in units y, M, w, d, h (or H), m and s.
/// </remarks>
public static partial class DateMath
{
    private static readonly string[] s_formats = ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>Reads a moment as the stretch that it names: <c>2026-11</c> is a month, <c>now/d</c> is today, a full time is a second or less.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="now">What <c>now</c> means.</param>
    /// <param name="zone">The zone of a time without an offset, and the one whose days are rounded to.</param>
    /// <param name="stretch">From its first microsecond to the first one after it. <c>now</c> without rounding is one microsecond.</param>
    /// <returns><see langword="false"/> when the text is nothing of this kind.</returns>
    public static bool TryParse(string text, DateTimeOffset now, TimeZoneInfo zone, out TimeRange stretch)
    {
        stretch = default;
        var calendar = new Calendar(zone);
        try
        {
            string math;
            DateTimeOffset from, to;
            if (text.StartsWith("now", StringComparison.Ordinal))
            {
                (from, to, math) = (now, now.AddMicroseconds(1), text[3..]);
            }
            else
            {
                int bars = text.IndexOf("||", StringComparison.Ordinal);
                if (!TryParseBase(bars < 0 ? text : text[..bars], zone, calendar, out from, out to)) return false;
                math = bars < 0 ? "" : text[(bars + 2)..];
            }
            if (!TryApply(math, calendar, ref from, ref to)) return false;
            stretch = new TimeRange(ToMicros(from), ToMicros(to));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            // Before the year 1 or after 9999.
            return false;
        }
    }

    /// <summary>Microseconds since the Unix epoch.</summary>
    public static long ToMicros(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The moment of so many microseconds since the Unix epoch; the nearest there is for those outside the years 1 to 9999.</summary>
    public static DateTimeOffset FromMicros(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(micros, ToMicros(DateTimeOffset.MinValue), ToMicros(DateTimeOffset.MaxValue)) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Finds a unit by its letter.</summary>
    public static CalendarUnit? UnitOf(char letter) => letter switch
    {
        'y' => CalendarUnit.Year,
        'M' => CalendarUnit.Month,
        'w' => CalendarUnit.Week,
        'd' => CalendarUnit.Day,
        'h' or 'H' => CalendarUnit.Hour,
        'm' => CalendarUnit.Minute,
        's' => CalendarUnit.Second,
        _ => null,
    };

    private static bool TryParseBase(string text, TimeZoneInfo zone, Calendar calendar, out DateTimeOffset from, out DateTimeOffset to)
    {
        from = to = default;
        if (IsoMoment().Match(text) is not { Success: true } match) return false;
        if (!DateTime.TryParseExact(match.Groups["time"].Value, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return false;

        string fraction = match.Groups["fraction"].Value;
        string digits = fraction.Length > 6 ? fraction[..6] : fraction.PadRight(6, '0');
        local = local.AddMicroseconds(int.Parse(digits, CultureInfo.InvariantCulture));
        var offset = OffsetOf(match.Groups["offset"].Value);
        from = offset is { } own ? new DateTimeOffset(local, own) : calendar.ToMoment(local);
        // The last day of all has no day after it.
        if (from.Year == DateTimeOffset.MaxValue.Year)
        {
            to = DateTimeOffset.MaxValue;
            return true;
        }
        // A stretch that begins with an offset of its own has the same offset at its end.
        var days = offset is null ? calendar : new Calendar(TimeZoneInfo.CreateCustomTimeZone("offset", from.Offset, null, null));
        to = match.Groups["time"].Length switch
        {
            4 => days.Next(CalendarUnit.Year, from),
            7 => days.Next(CalendarUnit.Month, from),
            10 => days.Next(CalendarUnit.Day, from),
            13 => from.AddHours(1),
            16 => from.AddMinutes(1),
            _ when fraction.Length == 0 => from.AddSeconds(1),
            _ when fraction.Length <= 3 => from.AddMilliseconds(1),
            _ => from.AddMicroseconds(1),
        };
        return true;
    }

    private static TimeSpan? OffsetOf(string text)
    {
        if (text.Length == 0) return null;
        if (text == "Z") return TimeSpan.Zero;
        string digits = text[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture), 0);
        return text[0] == '-' ? -offset : offset;
    }

    private static bool TryApply(ReadOnlySpan<char> math, Calendar calendar, ref DateTimeOffset from, ref DateTimeOffset to)
    {
        while (!math.IsEmpty)
        {
            char sign = math[0];
            int digits = 1;
            while (digits < math.Length && char.IsAsciiDigit(math[digits])) digits++;
            if (digits >= math.Length || UnitOf(math[digits]) is not { } unit) return false;
            if (sign == '/')
            {
                if (digits > 1) return false;
                from = calendar.StartOf(unit, from);
                to = calendar.Next(unit, from);
            }
            else
            {
                if (sign is not ('+' or '-')) return false;
                // "+h" is one hour.
                int count = digits == 1 ? 1 : int.Parse(math[1..digits], CultureInfo.InvariantCulture);
                from = calendar.Add(unit, from, sign == '-' ? -count : count);
                to = calendar.Add(unit, to, sign == '-' ? -count : count);
            }
            math = math[(digits + 1)..];
        }
        return true;
    }

    [GeneratedRegex(@"\A(?<time>\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d)?)?)?)?)?)([.,](?<fraction>\d{1,9}))?(?<offset>Z|[+-]\d\d(:?\d\d)?)?\z")]
    private static partial Regex IsoMoment();
}
