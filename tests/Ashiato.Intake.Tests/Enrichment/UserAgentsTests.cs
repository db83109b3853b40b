using System.Text;
using Ashiato.Intake.Enrichment;

namespace Ashiato.Intake.Tests.Enrichment;

public sealed class UserAgentsTests
{
    private static readonly UserAgentRules s_rules = UserAgentRules.Load();

    [Theory]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_10_5) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.103 Safari/537.36", "Chrome", "51.0.2704.103", "Mac OS X", "10.10.5", "Mac OS X 10.10.5", "Mac")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "128.0", "Windows", "10", "Windows 10", "Other")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Mobile Safari", "17.5", "iOS", "17.5.1", "iOS 17.5.1", "iPhone")]
    [InlineData("Go-http-client/1.1", "Go-http-client", "1.1", null, null, null, "Other")]
    [InlineData("curl/7.88.1", "curl", "7.88.1", null, null, null, "Other")]
    [InlineData("Mozilla Chrome Edge", "Other", null, null, null, null, "Other")]
    [InlineData("", "Other", null, null, null, null, "Other")]
    public void A_client_is_known_by_its_name(string text, string name, string? version, string? os, string? osVersion, string? osFull, string device) =>
        Assert.Equal(new UserAgent(name, version, os, osVersion, osFull, device), s_rules.Parse(text));

    [Fact]
    public void Replacements_may_name_groups_in_any_order()
    {
        var rules = UserAgentRules.Read(new StringReader("""
            user_agent_parsers:
              - regex: '(\d+)\.(\d+) (Walker)'
                family_replacement: '$3 ($1)'
                v1_replacement: '$2'
                v2_replacement: '$1'
            os_parsers:
              - regex: 'on (\w+)'
                os_replacement: 'The $1'
            device_parsers:
              - regex: 'SHOE'
                regex_flag: 'i'
                device_replacement: ' Shoe '
            """));

        Assert.Equal(new UserAgent("Walker (1)", "2.1", "The path", null, null, " Shoe "), rules.Parse("1.2 Walker on path, shoe"));
    }

    [Fact]
    public void What_new_names_may_cost_is_bounded_and_known_names_cost_nothing()
    {
        // Each look at the clock takes a second: the second name finds nothing left to spend.
        var agents = new UserAgents(new SlowClock());
        var first = agents.Find("curl/7.88.1"u8);

        UserAgent? last = first;
        for (int i = 0; i < 20 && last is not null; i++) last = agents.Find(Encoding.UTF8.GetBytes($"curl/8.{i}"));

        Assert.Equal("curl", first?.Name);
        Assert.Null(last);
        Assert.Same(first, agents.Find("curl/7.88.1"u8));
    }

    [Fact]
    public void A_name_of_more_than_a_kibibyte_is_left_as_it_is() =>
        Assert.Null(new UserAgents(TimeProvider.System).Find(new byte[1_025]));

    private sealed class SlowClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
