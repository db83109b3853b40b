using System.Net;
using Ashiato.Console.Tests.Frame;
using Ashiato.Query.Tests;
using Ashiato.Query.Tests.Calls;

namespace Ashiato.Console.Tests.Traces;

public sealed class TracePagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_is_found_at_any_time()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}");

        Assert.Contains("<h1><span class=\"clip\" title=\"GET /orders\">GET /orders", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_back_from_an_old_trace_leads_to_its_time()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}");

        Assert.Contains("href=\"/services/shop?from=2026-11-22T11%3A30%3A00", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_an_old_trace_the_way_leads_to_its_time_whatever_range_was_chosen_before()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}?from=now-15m&environment=production");

        Assert.Contains("href=\"/services/shop?environment=production&from=2026-11-22T11%3A30%3A00", html, StringComparison.Ordinal);
        Assert.DoesNotContain("from=now-15m&environment=production&from=2026", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_leads_to_its_logs_its_map_its_spans_and_the_metrics_of_its_time()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}?{PageServer.Range}");

        Assert.Matches($"/logs\\?from=[^\"]+&kql=trace.id%20%3A%20%22{SampleEvents.TraceId}%22", html);
        Assert.Matches($"/map\\?from=[^\"]+&trace={SampleEvents.TraceId}", html);
        Assert.Matches($"/explore\\?from=[^\"]+&kind=span&kql=trace.id", html);
        Assert.Contains("Metrics of shop at that time", html, StringComparison.Ordinal);
        Assert.Contains($"/traces/{SampleEvents.TraceId}", await server.GetAsync($"/map?trace={SampleEvents.TraceId}&{PageServer.Range}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_of_a_trace_leads_to_all_calls_like_it()
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction().Query("a", 100));

        using var found = await server.Client.GetAsync(new Uri($"/traces/{SampleEvents.TraceId}/spans/a/alike", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.Redirect, found.StatusCode);
        string page = found.Headers.Location!.ToString();
        Assert.StartsWith("/services/shop/statements?", page, StringComparison.Ordinal);
        // It is as old as the sample: the range lies around it.
        Assert.Contains("from=2026-11-22T11%3A30", page, StringComparison.Ordinal);
        Assert.Contains("id=\"call\"", await server.GetAsync(page), StringComparison.Ordinal);
        await server.GetAsync($"/traces/{SampleEvents.TraceId}/spans/nobody/alike", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("en", "A parent that never came")]
    [InlineData("ja", "届かなかった親")]
    public async Task A_trace_whose_beginning_never_came_is_named_by_what_is_missing(string language, string title)
    {
        await using var server = await PageServer.StartAsync(new SampleEvents().Transaction("t2", parent: "t1", name: "GET /stock"));

        string html = await server.GetAsync($"/traces/{SampleEvents.TraceId}?lang={language}");

        Assert.Contains($"<h1><span class=\"clip\" title=\"{title}\">{title}", html, StringComparison.Ordinal);
        Assert.Contains($"<title>{title} · Ashiato</title>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_is_not_there_is_not_found_and_waited_for()
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop);

        Assert.Contains("Nothing of the trace ffff is known yet. This page opens it as soon as something has come.", await server.GetAsync("/traces/ffff", HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_by_id_leads_to_the_trace()
    {
        await using var server = await PageServer.StartAsync();

        using var response = await server.Client.GetAsync(new Uri("/traces/open?id=%20abc%20", UriKind.Relative), Cancel);

        Assert.Equal("/traces/abc", response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("en", "By name")]
    [InlineData("ja", "名前ごと")]
    public async Task Traces_are_brought_together_by_what_began_them(string language, string byName)
    {
        await using var server = await PageServer.StartAsync(PageServer.Shop.Transaction("t4", parent: "t1", service: "cart", name: "GET /cart"));

        Assert.Contains(byName, await server.GetAsync($"/traces?{PageServer.Range}&lang={language}"), StringComparison.Ordinal);
        string html = await server.GetAsync($"/traces?view=names&{PageServer.Range}&lang={language}");

        // 441 ms against 5 ms: what takes most time stands first, and what others called is none of it.
        Assert.InRange(html.IndexOf(">GET /orders</a>", StringComparison.Ordinal), 0, html.IndexOf(">GET /health</a>", StringComparison.Ordinal));
        Assert.Contains(">441 ms</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("GET /cart", html, StringComparison.Ordinal);
        Assert.Contains("/services/shop/transactions?", html, StringComparison.Ordinal);
    }
}
