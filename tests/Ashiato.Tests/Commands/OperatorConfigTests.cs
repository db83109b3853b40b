using Ashiato.Commands;

namespace Ashiato.Tests.Commands;

public sealed class OperatorConfigTests
{
    [Theory]
    [InlineData("ashiato/ashiato:0.1.0", null, "ashiato/ashiato:0.1.0")]
    [InlineData("ashiato/ashiato:0.1.0", "registry.example.org", "registry.example.org/ashiato/ashiato:0.1.0")]
    [InlineData("ashiato/ashiato:0.1.0", "registry.example.org:5000/mirror/", "registry.example.org:5000/mirror/ashiato/ashiato:0.1.0")]
    [InlineData("docker.example.com/team/ashiato:2", "registry.example.org", "registry.example.org/team/ashiato:2")]
    [InlineData("localhost/ashiato", "registry.example.org", "registry.example.org/ashiato")]
    [InlineData("ashiato", "registry.example.org", "registry.example.org/ashiato")]
    [InlineData("team/ashiato@sha256:00ff", "registry.example.org", "registry.example.org/team/ashiato@sha256:00ff")]
    public void Images_come_from_the_registry_that_is_named(string image, string? registry, string expected) => Assert.Equal(expected, OperatorConfig.ImageOf(image, registry));
}
