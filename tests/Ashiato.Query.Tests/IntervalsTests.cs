using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests;

public class IntervalsTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(60, Intervals.InChart, 1)]
    [InlineData(900, Intervals.InList, 30)]
    [InlineData(900, Intervals.InChart, 10)]
    [InlineData(3_600, Intervals.InList, 120)]
    [InlineData(1_799, Intervals.InChart, 30)]
    [InlineData(1_800, Intervals.InChart, 60)]
    [InlineData(3_600, Intervals.InChart, 60)]
    [InlineData(86_400, Intervals.InChart, 1_800)]
    [InlineData(30 * 86_400, Intervals.InChart, 21_600)]
    public void A_period_is_cut_into_round_lengths(long seconds, int most, long lengthSeconds)
    {
        var intervals = Intervals.Of(new TimeRange(SampleEvents.Noon, SampleEvents.Noon + (seconds * Second)), most);

        Assert.Equal(lengthSeconds * Second, intervals.LengthMicros);
        Assert.InRange(intervals.Count, 20, most + 1);
    }

    [Fact]
    public void Intervals_begin_at_multiples_of_their_length_and_cover_the_period()
    {
        var time = new TimeRange(SampleEvents.Noon + 7_123_456, SampleEvents.Noon + 907_123_456);

        var intervals = Intervals.Of(time, Intervals.InChart);

        Assert.Equal(0, intervals.FirstMicros % intervals.LengthMicros);
        Assert.InRange(time.FromMicros, intervals.FirstMicros, intervals.FirstMicros + intervals.LengthMicros - 1);
        long end = intervals.FirstMicros + (intervals.Count * intervals.LengthMicros);
        Assert.InRange(time.ToMicros, end - intervals.LengthMicros + 1, end);
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(0, 1)]
    [InlineData(-5, 5)]
    public void Any_period_has_few_intervals(long from, long to)
    {
        Assert.InRange(Intervals.Of(new TimeRange(from, to), Intervals.InChart).Count, 1, Intervals.InChart + 1);
    }

    [Fact]
    public void An_empty_period_has_none()
    {
        Assert.Equal(0, Intervals.Of(new TimeRange(SampleEvents.Noon, SampleEvents.Noon), Intervals.InChart).Count);
    }
}
