using Ashiato.Settings;

namespace Ashiato.Tests.Settings;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8200", "127.0.0.1:8200", true)]
    [InlineData("localhost:0", "127.0.0.1:0", true)]
    [InlineData("[::1]:80", "[::1]:80", true)]
    [InlineData("0.0.0.0:80", "0.0.0.0:80", false)]
    [InlineData("*:80", "[::]:80", false)]
    [InlineData("10.1.2.3:80", "10.1.2.3:80", false)]
    public void An_address_is_read_and_knows_whether_other_machines_reach_it(string text, string expected, bool isLoopback)
    {
        Assert.True(ListenAddress.TryParse(text, out var address));

        Assert.Equal((expected, isLoopback), (address.ToString(), address.IsLoopback));
    }

    [Theory]
    [InlineData("127.0.0.1:8200", "http://127.0.0.1:8200/")]
    [InlineData("[::1]:0", "http://[::1]:8200/")]
    public void The_url_has_the_port_that_was_bound(string text, string expected)
    {
        Assert.True(ListenAddress.TryParse(text, out var address));

        Assert.Equal(expected, address.ToUrl(8200).ToString());
    }
}
