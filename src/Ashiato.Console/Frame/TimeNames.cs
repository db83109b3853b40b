using Ashiato.Console.Formatting;

namespace Ashiato.Console.Frame;

/// <summary>What time ranges are called.</summary>
internal static class TimeNames
{
    /// <summary>The name of a choice, absolute ones on the reader's clock.</summary>
    public static string Of(TimeChoice time, ReaderClock clock)
    {
        if (time.IsRelative) return Quick(time.From);
        var (from, to) = (time.Range.FromMicros, time.Range.ToMicros);
        string start = Moment(from, clock), end = clock.Date(from) == clock.Date(to) ? clock.Seconds(to) : Moment(to, clock);
        return Texts.TimeRange.With(start, end);
    }

    // Where it does not fit a line, it goes on in the next one between the moments.
    private static string Moment(long micros, ReaderClock clock) => $"{clock.Date(micros)} {clock.Seconds(micros)}".Replace(' ', '\u00A0');

    /// <summary>The name of a range that ends now.</summary>
    public static string Quick(string from) => from switch
    {
        "now-5m" => Texts.Last5Minutes,
        "now-15m" => Texts.Last15Minutes,
        "now-1h" => Texts.LastHour,
        "now-3h" => Texts.Last3Hours,
        "now-6h" => Texts.Last6Hours,
        "now-24h" => Texts.Last24Hours,
        "now-7d" => Texts.Last7Days,
        "now-30d" => Texts.Last30Days,
        _ => Texts.SinceAgo.With(from["now-".Length..]),
    };
}
