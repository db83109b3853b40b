using System.Globalization;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Frame;

/// <summary>What a page is compared with, as its address says it: <c>compare=previous</c>, <c>day</c>, <c>week</c>, <c>version:1.2</c>, or two moments with a tilde between them.</summary>
/// <param name="Choice">As the address says it.</param>
/// <param name="Period">The other events.</param>
public sealed record Comparison(string Choice, Period Period)
{
    /// <summary>The address key.</summary>
    public const string Key = "compare";

    /// <summary>What a service version is marked by.</summary>
    public const string VersionPrefix = "version:";

    /// <summary>The choices of one click.</summary>
    public static IReadOnlyList<string> Quick { get; } = [Previous, Day, Week];

    internal const string Previous = "previous", Day = "day", Week = "week";

    private const long DayMicros = 86_400_000_000;

    /// <summary>The version that it is compared with; <see langword="null"/> when it is another time.</summary>
    public string? Version => Choice.StartsWith(VersionPrefix, StringComparison.Ordinal) ? Choice[VersionPrefix.Length..] : null;

    /// <summary>Reads an address; <see langword="null"/> when it chooses nothing, or nothing that can be read.</summary>
    /// <param name="choice">What the address says.</param>
    /// <param name="period">What is compared.</param>
    /// <param name="lastSeenMicros">When the version that was chosen ran last, if one was: before the period, it is compared as it was then.</param>
    public static Comparison? Read(string? choice, Period period, long? lastSeenMicros = null) => choice switch
    {
        null => null,
        Previous => Earlier(choice, period, period.Time.DurationMicros),
        Day => Earlier(choice, period, DayMicros),
        Week => Earlier(choice, period, 7 * DayMicros),
        _ when choice.StartsWith(VersionPrefix, StringComparison.Ordinal) => OfVersion(choice, period, lastSeenMicros),
        _ => Between(choice, period),
    };

    /// <summary>A range of one's own choice, as addresses carry it.</summary>
    public static string Range(long fromMicros, long toMicros) => $"{Formatting.ReaderClock.Iso(fromMicros)}~{Formatting.ReaderClock.Iso(toMicros)}";

    private static Comparison Earlier(string choice, Period period, long byMicros) =>
        new(choice, period with { Time = new TimeRange(period.Time.FromMicros - byMicros, period.Time.ToMicros - byMicros) });

    private static Comparison? OfVersion(string choice, Period period, long? lastSeenMicros)
    {
        string version = choice[VersionPrefix.Length..];
        if (version.Length == 0) return null;
        var isVersion = Filter.Is(Fields.ServiceVersion, version);
        var time = lastSeenMicros is { } last && last < period.Time.FromMicros ? new TimeRange(last + 1 - period.Time.DurationMicros, last + 1) : period.Time;
        return new Comparison(choice, period with { Time = time, Where = period.Where is { } where ? where.And(isVersion) : isVersion });
    }

    private static Comparison? Between(string choice, Period period)
    {
        string[] ends = choice.Split('~');
        return ends.Length == 2 && Moment(ends[0]) is { } from && Moment(ends[1]) is { } to && from < to
            ? new Comparison(choice, period with { Time = new TimeRange(from, to) })
            : null;
    }

    private static long? Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
            : null;
}
