using Ashiato.Console.Formatting;

namespace Ashiato.Console.Tests.Formatting;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0 ms")]
    [InlineData(0.4, "<1 µs")]
    [InlineData(394.0, "394 µs")]
    [InlineData(999.4, "999 µs")]
    [InlineData(999.6, "1.00 ms")]
    [InlineData(2_180.0, "2.18 ms")]
    [InlineData(9_996.0, "10.0 ms")]
    [InlineData(54_800.0, "54.8 ms")]
    [InlineData(351_000.0, "351 ms")]
    [InlineData(999_600.0, "1.00 s")]
    [InlineData(1_240_000.0, "1.24 s")]
    [InlineData(59_960_000.0, "1 m 00 s")]
    [InlineData(125_000_000.0, "2 m 05 s")]
    [InlineData(3_600_000_000.0, "1 h 00 m")]
    [InlineData(45_050_000_000.0, "12 h 31 m")]
    public void A_duration_alone_has_three_significant_digits_and_a_fitting_unit(double? micros, string text) =>
        Assert.Equal(text, Figures.Duration(micros));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0%")]
    [InlineData(0.0004, "<0.1%")]
    [InlineData(0.051, "5.1%")]
    [InlineData(0.0994, "9.9%")]
    [InlineData(0.0996, "10%")]
    [InlineData(0.494, "49%")]
    [InlineData(1.0, "100%")]
    public void A_share_has_one_decimal_under_ten_percent(double? share, string text) => Assert.Equal(text, Figures.Percent(share));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.001, "<0.01")]
    [InlineData(6.414, "6.41")]
    [InlineData(77.68, "77.7")]
    [InlineData(12_345.6, "12,346")]
    public void A_rate_has_three_significant_digits(double perSecond, string text) => Assert.Equal(text, Figures.Rate(perSecond));

    [Fact]
    public void A_count_is_never_rounded() => Assert.Equal("27,840", Figures.Count(27_840));

    [Fact]
    public void A_number_for_an_attribute_has_a_point_and_no_groups() => Assert.Equal("1234.57", Figures.Attribute(1234.567));
}
