using System.Net;
using Ashiato.Certificates.Connections;

namespace Ashiato.Certificates.Tests;

public sealed class HandshakeBudgetTests
{
    private static readonly IPAddress s_one = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_other = IPAddress.Parse("192.0.2.2");
    private readonly ManualTime _time = new();

    [Fact]
    public void An_address_that_fails_and_fails_is_not_looked_at_for_the_rest_of_the_second()
    {
        var budget = new HandshakeBudget(_time);
        for (int i = 0; i < HandshakeBudget.FailuresEach; i++) budget.Failed(s_one);

        Assert.False(budget.Admits(s_one));
        Assert.True(budget.Admits(s_other));
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.True(budget.Admits(s_one));
    }

    [Fact]
    public void When_very_many_fail_those_get_in_from_whom_requests_came()
    {
        var budget = new HandshakeBudget(_time);
        budget.Succeeded(s_one);
        for (int i = 0; i < HandshakeBudget.FailuresOfAll; i++) budget.Failed(new IPAddress([10, 0, 0, (byte)i]));

        Assert.True(budget.Admits(s_one));
        Assert.False(budget.Admits(s_other));
    }
}
