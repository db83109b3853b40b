using System.Globalization;
using Ashiato.Console.Frame;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ashiato.Console.Formatting;

/// <summary>Times as the reader's clock shows them. The browser tells its zone in a cookie; before it has, and where the reader chose it, the zone is UTC.</summary>
/// <param name="zone">The reader's zone.</param>
/// <param name="time">What the year of now is told by; without it no date has its year.</param>
public sealed class ReaderClock(TimeZoneInfo zone, TimeProvider? time = null)
{
    private const string Cookie = "zone";

    /// <summary>The clock of a request.</summary>
    public static ReaderClock Of(HttpContext? context) =>
        new(context is not null && ReaderChoices.Clock(context.Request) != ReaderChoices.Utc && Told(context) is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc, context?.RequestServices?.GetService<TimeProvider>());

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

    /// <summary><c>.594</c>, what <see cref="Clock"/> says after <see cref="Seconds"/>.</summary>
    public string Fraction(long micros) => At(micros).ToString(".fff", CultureInfo.InvariantCulture);

    /// <summary><c>22 Nov</c> or <c>11月22日</c>; of another year than this, with the year.</summary>
    public string Date(long micros)
    {
        var at = At(micros);
        bool hasYear = time is not null && at.Year != TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).Year;
        string form = CultureInfo.CurrentUICulture.Name == "ja" ? hasYear ? "yyyy'年'M'月'd'日'" : "M'月'd'日'" : hasYear ? "d MMM yyyy" : "d MMM";
        return at.ToString(form, CultureInfo.InvariantCulture);
    }

    /// <summary>For <c>&lt;input type="datetime-local"&gt;</c>.</summary>
    public string Input(long micros) => At(micros).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>In UTC, as links carry it.</summary>
    public static string Iso(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
