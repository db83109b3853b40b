using Ashiato.Console.Administration;

namespace Ashiato.Console.Tests.Administration;

public sealed class SizesTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(394, "394 B")]
    [InlineData(1_000, "0.98 KiB")]
    [InlineData(2_285_000, "2.18 MiB")]
    [InlineData(1_048_576_000, "0.98 GiB")]
    [InlineData(5e15, "4547 TiB")]
    public void A_size_has_three_digits_and_the_unit_that_fits(double bytes, string expected) => Assert.Equal(expected, Sizes.Of(bytes));
}
