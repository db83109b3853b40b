using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>Services that run now, with the real elastic-apm-node in them.</summary>
public sealed class LiveServiceJourneyTests
{
    private const string Token = "s3cret";

    /// <summary>More than the database's numbers hold: its query fails.</summary>
    private const string TooLarge = "items/99999999999";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_a_failed_request_to_its_stack_trace_and_on_to_its_trace_in_both_languages()
    {
        await NodeService.InstallAsync();
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var postgres = await PostgresServer.StartAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data, "--secret-token", Token);
        await using var shop = await NodeService.StartAsync("shop", ashiato.Server!, Token, new() { ["DATABASE_URL"] = postgres.Url });
        using (var answer = await ashiato.Http.GetAsync(new Uri(shop.Url, TooLarge), Cancel)) Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        // The agent sends an error at once, and the request that it belongs to in its own time.
        await Eventually.GetAsync("The failed request", async () =>
        {
            // Until then the service is not known.
            using var answer = await ashiato.Http.GetAsync(new Uri(ashiato.Console!, "api/services/shop/transactions"), Cancel);
            return (await answer.Content.ReadAsStringAsync(Cancel)).Contains("GET ", StringComparison.Ordinal) ? "there" : null;
        }, Cancel);

        foreach (var (language, handled) in ((string, string)[])[("en", "handled"), ("ja", "処理済み")])
            await WalkAsync(new ConsoleReader(browser, ashiato.Console!), language, handled);
    }

    private static async Task WalkAsync(ConsoleReader reader, string language, string handled)
    {
        var page = reader.Page;
        await reader.OpenAsync($"/services?lang={language}");
        await page.Locator("#services").GetByRole(AriaRole.Link, new() { Name = "shop", Exact = true }).ClickAsync();
        await page.Locator("#errors").GetByRole(AriaRole.Link).Filter(new() { HasText = "out of range for type integer" }).ClickAsync();

        // The line of the application's own code is open, with the code itself; those of libraries are folded.
        await Expect(page.Locator(".facts").First).ToContainTextAsync(handled);
        await Expect(page.Locator(".source .line.it:visible").First).ToContainTextAsync("database.query('SELECT id, name, price FROM items WHERE id = $1'");
        await Expect(page.Locator("details.frames").First).Not.ToHaveAttributeAsync("open", "");

        await page.Locator("#sample a[href*='/traces/']").First.ClickAsync();
        await page.Locator(".wf[data-notes]").WaitForAsync();
        await page.Locator(".wf-row:visible").First.ClickAsync();
        await Expect(page.Locator(".wf-dock")).ToContainTextAsync("out of range for type integer");
        Assert.Empty(reader.Errors);
    }
}
