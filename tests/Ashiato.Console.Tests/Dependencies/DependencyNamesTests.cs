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
    public void A_port_is_told_from_the_name_before_it(string resource, string host, string port) => Assert.Equal((host, port), DependencyNames.Parts(resource));
}
