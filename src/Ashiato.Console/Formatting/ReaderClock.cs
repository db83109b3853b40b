using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Formatting;

/// <summary>Times as the reader's clock shows them. The browser tells its zone in a cookie; before it has, the zone is UTC.</summary>
public sealed class ReaderClock(TimeZoneInfo zone)
{
    private const string Cookie = "zone";

    /// <summary>The clock of a request.</summary>
    public static ReaderClock Of(HttpContext? context) =>
        new(context is not null && Told(context) is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc);

    /// <summary>The zone that the browser told, whether there is one of that name or not; <see langword="null"/> before it has.</summary>
    public static string? Told(HttpContext context) => context.Request.Cookies[Cookie] is { } id ? Uri.UnescapeDataString(id) : null;

    /// <summary>The name of the zone, such as <c>Asia/Tokyo</c>.</summary>
    public string Zone => zone.Id;

    /// <summary>A moment on this clock.</summary>
    public DateTimeOffset At(long micros) => TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddMicroseconds(micros), zone);

    /// <summary>A date and time without an offset, as this clock means it.</summary>
    public long Micros(DateTime local)
    {
        var at = new DateTimeOffset(local, zone.GetUtcOffset(local));
        return (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary><c>15:47:48.594</c>.</summary>
    public string Clock(long micros) => At(micros).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary><c>15:47:48</c>.</summary>
    public string Seconds(long micros) => At(micros).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary><c>22 Nov</c> or <c>11月22日</c>.</summary>
    public string Date(long micros) => CultureInfo.CurrentUICulture.Name == "ja"
        ? At(micros).ToString("M'月'd'日'", CultureInfo.InvariantCulture)
        : At(micros).ToString("d MMM", CultureInfo.InvariantCulture);

    /// <summary>For <c>&lt;input type="datetime-local"&gt;</c>.</summary>
    public string Input(long micros) => At(micros).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>In UTC, as links carry it.</summary>
    public static string Iso(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
