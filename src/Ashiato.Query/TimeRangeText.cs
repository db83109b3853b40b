using System.Globalization;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>Time ranges as people and URLs write them: <c>now-15m</c>, <c>now</c>, <c>2026-11-22T15:47:48.594Z</c>.</summary>
/// <remarks>
/// A moment is ISO 8601 (a date, or date and time; UTC unless an offset is given) or <c>now</c>, followed by any number of
/// signed amounts: <c>+</c> or <c>-</c>, a number, and one of s, m, h, d, w.
/// </remarks>
public static class TimeRangeText
{
    /// <summary>Where a range starts that does not say so.</summary>
    public const string DefaultFrom = "now-1h";

    /// <summary>Where a range ends that does not say so.</summary>
    public const string DefaultTo = "now";

    private static readonly string[] s_formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a range.</summary>
    /// <param name="from">The first moment; <see cref="DefaultFrom"/> when null or empty.</param>
    /// <param name="to">The first moment after it; <see cref="DefaultTo"/> when null or empty.</param>
    /// <param name="now">What <c>now</c> means.</param>
    /// <param name="range">The range.</param>
    /// <param name="problem">What is wrong and what would be right, as a sentence; empty when nothing is.</param>
    /// <returns><see langword="false"/> when a moment cannot be read or the range would end before it starts.</returns>
    public static bool TryParse(string? from, string? to, DateTimeOffset now, out TimeRange range, out string problem)
    {
        range = default;
        if (!TryParseMoment(Or(from, DefaultFrom), now, out long fromMicros))
        {
            problem = Unreadable("from", from);
            return false;
        }
        if (!TryParseMoment(Or(to, DefaultTo), now, out long toMicros))
        {
            problem = Unreadable("to", to);
            return false;
        }
        if (toMicros <= fromMicros)
        {
            problem = $"The range ends ('to': {Or(to, DefaultTo)}) before it starts ('from': {Or(from, DefaultFrom)}); swap them or give a later 'to'.";
            return false;
        }
        range = new TimeRange(fromMicros, toMicros);
        problem = "";
        return true;
    }

    /// <summary>Reads one moment, in microseconds since the Unix epoch (UTC).</summary>
    public static bool TryParseMoment(string text, DateTimeOffset now, out long micros)
    {
        micros = 0;
        if (text.StartsWith("now", StringComparison.Ordinal)) return TryAddAmounts(text.AsSpan(3), now, out micros);
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, Utc, out var moment)) return false;
        micros = ToMicros(moment);
        return true;
    }

    /// <summary>Writes a moment so that it can be read again: ISO 8601 in UTC, with as many decimals as it needs.</summary>
    public static string Format(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private static bool TryAddAmounts(ReadOnlySpan<char> amounts, DateTimeOffset now, out long micros)
    {
        micros = 0;
        try
        {
            while (!amounts.IsEmpty)
            {
                int unit = amounts.IndexOfAny("smhdw");
                if (amounts[0] is not ('+' or '-') || unit < 2) return false;
                if (!int.TryParse(amounts[1..unit], NumberStyles.None, CultureInfo.InvariantCulture, out int count)) return false;
                now += (amounts[0] == '-' ? -count : count) * LengthOf(amounts[unit]);
                amounts = amounts[(unit + 1)..];
            }
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            // Before the year 1 or after 9999.
            return false;
        }
        micros = ToMicros(now);
        return true;
    }

    private static TimeSpan LengthOf(char unit) => unit switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(7),
    };

    private static long ToMicros(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static string Or(string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;

    private static string Unreadable(string name, string? text) =>
        $"'{name}' is '{text}', which is not a moment; write ISO 8601 such as 2026-11-22T15:47:48Z, or now-15m.";
}
