using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>WCAG 2.2 AA, on every page, in both themes, and on a phone.</summary>
[Collection(RecordedConsole.Name)]
public sealed class ConsoleAccessTests(RecordedConsole recorded)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("services", "/services", "/services?kql=transaction.duration.us%20%3E%20and", "/services?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "/setup", "/no-such-page", "/login")]
    [InlineData("a service", "/services/isucari", "/services/isucari?compare=previous", "/services/isucari/transactions", "/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request", "/services/isucari/statements", "/services/isucari/instances", "/services/isucari/metrics", "/services/nobody")]
    [InlineData("errors and calls", "/services/isucari/dependencies", "/services/isucari/errors", "/services/isucari/logs", "/dependencies", "/dependencies/details?resource=mysql", "/errors", "/errors/details?service=isucari&key=broken", "/statements", "/findings", "/map")]
    [InlineData("events", "/metrics", "/logs", "/logs?view=patterns", "/explore", "/explore?kind=span&by=span.type", "/routes", "/traces", "/traces/file", "TRACE", "/traces/00000000000000000000000000000001", "COMPARE")]
    [InlineData("runs", "/runs", "/runs?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "/statements?call=connect&system=mysql", "/map?focus=isucari")]
    [InlineData("administration", "/settings", "/settings/agents", "/settings/agents?service=isucari#edit", "/settings/api-keys", "/settings/storage", "/settings/source-maps", "/settings/users", "/settings/account", "/settings/about", "/doctor")]
    public async Task Pages_can_be_read_named_and_walked_through_in_both_themes_and_on_a_phone(string part, params string[] paths)
    {
        var audit = await PageAudit.ReadAsync(Cancel);
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        // By problem, where it was seen first: what every page shares is told once.
        var problems = new Dictionary<string, string>();
        int errors = 0;
        foreach (string path in paths)
        {
            await page.SetViewportSizeAsync(1280, 900);
            await reader.OpenAsync(await AddressAsync(reader, path));
            // Before axe comes in, which has styles of its own: what the page did itself.
            Tell("", [.. reader.Errors.Skip(errors).Where(error => !error.StartsWith("Failed to load resource", StringComparison.Ordinal))]);
            Tell("", await audit.LookOverAsync(page));
            await page.EvaluateAsync("document.documentElement.dataset.theme = 'dark'");
            Tell("dark", await audit.ColoursAsync(page));
            await page.EvaluateAsync("document.documentElement.dataset.theme = 'light'");
            await page.SetViewportSizeAsync(390, 844);
            // A timeline lays itself out for the width that it finds.
            if (await page.Locator(".wf").CountAsync() > 0) await reader.OpenAsync(new Uri(page.Url).PathAndQuery);
            Tell("390 px", await audit.WidthAsync(page));
            errors = reader.Errors.Count;

            void Tell(string how, IReadOnlyList<string> found)
            {
                foreach (string problem in found) problems.TryAdd(problem, $"{path} {how}");
            }
        }
        Assert.True(problems.Count == 0, $"{part}\n{string.Join('\n', problems.Select(problem => $"{problem.Value}: {problem.Key}"))}");
    }

    /// <summary>The address of a page; those of traces are found by way of the newest one.</summary>
    private static async Task<string> AddressAsync(ConsoleReader reader, string path)
    {
        if (path is not ("TRACE" or "COMPARE")) return path;
        await reader.OpenAsync("/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request");
        string? href = await reader.Page.Locator("#sample a[href*='/traces/']").First.GetAttributeAsync("href");
        string trace = href!.Split('?')[0];
        return path == "TRACE" ? trace : $"{trace}/compare";
    }
}
