using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ashiato.Tests.EndToEnd;

public sealed partial class BrowserTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_empty_store_to_a_spans_statement_by_clicking()
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync(isFirstVisit: true);
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        var page = browser.Page;

        await page.GotoAsync(ashiato.Console!.ToString());
        await Expect(page.GetByText(ashiato.Server!.ToString().TrimEnd('/')).First).ToBeVisibleAsync();

        // The waiting page turns into the first trace by itself.
        await SendAsync(ashiato, IsucariStream.Recent(IsucariStream.Bodies().First()));
        await Expect(page).ToHaveURLAsync(TracePage());

        await page.GetByRole(AriaRole.Link, new() { Name = "Services", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "isucari", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "GET /new_items.json", Exact = true }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(TransactionPage());

        // A row shows a statement in short; its title has the span's name.
        var rows = page.Locator(".wf-row");
        await Expect(rows.First).ToContainTextAsync("GET /new_items.json");
        await rows.Filter(new() { Has = page.Locator("[title^='SELECT FROM items']") }).First.ClickAsync();
        await Expect(page.Locator(".wf-dock .wf-code code").First).ToContainTextAsync(Statement());
        Assert.Empty(browser.Errors);
    }

    private static async Task SendAsync(AshiatoProcess ashiato, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } };
        using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    [GeneratedRegex("/traces/[0-9a-f]{32}")]
    private static partial Regex TracePage();

    [GeneratedRegex("/services/isucari/transactions\\?")]
    private static partial Regex TransactionPage();

    // Set for reading, a statement has a line for each clause, and quotes only where they are needed.
    [GeneratedRegex(@"SELECT\s+\*\s+FROM\s+items\s+WHERE")]
    private static partial Regex Statement();
}
