using Ashiato.Console.Formatting;

namespace Ashiato.Console.Tests.Formatting;

public sealed class DurationColumnTests
{
    [Fact]
    public void Small_durations_get_two_decimals() => Assert.Equal("0.39", DurationColumn.UpTo(9_000).Cell(394));

    [Fact]
    public void Usual_durations_get_one_decimal_of_milliseconds() => Assert.Equal("1,034.2", DurationColumn.UpTo(2_000_000).Cell(1_034_210));

    [Fact]
    public void Long_durations_are_told_in_seconds()
    {
        var column = DurationColumn.UpTo(60_000_000);

        Assert.Equal("s", column.Unit);
        Assert.Equal("0.4", column.Cell(351_000));
    }

    [Fact]
    public void A_missing_duration_is_a_dash() => Assert.Equal("–", DurationColumn.UpTo(1).Cell(null));
}
