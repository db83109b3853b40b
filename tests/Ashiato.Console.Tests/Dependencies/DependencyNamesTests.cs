using Ashiato.Console.Dependencies;

namespace Ashiato.Console.Tests.Dependencies;

public sealed class DependencyNamesTests
{
    [Theory]
    [InlineData("localhost:7000", "localhost", ":7000")]
    [InlineData("[::1]:5432", "[::1]", ":5432")]
    [InlineData("mysql", "mysql", "")]
    [InlineData("mysql/shop", "mysql/shop", "")]
    [InlineData("kafka:orders", "kafka:orders", "")]
    [InlineData("shop:", "shop:", "")]
    [InlineData(":80", ":80", "")]
    [InlineData("", "", "")]
    public void A_port_is_told_from_the_name_before_it(string resource, string host, string port)
    {
        var (labels, found) = DependencyNames.Parts(resource);

        Assert.Equal((host, port), (string.Concat(labels), found));
    }

    [Theory]
    [InlineData("shop.example.com:443", "shop", ".example", ".com")]
    [InlineData("mysql", "mysql")]
    [InlineData("", "")]
    public void A_host_has_labels_that_begin_with_their_dots(string resource, params string[] labels) => Assert.Equal(labels, DependencyNames.Parts(resource).Labels);
}
