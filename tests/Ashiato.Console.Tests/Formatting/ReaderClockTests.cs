using System.Globalization;
using Ashiato.Console.Formatting;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Tests.Formatting;

public sealed class ReaderClockTests
{
    /// <summary>2026-11-22T06:47:48.594Z.</summary>
    private const long Moment = 1_795_330_068_594_000;

    [Fact]
    public void Times_are_those_of_the_zone_that_the_browser_told()
    {
        var clock = ReaderClock.Of(With("zone=Asia%2FTokyo"));

        Assert.Equal("Asia/Tokyo", clock.Zone);
        Assert.Equal("15:47:48.594", clock.Clock(Moment));
        Assert.Equal("15:47:48.594", clock.Seconds(Moment) + clock.Fraction(Moment));
    }

    [Fact]
    public void Without_a_zone_times_are_in_utc() => Assert.Equal("06:47:48.594", ReaderClock.Of(With("")).Clock(Moment));

    [Fact]
    public void A_zone_that_does_not_exist_counts_as_none() => Assert.Equal("06:47:48", ReaderClock.Of(With("zone=Moon%2FTranquillity")).Seconds(Moment));

    [Theory]
    [InlineData("en", "2026-12-31T23:59:59Z", "22 Nov")]
    [InlineData("ja", "2026-12-31T23:59:59Z", "11月22日")]
    [InlineData("en", "2027-01-01T00:00:00Z", "22 Nov 2026")]
    [InlineData("ja", "2027-01-01T00:00:00Z", "2026年11月22日")]
    public void A_date_is_written_as_the_language_does_and_with_its_year_when_that_is_over(string language, string now, string date)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        Assert.Equal(date, new ReaderClock(TimeZoneInfo.Utc, new At(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture))).Date(Moment));
    }

    [Fact]
    public void What_a_field_says_comes_back_as_the_same_moment()
    {
        var clock = ReaderClock.Of(With("zone=Asia%2FTokyo"));

        Assert.Equal(Moment / 1_000_000 * 1_000_000, clock.Micros(DateTime.Parse(clock.Input(Moment), CultureInfo.InvariantCulture)));
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private static DefaultHttpContext With(string cookie) => new() { Request = { Headers = { Cookie = cookie } } };
}
