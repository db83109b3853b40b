using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ashiato.Tests.EndToEnd;

public sealed class BrowserTests
{
    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_empty_store_a_few_clicks_lead_to_the_sql_of_a_span()
    {
        string chromium = Tool.Chromium;
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = s_arguments });
        var page = await browser.NewPageAsync(new() { Locale = "en-GB", ViewportSize = new() { Width = 1440, Height = 900 } });
        var complaints = new List<string>();
        page.PageError += (_, complaint) => complaints.Add(complaint);

        await page.GotoAsync(ashiato.Console!.ToString());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for the first request" })).ToBeVisibleAsync();

        // The second body is the first that holds whole requests.
        await PostAsync(ashiato, IsucariStream.Recent(IsucariStream.Bodies().ElementAt(1)));
        await Expect(page).ToHaveURLAsync(new Regex("/traces/[0-9a-f]{32}"));
        await Expect(page.GetByRole(AriaRole.Treegrid)).ToBeVisibleAsync();

        await page.GotoAsync(new Uri(ashiato.Console, "services").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "isucari", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "GET /new_items.json", Exact = true }).ClickAsync();
        var query = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "categories" }).First;
        await query.ClickAsync();
        await Expect(page.Locator(".wf-code").First).ToContainTextAsync(new Regex(@"SELECT[\s\S]*FROM[\s\S]*categories"));

        Assert.Empty(complaints);
    }

    private static async Task PostAsync(AshiatoProcess ashiato, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }
}
