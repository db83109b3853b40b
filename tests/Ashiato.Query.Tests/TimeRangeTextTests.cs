using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests;

public class TimeRangeTextTests
{
    private static readonly DateTimeOffset s_noon = DateTimeOffset.UnixEpoch.AddTicks(SampleEvents.Noon * 10);

    [Theory]
    [InlineData("now", 0.0)]
    [InlineData("now-15m", -900.0)]
    [InlineData("now-1h30m", null)]
    [InlineData("now-1h-30m", -5_400.0)]
    [InlineData("now+2d", 172_800.0)]
    [InlineData("now-1w+1s", -604_799.0)]
    [InlineData("2026-11-22T12:00:01Z", 1.0)]
    [InlineData("2026-11-22T12:00:01", 1.0)]
    [InlineData("2026-11-22T21:00+09:00", 0.0)]
    [InlineData("2026-11-22T11:59:59.500Z", -0.5)]
    [InlineData("2026-11-22", -43_200.0)]
    [InlineData("now-", null)]
    [InlineData("now-m", null)]
    [InlineData("now-5y", null)]
    [InlineData("now--5m", null)]
    [InlineData("now-99999999999d", null)]
    [InlineData("now-2000000000w", null)]
    [InlineData("yesterday", null)]
    [InlineData("22.11.2026", null)]
    public void Moments_are_ISO_8601_or_now_with_amounts(string text, double? secondsFromNoon)
    {
        bool isRead = TimeRangeText.TryParseMoment(text, s_noon, out long micros);

        Assert.Equal(secondsFromNoon is not null, isRead);
        if (isRead) Assert.Equal(SampleEvents.Noon + (long)(secondsFromNoon!.Value * 1_000_000), micros);
    }

    [Fact]
    public void Without_words_a_range_is_the_last_hour()
    {
        Assert.True(TimeRangeText.TryParse(null, "", s_noon, out var range, out string problem));

        Assert.Equal(new TimeRange(SampleEvents.Noon - 3_600_000_000, SampleEvents.Noon), range);
        Assert.Empty(problem);
    }

    [Theory]
    [InlineData("soon", null, "'from' is 'soon', which is not a moment; write ISO 8601 such as 2026-11-22T15:47:48Z, or now-15m.")]
    [InlineData(null, "soon", "'to' is 'soon', which is not a moment; write ISO 8601 such as 2026-11-22T15:47:48Z, or now-15m.")]
    [InlineData("now", "now-1h", "The range ends ('to': now-1h) before it starts ('from': now); swap them or give a later 'to'.")]
    public void What_is_wrong_is_said_in_a_sentence(string? from, string? to, string sentence)
    {
        Assert.False(TimeRangeText.TryParse(from, to, s_noon, out _, out string problem));

        Assert.Equal(sentence, problem);
    }

    [Fact]
    public void A_moment_that_is_written_can_be_read_again()
    {
        const long Micros = SampleEvents.Noon + 594_001;

        Assert.Equal("2026-11-22T12:00:00.594001Z", TimeRangeText.Format(Micros));
        Assert.True(TimeRangeText.TryParseMoment(TimeRangeText.Format(Micros), s_noon, out long again));
        Assert.Equal(Micros, again);
    }
}
