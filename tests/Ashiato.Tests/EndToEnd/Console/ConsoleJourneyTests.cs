using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>What people come for, walked with recorded data, in both languages.</summary>
public sealed class ConsoleJourneyTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task From_the_endpoint_with_the_most_time_to_the_guilty_statement(string language)
    {
        await using var console = await RecordedConsole.StartAsync();
        var page = console.Page;

        await console.OpenAsync($"/services?lang={language}");
        await page.Locator("#services tbody tr").First.GetByRole(AriaRole.Link).First.ClickAsync();
        // Sum is the default order: the first row is what a fix can win back most from.
        await Expect(page.Locator("#transactions tbody tr").First).ToContainTextAsync("GET /new_items.json");
        await page.Locator("#transactions tbody tr").First.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.Locator("latency-distribution svg")).ToBeVisibleAsync();
        var flame = page.Locator("flame-graph");
        await flame.ScrollIntoViewIfNeededAsync();
        await Expect(flame.Locator("canvas")).ToBeVisibleAsync();
        await page.Locator("#sample .wf-row").Filter(new() { Has = page.Locator("[title^='SELECT FROM items']") }).First.ClickAsync();
        await Expect(page.Locator(".wf-dock .wf-code code").First).ToContainTextAsync("SELECT");
        Assert.Empty(console.Errors);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task From_a_failed_request_to_its_stack_trace_and_back_to_its_trace(string language)
    {
        await using var console = await RecordedConsole.StartAsync();
        string now = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await console.SendAsync(Encoding.UTF8.GetBytes(string.Join('\n',
            """{"metadata":{"service":{"name":"shipment","agent":{"name":"go","version":"1.15.0"}}}}""",
            """{"transaction":{"id":"00000000000000aa","trace_id":"000000000000000000000000000000aa","name":"GET /status","type":"request","duration":12,"timestamp":NOW,"result":"HTTP 5xx","outcome":"failure","span_count":{"started":0},"sampled":true}}""".Replace("NOW", now, StringComparison.Ordinal),
            """{"error":{"id":"000000000000000000000000000000ab","trace_id":"000000000000000000000000000000aa","transaction_id":"00000000000000aa","parent_id":"00000000000000aa","timestamp":NOW,"culprit":"main.getStatus","transaction":{"name":"GET /status","type":"request","sampled":true},"exception":{"type":"*errors.errorString","message":"status code: 500","handled":false,"stacktrace":[{"function":"ServeHTTP","filename":"server.go","lineno":2109,"library_frame":true},{"function":"getStatus","filename":"main.go","lineno":172,"library_frame":false,"context_line":"return nil, err","pre_context":["if err != nil {"],"post_context":["}"]}]}}}""".Replace("NOW", now, StringComparison.Ordinal),
            "")));
        var page = console.Page;

        await console.OpenAsync($"/services?lang={language}");
        await page.Locator("#services").GetByRole(AriaRole.Link, new() { Name = "shipment", Exact = true }).ClickAsync();
        await page.Locator("#errors").GetByRole(AriaRole.Link, new() { Name = "status code: 500" }).ClickAsync();

        await Expect(page.Locator(".source .line.it")).ToContainTextAsync("return nil, err");
        await Expect(page.Locator(".frames")).Not.ToHaveAttributeAsync("open", "");
        await page.Locator("#sample a[href*='/traces/']").First.ClickAsync();
        await Expect(page.Locator(".wf-row").First).ToContainTextAsync("GET /status");
        Assert.Empty(console.Errors);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Before_and_after_a_change_stand_beside_each_other(string language)
    {
        await using var console = await RecordedConsole.StartAsync("1.0.0", "1.1.0");
        var page = console.Page;

        await console.OpenAsync($"/services/isucari?lang={language}");
        await page.Locator("#versions tr").Filter(new() { HasText = "1.0.0" }).GetByRole(AriaRole.Link).Last.ClickAsync();

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("compare=version"));
        await Expect(page.Locator("#transactions tbody tr").First.Locator(".delta")).ToBeVisibleAsync();
        await Expect(page.Locator(".legend .c-previous").First).ToBeVisibleAsync();
        Assert.Empty(console.Errors);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task A_route_rule_is_suggested_previewed_and_applied_to_old_requests(string language)
    {
        await using var console = await RecordedConsole.StartAsync();
        var page = console.Page;

        await console.OpenAsync($"/routes?lang={language}");
        await page.Locator("#suggestions tr").Filter(new() { HasText = "/users/{id}.json" }).Locator("a.btn").ClickAsync();
        await Expect(page.Locator(".preview-group").First).ToContainTextAsync("GET /users/{id}.json");
        await page.Locator("route-rules form button").ClickAsync();
        await Expect(page.Locator("[data-rule]")).ToContainTextAsync("/users/{id}.json");

        await console.OpenAsync("/services/isucari/transactions");
        var row = page.Locator("#transactions tbody tr").Filter(new() { HasText = "GET /users/{id}.json" });
        await Expect(row).ToHaveCountAsync(1);
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator("latency-distribution svg")).ToBeVisibleAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task The_query_bar_completes_fields_and_values_and_points_at_what_is_wrong()
    {
        await using var console = await RecordedConsole.StartAsync();
        var page = console.Page;
        await console.OpenAsync("/services");
        var bar = page.GetByRole(AriaRole.Combobox).First;

        await page.Keyboard.PressAsync("k");
        await page.Keyboard.TypeAsync("transaction.na");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("transaction.name");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(": \"GET /set");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("GET /settings");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**kql=**");
        await Expect(page.Locator("#services tbody tr")).ToHaveCountAsync(1);

        await bar.FillAsync("transaction.duration.us > and");
        await page.Keyboard.PressAsync("Escape");
        await bar.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.Locator(".kql-text mark")).ToHaveTextAsync("and");
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task A_drag_over_a_chart_sets_the_range_of_the_page()
    {
        await using var console = await RecordedConsole.StartAsync();
        var page = console.Page;
        await console.OpenAsync("/services/isucari?from=now-15m");

        var box = (await page.Locator("time-chart .u-over").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + 40);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.7f), box.Y + 40, new() { Steps = 8 });
        await page.Mouse.UpAsync();

        await page.WaitForURLAsync("**from=20*&to=20**");
        Assert.Empty(console.Errors);
    }
}
