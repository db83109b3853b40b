using Ashiato.Query.Dates;

namespace Ashiato.Query.Tests.Dates;

public sealed class DateMathTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 15, 47, 48, 594, TimeSpan.Zero);
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("now", "2026-11-22T15:47:48.594000Z", "2026-11-22T15:47:48.594001Z")]
    [InlineData("now-1h", "2026-11-22T14:47:48.594000Z", "2026-11-22T14:47:48.594001Z")]
    [InlineData("now/d", "2026-11-22T00:00:00.000000Z", "2026-11-23T00:00:00.000000Z")]
    [InlineData("now-1M/M", "2026-10-01T00:00:00.000000Z", "2026-11-01T00:00:00.000000Z")]
    [InlineData("now/w", "2026-11-16T00:00:00.000000Z", "2026-11-23T00:00:00.000000Z")]
    [InlineData("now+d-2h", "2026-11-23T13:47:48.594000Z", "2026-11-23T13:47:48.594001Z")]
    [InlineData("2026", "2026-01-01T00:00:00.000000Z", "2027-01-01T00:00:00.000000Z")]
    [InlineData("2026-02", "2026-02-01T00:00:00.000000Z", "2026-03-01T00:00:00.000000Z")]
    [InlineData("2026-11-22", "2026-11-22T00:00:00.000000Z", "2026-11-23T00:00:00.000000Z")]
    [InlineData("2026-11-22T10", "2026-11-22T10:00:00.000000Z", "2026-11-22T11:00:00.000000Z")]
    [InlineData("2026-11-22T10:20:30Z", "2026-11-22T10:20:30.000000Z", "2026-11-22T10:20:31.000000Z")]
    [InlineData("2026-11-22T10:20:30.5+09:00", "2026-11-22T01:20:30.500000Z", "2026-11-22T01:20:30.501000Z")]
    [InlineData("2026-11-22T10:20:30.123456Z", "2026-11-22T10:20:30.123456Z", "2026-11-22T10:20:30.123457Z")]
    [InlineData("2026-11-22||+1M/d", "2026-12-22T00:00:00.000000Z", "2026-12-23T00:00:00.000000Z")]
    [InlineData("9999-12-31", "9999-12-31T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z")]
    [InlineData("2026-01-31||+1M", "2026-02-28T00:00:00.000000Z", "2026-03-01T00:00:00.000000Z")]
    public void A_moment_names_a_stretch_of_time(string text, string from, string to)
    {
        Assert.True(DateMath.TryParse(text, s_now, TimeZoneInfo.Utc, out var stretch));

        Assert.Equal((from, to), (Text(stretch.FromMicros), Text(stretch.ToMicros)));
    }

    [Theory]
    [InlineData("2026-11-22", "2026-11-21T23:00:00.000000Z", "2026-11-22T23:00:00.000000Z")]
    [InlineData("now/M", "2026-10-31T23:00:00.000000Z", "2026-11-30T23:00:00.000000Z")]
    [InlineData("2026-03-29", "2026-03-28T23:00:00.000000Z", "2026-03-29T22:00:00.000000Z")]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:00:00.000000Z", "2026-03-29T01:01:00.000000Z")]
    public void Days_are_those_of_the_zone_also_when_its_clocks_change(string text, string from, string to)
    {
        Assert.True(DateMath.TryParse(text, s_now, s_berlin, out var stretch));

        Assert.Equal((from, to), (Text(stretch.FromMicros), Text(stretch.ToMicros)));
    }

    [Theory]
    // The 24th of April 2026 begins at one o'clock in Cairo; the first of November 2026 has its first hour twice in Havana.
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00.000000Z", "2026-04-24T21:00:00.000000Z")]
    [InlineData("Africa/Cairo", "2026-04-24T12:00||/d", "2026-04-23T22:00:00.000000Z", "2026-04-24T21:00:00.000000Z")]
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00.000000Z", "2026-11-02T05:00:00.000000Z")]
    [InlineData("America/Havana", "2026-11", "2026-11-01T04:00:00.000000Z", "2026-12-01T05:00:00.000000Z")]
    [InlineData("America/Havana", "2026-10-31||+1d/d", "2026-11-01T04:00:00.000000Z", "2026-11-02T05:00:00.000000Z")]
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000000Z", "2026-10-25T00:31:00.000000Z")]
    public void Days_begin_at_their_first_moment_though_midnight_is_missing_or_comes_twice(string zone, string text, string from, string to)
    {
        Assert.True(DateMath.TryParse(text, s_now, TimeZoneInfo.FindSystemTimeZoneById(zone), out var stretch));

        Assert.Equal((from, to), (Text(stretch.FromMicros), Text(stretch.ToMicros)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("today")]
    [InlineData("now-")]
    [InlineData("now-1")]
    [InlineData("now-1x")]
    [InlineData("now/2d")]
    [InlineData("now-99999999999d")]
    [InlineData("now+9999y")]
    [InlineData("2026-13-01")]
    [InlineData("2026-11-22T25:00")]
    [InlineData("2026-11-22 10:00")]
    [InlineData("2026-11-22T10:00:00+99:00")]
    public void Anything_else_is_no_moment(string text) => Assert.False(DateMath.TryParse(text, s_now, TimeZoneInfo.Utc, out _));

    private static string Text(long micros) => DateMath.FromMicros(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
