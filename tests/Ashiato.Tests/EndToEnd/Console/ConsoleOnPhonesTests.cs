using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>What the console looks like on a phone: nothing is wider than the window but what fingers draw, and nothing is told in part.</summary>
[Collection(RecordedConsole.Name)]
public sealed partial class ConsoleOnPhonesTests(RecordedConsole recorded)
{
    [GeneratedRegex("login")]
    private static partial Regex LoginPage();

    /// <summary>
    /// On a phone the navigation, the tabs, code, the legend of a timeline and the map are drawn by the finger. Nothing else is wider than its place.
    /// </summary>
    private const string ScrolledSideways = """
        () => [...document.querySelectorAll('body *')]
          .filter(element => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
          .filter(element => !element.matches('.rail, .tabs, .code, .wf-legend, .wf *, #map .tw'))
          .map(element => `${element.className} in ${element.closest('[id]')?.id}: ${element.scrollWidth} > ${element.clientWidth}`)
          .concat(document.documentElement.scrollWidth > innerWidth + 1 ? [`the page: ${document.documentElement.scrollWidth} > ${innerWidth}`] : [])
        """;

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task On_a_phone_nothing_is_scrolled_sideways_but_what_is_meant_to_be(string language)
    {
        await using var reader = await recorded.OpenAsync();
        await reader.Page.SetViewportSizeAsync(390, 844);
        var wrong = new List<string>();
        foreach (string path in (string[])
        [
            "/services", "/services/isucari", "/services/isucari/transactions", "/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request", "/services/isucari/instances", "/services/isucari/errors",
            "/services/isucari/logs", "/services/isucari/metrics", "/dependencies", "/dependencies/details?resource=mysql", "/errors", "/errors/details?service=isucari&key=broken", "/statements", "/findings", "/map", "/logs?view=patterns",
            "/explore", "/explore?kind=span&by=span.type", "/explore?kind=span&columns=span.db.statement,http.response.status_code,span.id", "/statements?compare=previous", "/services/isucari/transactions?compare=previous", "/dependencies?compare=previous", "/services/isucari?compare=previous", "/services/isucari/instances?compare=previous", "/statements?call=SELECT%20*%20FROM%20categories%20WHERE%20id%20%3D%20%3F&system=mysql", "/routes", "/traces", "/traces?view=names", "/runs", "/settings/agents", "/settings/storage", "/settings/users", "/settings/about", "/doctor", "/setup", "/no-such-page",
        ])
        {
            await reader.OpenAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={language}");
            wrong.AddRange((await reader.Page.EvaluateAsync<string[]>(ScrolledSideways)).Select(what => $"{path}: {what}"));
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task On_a_phone_keys_configurations_source_maps_and_rules_fit_however_long_they_are(string language)
    {
        const string service = "storefront-gateway-of-the-shop", version = "2026.11.30-build.4711+sha.5d41402abc";
        // What each row is about, and its actions, share their first line and do not touch.
        const string wrongRows = """
            () => [...document.querySelectorAll('.stacks-s tbody tr')].filter(row => {
              const title = row.querySelector('.title-s').getBoundingClientRect(), end = row.querySelector('.end-s').getBoundingClientRect();
              return end.left < title.right || end.top > title.bottom || end.right > innerWidth;
            }).map(row => row.textContent)
            """;
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await SendAsync(HttpMethod.Post, "api/api-keys", new { name = "upload of source maps for the storefront from the build", privileges = (string[])["event:write", "config_agent:read", "sourcemap:write", "event:read"] });
        await SendAsync(HttpMethod.Put, "api/agent-configurations", new { service, environment = "production", agent = "nodejs", settings = new { transaction_sample_rate = "0.25", transaction_ignore_urls = "/healthz, /readyz, /metrics, /internal/*" } });
        await SendAsync(HttpMethod.Put, "api/route-rules", (object[])[new { pattern = "/api/v2/customers/{customerId}/subscriptions/{subscriptionId}/invoices/{invoiceId}.json" }]);
        using var map = new MultipartFormDataContent
        {
            { new StringContent(service), "service_name" },
            { new StringContent(version), "service_version" },
            { new StringContent("https://cdn.example.com/assets/storefront/js/checkout-7f3a9c1b.min.js"), "bundle_filepath" },
            { new StringContent("""{"version":3,"sources":["a.js"],"names":[],"mappings":"AAAA"}"""), "sourcemap", "a.map" },
        };
        using var uploaded = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "assets/v1/sourcemaps"), map, TestContext.Current.CancellationToken);
        Assert.True(uploaded.IsSuccessStatusCode);
        await using var reader = new ConsoleReader(await Browser.OpenAsync(), ashiato.Console!);
        await reader.Page.SetViewportSizeAsync(390, 844);

        foreach (string path in (string[])["/settings/api-keys", "/settings/agents", "/settings/source-maps", "/routes"])
        {
            await reader.OpenAsync($"{path}?lang={language}");
            Assert.Equal(1, await reader.Page.Locator(".stacks-s tbody tr").CountAsync());
            Assert.Empty(await reader.Page.EvaluateAsync<string[]>(ScrolledSideways));
            Assert.Empty(await reader.Page.EvaluateAsync<string[]>(wrongRows));
        }

        async Task SendAsync(HttpMethod method, string path, object body)
        {
            using var request = new HttpRequestMessage(method, new Uri(ashiato.Console!, path)) { Content = JsonContent.Create(body) };
            using var answer = await ashiato.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task On_a_phone_all_buttons_of_somebody_signed_in_share_a_line(string language)
    {
        const string user = "hanako.of.the.storefront@shop.example.com", password = "wandering-crane-12";
        const string lines = "new Set([...document.querySelectorAll('.top .btn')].filter(button => button.checkVisibility() && !button.closest('.pop, .search')).map(button => { const box = button.getBoundingClientRect(); return Math.round((box.top + box.bottom) / 8); })).size";
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        using var body = JsonContent.Create(new { name = user, role = "admin", password });
        using var added = await ashiato.Http.PostAsync(new Uri(ashiato.Console!, "api/users"), body, TestContext.Current.CancellationToken);
        Assert.True(added.IsSuccessStatusCode);
        await using var reader = new ConsoleReader(await Browser.OpenAsync(), ashiato.Console!);
        await reader.Page.SetViewportSizeAsync(390, 844);
        await reader.Page.GotoAsync(new Uri(ashiato.Console!, "login").ToString());
        await reader.Page.Locator("[name=user]").FillAsync(user);
        await reader.Page.Locator("[name=password]").FillAsync(password);
        await reader.Page.Locator("main .btn.primary").ClickAsync();
        await Assertions.Expect(reader.Page).Not.ToHaveURLAsync(LoginPage());
        await reader.Page.WaitForLoadStateAsync();

        await reader.OpenAsync($"/traces?lang={language}");
        Assert.Equal(1, await reader.Page.EvaluateAsync<int>(lines));
        Assert.False(await reader.Page.Locator(".times summary .clip").EvaluateAsync<bool>("text => text.scrollWidth > text.clientWidth"));
        await reader.OpenAsync($"/settings/users?lang={language}");
        Assert.Equal(1, await reader.Page.Locator(".stacks-s tbody tr").CountAsync());
        Assert.Empty(await reader.Page.EvaluateAsync<string[]>(ScrolledSideways));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task On_a_phone_long_titles_and_absolute_times_are_told_whole(string language)
    {
        const string cut = "[...document.querySelectorAll('h1 .clip, .times summary .clip, .crumbs')].filter(text => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight + 1).map(text => text.textContent)";
        const string outside = "(() => { const text = document.createRange(), box = document.querySelector('.times summary').getBoundingClientRect(); text.selectNodeContents(document.querySelector('.times .ends')); const { top, bottom, right } = text.getBoundingClientRect(); return top < box.top || bottom > box.bottom || right > box.right; })()";
        string time = $"from={DateTimeOffset.UtcNow.AddYears(-1):yyyy-MM-dd}T10:03:07Z&to={DateTimeOffset.UtcNow.AddDays(1):yyyy-MM-dd}T12:34:56Z";
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await LongNames.SendAsync(ashiato);
        await using var reader = new ConsoleReader(await Browser.OpenAsync(), ashiato.Console!);
        await reader.Page.SetViewportSizeAsync(390, 844);

        foreach (string path in (string[])[$"/dependencies/details?resource={LongNames.Resource}&service={LongNames.Service}&{time}", $"/services/{LongNames.Service}/transactions?name={Uri.EscapeDataString(LongNames.Name)}&type=request&{time}", $"/services?{time}"])
        {
            await reader.OpenAsync($"{path}&lang={language}");
            Assert.Empty(await reader.Page.EvaluateAsync<string[]>(cut));
            Assert.False(await reader.Page.EvaluateAsync<bool>(outside));
            Assert.Empty(await reader.Page.EvaluateAsync<string[]>(ScrolledSideways));
        }
        // The times of the strip, a year of them, do not stand on each other.
        double[] ends = await reader.Page.EvaluateAsync<double[]>("[...document.querySelectorAll('time-strip .tick')].filter(tick => tick.checkVisibility()).map(tick => tick.querySelector('text').getBoundingClientRect()).flatMap(box => [box.left, box.right])");
        Assert.InRange(ends.Length, 4, 16);
        Assert.Equal(ends.Order(), ends);
    }

    [Theory]
    [InlineData("/map", "#edges")]
    [InlineData("/dependencies/details?resource=mysql&service=isucari", "#operations")]
    [InlineData("/dependencies", "#dependencies")]
    public async Task On_a_phone_names_break_between_their_parts(string path, string panel)
    {
        // Each text of a name is a label with the dot before it, or a port: it goes on in the next line at most after a hyphen, a slash or a blank.
        const string torn = """
            panel => [...document.querySelectorAll(`${panel} .host`)].flatMap(host => {
              const texts = document.createTreeWalker(host, NodeFilter.SHOW_TEXT), found = [];
              while (texts.nextNode()) {
                const text = texts.currentNode, at = document.createRange();
                let top;
                for (let i = 0; i < text.length; i++) {
                  at.setStart(text, i);
                  at.setEnd(text, i + 1);
                  const box = at.getBoundingClientRect();
                  if (box.height === 0) continue;
                  if (top !== undefined && box.top > top + 4 && !'-/ '.includes(text.data[i - 1]) && text.data[i] !== '/') found.push(`${host.textContent} before ${text.data.slice(i)}`);
                  top = box.top;
                }
              }
              return found;
            })
            """;
        const string untold = "panel => [...document.querySelectorAll(`${panel} .host`)].filter(host => host.closest('[title]')?.title !== host.textContent).map(host => host.textContent)";
        await using var reader = await recorded.OpenAsync();
        await reader.Page.SetViewportSizeAsync(390, 844);
        await reader.OpenAsync(path);

        Assert.NotEqual(0, await reader.Page.Locator($"{panel} .host").CountAsync());
        Assert.Empty(await reader.Page.EvaluateAsync<string[]>(torn, panel));
        Assert.Empty(await reader.Page.EvaluateAsync<string[]>(untold, panel));
    }

    [Theory]
    [InlineData("/statements", "#matrix table")]
    [InlineData("/explore?kind=span&columns=span.db.statement", "#rows table")]
    public async Task On_a_phone_a_table_whose_rows_are_a_few_lines_is_a_table_to_those_who_listen(string path, string table)
    {
        await using var reader = await recorded.OpenAsync();
        await reader.Page.SetViewportSizeAsync(390, 844);
        await reader.OpenAsync(path);
        var stacked = reader.Page.Locator(table);
        Assert.Equal("flex", await stacked.Locator("tbody tr").First.EvaluateAsync<string>("row => getComputedStyle(row).display"));

        var roles = await BrowserRolesAsync(reader.Page, table);

        Assert.Contains("table", roles);
        Assert.Equal(await stacked.Locator("tbody tr").CountAsync(), roles.Count(role => role == "row") - await stacked.Locator("thead tr").EvaluateAllAsync<int>("rows => rows.filter(row => row.checkVisibility()).length"));
        Assert.Equal(await stacked.Locator("td").EvaluateAllAsync<int>("cells => cells.filter(cell => cell.checkVisibility()).length"), roles.Count(role => role is "cell" or "gridcell"));
    }

    /// <summary>The roles of an element and all below it, as the browser tells them to a screen reader.</summary>
    private static async Task<List<string>> BrowserRolesAsync(IPage page, string selector)
    {
        var browser = await page.Context.NewCDPSessionAsync(page);
        var found = await browser.SendAsync("Runtime.evaluate", new() { ["expression"] = $"document.querySelector('{selector}')" });
        var answer = await browser.SendAsync("Accessibility.queryAXTree", new() { ["objectId"] = found!.Value.GetProperty("result").GetProperty("objectId").GetString()! });
        return [.. answer!.Value.GetProperty("nodes").EnumerateArray().Where(node => !node.GetProperty("ignored").GetBoolean()).Select(node => node.GetProperty("role").GetProperty("value").GetString()!)];
    }
}
