using Ashiato.Console.Charts;

namespace Ashiato.Console.Tests.Charts;

public sealed class SparklineTests
{
    [Fact]
    public void A_line_begins_anew_after_a_gap() => Assert.Equal(2, Sparkline.Line([1, 2, null, 2, 1]).Count(character => character == 'M'));

    [Fact]
    public void A_value_between_two_gaps_shows_as_a_dot() => Assert.EndsWith("a1 1 0 1 0-2 0", Sparkline.Line([null, 3, null]), StringComparison.Ordinal);

    [Fact]
    public void The_greatest_value_reaches_the_top_and_nothing_stays_on_the_base() => Assert.Equal("M24 2.5L72 22.5", Sparkline.Line([8, 0]));

    [Fact]
    public void Bars_leave_out_what_is_zero_or_missing() => Assert.Equal("M0 22.5V2.5h31V22.5z", Sparkline.Bars([5, 0, null]));

    [Fact]
    public void A_narrow_one_fills_its_own_width()
    {
        Assert.Equal("M11 2.5L33 22.5", Sparkline.Line([8, 0], width: Sparkline.Narrow));
        Assert.Equal("M0 22.5V2.5h21V22.5zM22 22.5V2.5h21V22.5z", Sparkline.Bars([5, 5], Sparkline.Narrow));
    }

    [Fact]
    public void Nothing_at_all_draws_nothing()
    {
        Assert.Equal("", Sparkline.Line([]));
        Assert.Equal("", Sparkline.Bars([null, null]));
    }
}
