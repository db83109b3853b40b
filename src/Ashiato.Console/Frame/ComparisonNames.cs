using Ashiato.Console.Formatting;
using Ashiato.Query;

namespace Ashiato.Console.Frame;

/// <summary>What comparisons are called.</summary>
internal static class ComparisonNames
{
    /// <summary>The name of a choice.</summary>
    public static string Of(string choice, ReaderClock clock) => choice switch
    {
        Comparison.Previous => Texts.PreviousPeriod,
        Comparison.Day => Texts.DayAgo,
        Comparison.Week => Texts.WeekAgo,
        _ when choice.StartsWith(Comparison.VersionPrefix, StringComparison.Ordinal) => Texts.VersionNamed.With(choice[Comparison.VersionPrefix.Length..]),
        _ when Comparison.Read(choice, default) is { } range => Texts.TimeRange.With(Moment(range.Period.Time.FromMicros, clock), Moment(range.Period.Time.ToMicros, clock)),
        _ => choice,
    };

    private static string Moment(long micros, ReaderClock clock) => $"{clock.Date(micros)} {clock.Seconds(micros)}";
}
