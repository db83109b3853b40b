using System.Globalization;
using Ashiato.Console.Formatting;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Frame;

/// <summary>The time range of a page, as its address says it: <c>from</c> and <c>to</c>.</summary>
/// <param name="From">As given: <c>now-15m</c>, an ISO 8601 moment, or a date and time on the reader's clock.</param>
/// <param name="To">Likewise; <c>now</c> when absent.</param>
/// <param name="Range">What they mean at the moment of asking.</param>
internal sealed record TimeChoice(string From, string To, TimeRange Range)
{
    /// <summary>Without a choice, a page shows this.</summary>
    public const string Default = "now-1h";

    /// <summary>The end that moves with the clock.</summary>
    public const string Now = "now";

    /// <summary>The choices of one click, shortest first.</summary>
    public static IReadOnlyList<string> Quick { get; } = ["now-5m", "now-15m", Default, "now-3h", "now-6h", "now-24h", "now-7d", "now-30d"];

    /// <summary>True when it moves with the clock.</summary>
    public bool IsRelative => From.StartsWith(Now, StringComparison.Ordinal) && To == Now;

    /// <summary>Reads an address. What cannot be read, or ends before it begins, counts as absent.</summary>
    public static TimeChoice Read(string? from, string? to, DateTimeOffset now, ReaderClock clock)
    {
        long nowMicros = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        from = string.IsNullOrEmpty(from) ? Default : from;
        to = string.IsNullOrEmpty(to) ? Now : to;
        if (Moment(from, nowMicros, clock) is { } start && Moment(to, nowMicros, clock) is { } end && start < end)
            return new TimeChoice(from, to, new TimeRange(start, end));
        return from == Default && to == Now
            ? throw new InvalidOperationException($"The default range '{Default}' cannot be read.")
            : Read(null, null, now, clock);
    }

    private static long? Moment(string text, long nowMicros, ReaderClock clock)
    {
        if (text == Now) return nowMicros;
        if (text.StartsWith("now-", StringComparison.Ordinal)) return Ago(text.AsSpan(4)) is { } ago ? nowMicros - ago : null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)) return null;
        // The framework reads an offset into local time of the server; without one, the reader's clock is meant.
        return moment.Kind == DateTimeKind.Unspecified
            ? clock.Micros(moment)
            : (moment.ToUniversalTime() - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    private static long? Ago(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is 0 or > 100_000) return null;
        long? unitMicros = text[^1] switch
        {
            's' => 1_000_000L,
            'm' => 60_000_000L,
            'h' => 3_600_000_000L,
            'd' => 86_400_000_000L,
            _ => null,
        };
        return count * unitMicros;
    }
}
