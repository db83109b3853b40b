using Ashiato.Console.Formatting;
using Ashiato.Console.Frame;
using Ashiato.Query;
using Ashiato.Query.Deploys;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Tests.Frame;

public class TimeStripLayoutTests
{
    private const long Minute = 60_000_000, Hour = 60 * Minute;

    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddHours(1_000);

    [Fact]
    public void A_recent_range_lies_on_three_hours_up_to_now() =>
        Assert.Equal(new TimeRange(997 * Hour, 1_000 * Hour), TimeStripLayout.SpanOf(new TimeRange(999 * Hour, 1_000 * Hour), s_now));

    [Fact]
    public void A_range_of_long_ago_stands_in_the_middle_of_three_hours()
    {
        var span = TimeStripLayout.SpanOf(new TimeRange(500 * Hour, 501 * Hour), s_now);

        Assert.Equal((3 * Hour, 499 * Hour), (span.DurationMicros, span.FromMicros));
    }

    [Fact]
    public void A_longer_range_fills_the_strip() =>
        Assert.Equal(24 * Hour, TimeStripLayout.SpanOf(new TimeRange(976 * Hour, 1_000 * Hour), s_now).DurationMicros);

    [Fact]
    public void The_strip_spans_whole_minutes_and_all_of_what_is_chosen()
    {
        var chosen = new TimeRange((990 * Hour) + 30_000_000, (1_000 * Hour) - 29_500_000);

        var span = TimeStripLayout.SpanOf(chosen, s_now.AddSeconds(-20));

        Assert.Equal((0L, 0L), (span.FromMicros % Minute, span.ToMicros % Minute));
        Assert.True(span.FromMicros <= chosen.FromMicros && span.ToMicros >= chosen.ToMicros);
    }

    [Fact]
    public void What_is_chosen_compared_and_deployed_has_its_place()
    {
        var span = new TimeRange(997 * Hour, 1_000 * Hour);
        var activity = new TimeSeries(Minute, [new TimePoint(998 * Hour, 10, 1, null), new TimePoint(999 * Hour, 0, 0, null)]);

        var layout = TimeStripLayout.Of(
            span, activity, [new Deploy("shop", "1.1", 998 * Hour)], new TimeRange(999 * Hour, 1_000 * Hour), new TimeRange(998 * Hour, 999 * Hour), new ReaderClock(TimeZoneInfo.Utc));

        Assert.Equal(666.7, layout.Chosen.X, 1);
        Assert.Equal(333.3, layout.Compared!.Value.X, 1);
        Assert.Equal(333.3, Assert.Single(layout.Marks).X, 1);
        Assert.StartsWith("M333.3 ", layout.Bars, StringComparison.Ordinal);
        Assert.Equal(1, layout.Bars.Count(c => c == 'M'));
        Assert.NotEmpty(layout.FailedBars);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(24)]
    [InlineData(24 * 30)]
    [InlineData(24 * 366)]
    [InlineData(24 * 3_650)]
    public void A_strip_of_any_length_has_a_few_times(int hours)
    {
        var span = new TimeRange(0, hours * Hour);

        var layout = TimeStripLayout.Of(span, new TimeSeries(Minute, []), [], span, null, new ReaderClock(TimeZoneInfo.Utc));

        Assert.InRange(layout.Ticks.Count, 2, 8);
    }

    [Fact]
    public void What_is_compared_out_of_sight_is_not_drawn() =>
        Assert.Null(TimeStripLayout.Of(
            new TimeRange(997 * Hour, 1_000 * Hour), new TimeSeries(Minute, []), [], new TimeRange(999 * Hour, 1_000 * Hour), new TimeRange(1 * Hour, 2 * Hour), new ReaderClock(TimeZoneInfo.Utc)).Compared);
}
