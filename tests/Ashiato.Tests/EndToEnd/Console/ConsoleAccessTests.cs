using System.Text;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>WCAG 2.2 AA, on every page, in both themes, and on a phone.</summary>
public sealed class ConsoleAccessTests
{
    private static readonly string[] s_pages =
    [
        "/services", "/services/isucari", "/services/isucari?compare=previous", "/services/isucari/transactions", "/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request",
        "/services/isucari/dependencies", "/services/isucari/errors", "/services/isucari/instances", "/services/isucari/metrics", "/services/isucari/logs",
        "/dependencies", "/dependencies/details?resource=mysql", "/errors", "/errors/details?service=isucari&key=broken", "/map", "/metrics", "/logs", "/logs?view=patterns", "/explore", "/explore?kind=span&by=span.type", "/routes",
        "/services?kql=transaction.duration.us%20%3E%20and", "/services?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "/setup",
    ];

    [Fact]
    public async Task Every_page_can_be_read_named_and_walked_through_in_both_themes_and_on_a_phone()
    {
        await using var console = await RecordedConsole.StartAsync();
        await console.SendAsync(Encoding.UTF8.GetBytes(ErrorAndLog()));
        var problems = new List<string>();
        foreach (var (theme, width) in ((string, int)[])[("light", 1280), ("dark", 1280), ("light", 390)])
        {
            await console.Page.SetViewportSizeAsync(width, 900);
            foreach (string path in s_pages)
            {
                await console.OpenAsync(path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "theme=" + theme);
                problems.AddRange((await PageAudit.LookOverAsync(console.Page)).Select(problem => $"{path}, {theme}, {width} px: {problem}"));
            }
        }
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        // Among them would be what the content security policy had to refuse.
        Assert.Empty(console.Errors);
    }

    private static string ErrorAndLog()
    {
        string now = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return string.Join('\n',
            """{"metadata":{"service":{"name":"isucari","agent":{"name":"go","version":"1.15.0"}}}}""",
            """{"error":{"id":"00000000000000000000000000000001","timestamp":NOW,"grouping_key":"broken","culprit":"main.postBuy","exception":{"type":"*errors.errorString","message":"status code: 500","handled":true,"stacktrace":[{"function":"postBuy","filename":"main.go","lineno":988,"library_frame":false,"context_line":"return err","pre_context":["if err != nil {"],"post_context":["}"]},{"function":"ServeHTTP","filename":"server.go","lineno":2109,"library_frame":true}]}}}""".Replace("NOW", now, StringComparison.Ordinal),
            """{"log":{"@timestamp":NOW,"log.level":"error","message":"order 12 failed after 3.5ms"}}""".Replace("NOW", now, StringComparison.Ordinal),
            "");
    }
}
