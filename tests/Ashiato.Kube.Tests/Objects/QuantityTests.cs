using Ashiato.Kube.Objects;

namespace Ashiato.Kube.Tests.Objects;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("1Gi", 1073741824)]
    [InlineData("500m", 0.5)]
    [InlineData("1e3", 1000)]
    [InlineData("0.5", 0.5)]
    [InlineData("10G", 10000000000)]
    public void Amounts_are_read_with_their_units(string text, double value)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(((decimal)value, text), (quantity.Value, quantity.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("much")]
    [InlineData("1 Gi")]
    public void What_is_no_amount_is_refused(string text) => Assert.False(Quantity.TryParse(text, out _));
}
