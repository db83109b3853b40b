using Ashiato.Console.Frame;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Storage.Queries;

namespace Ashiato.Console.Tests.Frame;

public class ComparisonTests
{
    private const long Hour = 3_600_000_000;

    private static readonly Period s_hour = new(new TimeRange(100 * Hour, 101 * Hour), "production");

    [Theory]
    [InlineData("previous", 99)]
    [InlineData("day", 76)]
    [InlineData("week", -68)]
    public void Earlier_times_are_as_long_as_the_period(string choice, long fromHour)
    {
        var other = Comparison.Read(choice, s_hour)!.Period;

        Assert.Equal((new TimeRange(fromHour * Hour, (fromHour + 1) * Hour), "production"), (other.Time, other.Environment));
    }

    [Fact]
    public void A_range_of_ones_own_reads_back_as_it_was_written() =>
        Assert.Equal(new TimeRange(5 * Hour, 7 * Hour), Comparison.Read(Comparison.Range(5 * Hour, 7 * Hour), s_hour)!.Period.Time);

    [Fact]
    public void A_version_is_compared_at_the_same_time()
    {
        var comparison = Comparison.Read("version:1.2", s_hour)!;

        Assert.Equal(("1.2", s_hour.Time), (comparison.Version, comparison.Period.Time));
        Assert.Equal(["1.2"], Assert.IsType<Filter.TextIn>(comparison.Period.Where).Values);
        Assert.Equal(Fields.ServiceVersion, ((Filter.TextIn)comparison.Period.Where!).Field);
    }

    [Fact]
    public void A_version_that_ran_before_is_compared_as_it_was_then()
    {
        var comparison = Comparison.Read("version:1.2", s_hour, lastSeenMicros: 90 * Hour)!;

        Assert.Equal(new TimeRange((89 * Hour) + 1, (90 * Hour) + 1), comparison.Period.Time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("version:")]
    [InlineData("2026-01-02T00:00:00Z~2026-01-01T00:00:00Z")]
    public void What_cannot_be_read_compares_with_nothing(string? choice) => Assert.Null(Comparison.Read(choice, s_hour));
}
