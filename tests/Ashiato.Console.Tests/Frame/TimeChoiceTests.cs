using Ashiato.Console.Formatting;
using Ashiato.Console.Frame;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Tests.Frame;

public sealed class TimeChoiceTests
{
    /// <summary>2026-11-22T12:00:00Z.</summary>
    private const long Noon = 1_795_348_800_000_000;
    private const long Minute = 60_000_000;

    [Fact]
    public void Without_a_choice_it_is_the_last_hour()
    {
        var choice = Read(null, null);

        Assert.Equal(new TimeRange(Noon - 60 * Minute, Noon), choice.Range);
        Assert.True(choice.IsRelative);
    }

    [Theory]
    [InlineData("now-30s", Minute / 2)]
    [InlineData("now-15m", 15 * Minute)]
    [InlineData("now-6h", 360 * Minute)]
    [InlineData("now-7d", 7 * 1440 * Minute)]
    public void Ago_is_counted_in_seconds_minutes_hours_or_days(string from, long micros) =>
        Assert.Equal(new TimeRange(Noon - micros, Noon), Read(from, null).Range);

    [Fact]
    public void Moments_with_an_offset_are_absolute()
    {
        var choice = Read("2026-11-22T20:00:00+09:00", "2026-11-22T11:30:00Z");

        Assert.Equal(new TimeRange(Noon - 60 * Minute, Noon - 30 * Minute), choice.Range);
        Assert.False(choice.IsRelative);
    }

    [Fact]
    public void Moments_without_an_offset_are_those_of_the_readers_clock() =>
        Assert.Equal(new TimeRange(Noon - 60 * Minute, Noon), Read("2026-11-22T20:00", "2026-11-22T21:00").Range);

    [Theory]
    [InlineData("yesterday", null)]
    [InlineData("now-", null)]
    [InlineData("now-0m", null)]
    [InlineData("now-99999999999h", null)]
    [InlineData("2026-11-22T12:00:00Z", "2026-11-22T11:00:00Z")]
    [InlineData("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z")]
    public void What_cannot_be_read_counts_as_no_choice(string from, string? to) => Assert.Equal(Read(null, null), Read(from, to));

    private static TimeChoice Read(string? from, string? to) =>
        TimeChoice.Read(from, to, DateTimeOffset.UnixEpoch.AddMicroseconds(Noon), new ReaderClock(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")));
}
