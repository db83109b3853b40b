using System.Net;
using Ashiato.Console.Tests.Frame;
using Ashiato.Query.Tests;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Console.Tests.Findings;

public sealed class FindingsPageTests
{
    private const string First = "from=2026-11-22T12:00:00Z&to=2026-11-22T12:10:00Z", Second = "from=2026-11-22T12:10:00Z&to=2026-11-22T12:20:00Z";

    [Fact]
    public async Task What_is_new_and_what_is_gone_against_the_compared_time_is_told()
    {
        await using var pages = await StartAsync();

        string now = WebUtility.HtmlDecode(await pages.GetAsync($"/findings?{Second}&compare=2026-11-22T12:00:00Z~2026-11-22T12:10:00Z"));

        Assert.Matches("Called in a loop: 8 times per request</b>\\s*<span class=\"badge line\">new</span>", now);
        Assert.Contains("Called in a loop: 12 times per request", now[now.IndexOf("Gone since then: 1</summary>", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_comparison_nothing_is_new()
    {
        await using var pages = await StartAsync();

        string now = await pages.GetAsync($"/findings?{First}");

        Assert.Contains("Called in a loop: 12 times per request", now, StringComparison.Ordinal);
        Assert.DoesNotContain(">new<", now, StringComparison.Ordinal);
        Assert.DoesNotContain("Gone since then", now, StringComparison.Ordinal);
    }

    /// <summary>One endpoint asks in a loop for ten minutes, then another one.</summary>
    private static Task<PageServer> StartAsync()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 3; i++)
        {
            events.Transaction($"a{i}", i * 100_000, 30_000, name: "GET /items").Transaction($"b{i}", 600_000_000 + (i * 100_000), 30_000, name: "GET /users");
            for (int call = 0; call < 12; call++) events.Query($"a{i}-{call}", (i * 100_000) + (call * 2_000), transaction: $"a{i}");
            for (int call = 0; call < 8; call++) events.Query($"b{i}-{call}", 600_000_000 + (i * 100_000) + (call * 2_000), transaction: $"b{i}");
        }
        return PageServer.StartAsync(events);
    }
}
