using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>What people come for, walked with the recordings of two real applications, in both languages.</summary>
[Collection(RecordedConsole.Name)]
public sealed partial class ConsoleJourneyTests(RecordedConsole recorded)
{
    [Theory]
    [InlineData("en", "Services", "isucari", "GET /new_items.json", "SELECT FROM items", @"SELECT\s+\*\s+FROM\s+items\s+WHERE")]
    [InlineData("ja", "サービス", "isucari", "GET /new_items.json", "SELECT FROM items", @"SELECT\s+\*\s+FROM\s+items\s+WHERE")]
    [InlineData("en", "Services", "opbeans-node", "GET /api/products/top", "SELECT FROM order_lines", @"COUNT\(product_id\)\s+AS\s+amount\s+FROM\s+order_lines")]
    [InlineData("ja", "サービス", "opbeans-node", "GET /api/products/top", "SELECT FROM order_lines", @"COUNT\(product_id\)\s+AS\s+amount\s+FROM\s+order_lines")]
    public async Task From_a_slow_endpoint_to_the_guilty_statement(string language, string heading, string service, string endpoint, string span, string statement)
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;

        await reader.OpenAsync($"/services?lang={language}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        await page.Locator("#services").GetByRole(AriaRole.Link, new() { Name = service, Exact = true }).ClickAsync();
        // Sum is the default order: the endpoint with the most to win back stands first.
        var rows = page.Locator("#transactions tbody tr");
        if (service == "isucari") await Expect(rows.First).ToContainTextAsync(endpoint);
        await rows.GetByRole(AriaRole.Link, new() { Name = endpoint, Exact = true }).ClickAsync();

        await Expect(page.Locator("latency-distribution svg")).ToBeVisibleAsync();
        var flame = page.Locator("flame-graph");
        await flame.ScrollIntoViewIfNeededAsync();
        await Expect(flame.Locator("canvas")).ToBeVisibleAsync();
        await page.Locator("#sample .wf-row").Filter(new() { Has = page.Locator($"[title^='{span}']") }).First.ClickAsync();
        await Expect(page.Locator(".wf-dock .wf-code code").First).ToContainTextAsync(new Regex(statement));
        Assert.Empty(reader.Errors);
    }

    [Fact]
    public async Task A_reader_who_travelled_is_shown_the_times_of_the_new_zone()
    {
        await using var reader = await recorded.OpenAsync();
        await reader.OpenAsync("/services");
        string local = await reader.Page.EvaluateAsync<string>("() => document.cookie.split('; ').find(cookie => cookie.startsWith('zone='))");
        await reader.Page.EvaluateAsync("() => { document.cookie = 'zone=Pacific%2FKiritimati; path=/'; }");

        await reader.OpenAsync("/traces");
        await reader.Page.WaitForFunctionAsync("zone => document.cookie.split('; ').includes(zone) && performance.getEntriesByType('navigation')[0].type === 'reload'", local);

        Assert.Empty(reader.Errors);
    }

    [Theory]
    [InlineData("en", "Compare")]
    [InlineData("ja", "比較")]
    public async Task Before_and_after_a_change_stand_beside_each_other(string language, string compare)
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;

        await reader.OpenAsync($"/services/isucari?lang={language}");
        await page.Locator("#versions tr").Filter(new() { HasText = "1.0.0" }).GetByRole(AriaRole.Link, new() { Name = compare, Exact = true }).ClickAsync();

        await Expect(page).ToHaveURLAsync(ComparedVersion());
        await Expect(page.Locator("#transactions tbody tr").First.Locator(".delta")).ToBeVisibleAsync();
        await Expect(page.Locator(".legend .c-previous").First).ToBeVisibleAsync();
        // The comparison goes along to one endpoint.
        await page.Locator("#transactions tbody tr").First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(ComparedVersion());
        await Expect(page.Locator(".head .delta").First).ToBeVisibleAsync();
        // Where the time goes is shown as what changed, and can be turned to the steps of before.
        var flame = page.Locator("#flame");
        await flame.ScrollIntoViewIfNeededAsync();
        await Expect(flame.Locator("canvas")).ToBeVisibleAsync();
        await Expect(flame.Locator("[data-flame-sub]")).Not.ToBeEmptyAsync();
        await Expect(flame.Locator("[data-flame-differences]")).ToHaveAttributeAsync("aria-pressed", "true");
        await flame.Locator("[data-flame-before]").ClickAsync();
        await Expect(flame.Locator("[data-flame-before]")).ToHaveAttributeAsync("aria-pressed", "true");
        await flame.Locator("canvas").HoverAsync(new() { Position = new() { X = 200, Y = 10 } });
        await Expect(page.Locator(".tip")).ToContainTextAsync("→");
        Assert.Empty(reader.Errors);
    }

    [Theory]
    [InlineData("en", "Preview", "Add the rule", "Remove")]
    [InlineData("ja", "確認", "ルールを追加", "削除")]
    public async Task A_route_rule_is_suggested_previewed_applied_to_old_requests_and_taken_back(string language, string preview, string add, string remove)
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;

        await reader.OpenAsync($"/routes?lang={language}");
        await page.Locator("#suggestions tr").Filter(new() { HasText = "/users/{id}.json" }).GetByRole(AriaRole.Link, new() { Name = preview }).ClickAsync();
        await Expect(page.Locator(".preview-group").First).ToContainTextAsync("GET /users/{id}.json");
        await page.GetByRole(AriaRole.Button, new() { Name = add }).ClickAsync();
        await Expect(page.Locator("[data-rule]")).ToContainTextAsync("/users/{id}.json");

        await reader.OpenAsync("/services/isucari/transactions");
        var row = page.Locator("#transactions tbody tr").Filter(new() { HasText = "GET /users/{id}.json" });
        await Expect(row).ToHaveCountAsync(1);
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator("latency-distribution svg")).ToBeVisibleAsync();

        await reader.OpenAsync("/routes");
        await page.GetByRole(AriaRole.Button, new() { Name = remove }).ClickAsync();
        await Expect(page.Locator("[data-rule]")).ToHaveCountAsync(0);
        await reader.OpenAsync("/services/isucari/transactions");
        await Expect(row).ToHaveCountAsync(0);
        Assert.Empty(reader.Errors);
    }

    [Theory]
    [InlineData("en", "Add the rule", "Remove")]
    [InlineData("ja", "ルールを追加", "削除")]
    public async Task Patterns_that_alp_takes_are_pasted_as_they_are(string language, string add, string remove)
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;

        await reader.OpenAsync($"/routes?lang={language}&service=isucari");
        await page.Locator("route-rules input[name=pattern]").FillAsync(@"/items/\d+\.json,/users/[0-9]+\.json");
        // Each of them is shown before it is saved.
        await Expect(page.Locator(".preview-group")).ToHaveCountAsync(2);
        await Expect(page.Locator(".preview-group").Filter(new() { HasText = @"GET /users/[0-9]+\.json" })).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = add }).ClickAsync();
        await Expect(page.Locator("[data-rule]")).ToHaveCountAsync(2);

        await reader.OpenAsync("/services/isucari/transactions");
        var row = page.Locator("#transactions tbody tr").Filter(new() { HasText = @"GET /items/\d+\.json" });
        await Expect(row).ToHaveCountAsync(1);
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator("latency-distribution svg")).ToBeVisibleAsync();

        await reader.OpenAsync("/routes");
        for (int left = 1; left >= 0; left--)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = remove }).First.ClickAsync();
            await Expect(page.Locator("[data-rule]")).ToHaveCountAsync(left);
        }
        Assert.Empty(reader.Errors);
    }

    [Fact]
    public async Task The_query_bar_completes_fields_and_values_and_points_at_what_is_wrong()
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        // With a time of its own, which the form of the query carries on.
        await reader.OpenAsync("/services?from=now-30d&to=now");
        var bar = page.GetByRole(AriaRole.Combobox).First;

        await page.Keyboard.PressAsync("k");
        await page.Keyboard.TypeAsync("transaction.na");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("transaction.name");
        await page.Keyboard.PressAsync("Tab");
        await Expect(bar).ToHaveValueAsync(TakenField());
        await page.Keyboard.TypeAsync(": \"GET /set");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("GET /settings");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(bar).ToHaveValueAsync(TakenValue());
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(FilteredPage());
        await Expect(page.Locator("#services tbody tr")).ToHaveCountAsync(1);

        await bar.FillAsync("transaction.duration.us > and");
        await page.Keyboard.PressAsync("Escape");
        await bar.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.Locator(".kql-text mark")).ToHaveTextAsync("and");
        Assert.Empty(reader.Errors);
    }

    [Theory]
    [InlineData("en", "Pause refreshing", "Refresh every few seconds")]
    [InlineData("ja", "自動更新を止める", "自動更新を始める")]
    public async Task A_live_page_takes_in_what_comes_until_it_is_paused(string language, string pause, string start)
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        string service = $"live-{language}";
        await reader.OpenAsync($"/services?lang={language}&from=now-30d&live=5");
        await page.EvaluateAsync("window.isStill = true");
        var row = page.Locator("#services").GetByRole(AriaRole.Link, new() { Name = service, Exact = true });
        await Expect(row).ToHaveCountAsync(0);

        await recorded.SendRequestAsync(service);

        await Expect(row).ToHaveCountAsync(1);
        Assert.True(await page.EvaluateAsync<bool>("window.isStill === true"), "The page was loaded again.");
        await page.GetByRole(AriaRole.Link, new() { Name = pause }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = start })).ToHaveCountAsync(1);
        // Nothing is left that would ask again.
        await Expect(page.Locator("[data-live]")).ToHaveCountAsync(0);
        Assert.DoesNotContain("live=", page.Url, StringComparison.Ordinal);
        Assert.Empty(reader.Errors);
    }

    [Fact]
    public async Task A_drag_over_a_chart_sets_the_range_of_the_page()
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        await reader.OpenAsync("/services/isucari?from=now-15m");

        var box = (await page.Locator("time-chart .u-over").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + 40);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.7f), box.Y + 40, new() { Steps = 8 });
        await page.Mouse.UpAsync();

        // Looked for again and again: a wait for the navigation would miss one that ends before the wait begins.
        await Expect(page).ToHaveURLAsync(PageOfARange());
        await page.WaitForLoadStateAsync();
        Assert.Empty(reader.Errors);
    }

    [GeneratedRegex("kql=")]
    private static partial Regex FilteredPage();

    [GeneratedRegex("from=20.*&to=20")]
    private static partial Regex PageOfARange();

    [GeneratedRegex("^transaction.name")]
    private static partial Regex TakenField();

    [GeneratedRegex("GET /settings")]
    private static partial Regex TakenValue();

    [GeneratedRegex("compare=version")]
    private static partial Regex ComparedVersion();
}
