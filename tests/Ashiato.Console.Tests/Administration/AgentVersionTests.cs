using Ashiato.Console.Administration;

namespace Ashiato.Console.Tests.Administration;

public sealed class AgentVersionTests
{
    [Theory]
    [InlineData("apm-agent-go/v2.6.0 (shop 1.4)", "Go", "2.6.0")]
    [InlineData("elasticapm-go/1.15.0", "Go", "1.15.0")]
    [InlineData("elastic-apm-node/4.5.2 elastic-apm-http-client/12.0.0 node/22.1.0", "NodeJs", "4.5.2")]
    [InlineData("own-agent/7", "own-agent", "7")]
    public void It_stands_behind_the_name(string userAgent, string agent, string version) => Assert.Equal(new AgentVersion(agent, version), AgentVersion.Of(userAgent));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("something")]
    [InlineData("something/")]
    [InlineData("something/else")]
    [InlineData("/1.0")]
    public void Who_names_none_has_none(string? userAgent) => Assert.Null(AgentVersion.Of(userAgent));

    [Theory]
    [InlineData("1.9.0", "1.10.0")]
    [InlineData("1.9", "1.9.1")]
    [InlineData("4.0.0-beta.1", "4.0.0")]
    [InlineData("4.0.0-alpha", "4.0.0-beta")]
    public void The_newer_one_comes_later(string older, string newer)
    {
        Assert.True(new AgentVersion("Go", older).CompareTo(new AgentVersion("Go", newer)) < 0);
        Assert.True(new AgentVersion("Go", newer).CompareTo(new AgentVersion("Go", older)) > 0);
    }

    [Fact]
    public void The_newest_of_each_agent_is_found_among_all()
    {
        var newest = AgentVersion.Newest(["apm-agent-go/v2.10.0", "elasticapm-go/1.15.0", "apm-agent-go/v2.9.9", "elastic-apm-node/4.5.2", null, "something"]);

        Assert.Equal([("Go", "2.10.0"), ("NodeJs", "4.5.2")], newest.Values.Select(version => (version.Agent, version.Text)).Order());
    }
}
