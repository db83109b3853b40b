using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Playwright;

namespace Ashiato.Tests.EndToEnd.Console;

/// <summary>What a page must look like at any width: nothing cut off, nothing pushed away from its place.</summary>
[Collection(RecordedConsole.Name)]
public sealed class ConsoleLooksTests(RecordedConsole recorded)
{
    /// <summary>The title stands in the first line at the left, the legend within the panel, beside the title or whole below it.</summary>
    private const string WrongHeads = """
        () => [...document.querySelectorAll('.panel.chart')].flatMap(panel => {
          const box = panel.getBoundingClientRect(), title = panel.querySelector('h2').getBoundingClientRect();
          const wrong = [];
          if (title.left - box.left > 20 || title.top - box.top > 12) wrong.push('title moved');
          const names = [...panel.querySelectorAll('.legend button')].map(name => name.getBoundingClientRect());
          if (names.some(name => name.right > box.right - 8 || name.left < box.left)) wrong.push('legend cut off');
          if (names.some(name => Math.abs(name.top - names[0].top) > 2) && names[0].top < title.bottom) wrong.push('legend torn apart');
          return wrong.map(what => `${panel.querySelector('h2').textContent}: ${what}`);
        })
        """;

    /// <summary>Tables wider than their panel, and marks larger than their box. Only the matrix has as many columns as there are statements, and is scrolled.</summary>
    private const string CutOff = """
        () => [...document.querySelectorAll('.tw:not(:has(> .matrix)), .lang, .call-detail > div')].filter(element => element.scrollWidth > element.clientWidth + 1)
          .map(element => `${element.className} ${element.closest('.panel')?.id}: ${element.scrollWidth} > ${element.clientWidth}`)
        """;

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Charts_keep_their_titles_and_legends_in_place_beside_a_comparison(string language)
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        var wrong = new List<string>();
        foreach (int width in (int[])[1280, 1920])
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (string path in (string[])["/services/isucari", "/services/isucari/metrics", "/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request", "/dependencies/details?resource=mysql&service=isucari"])
            {
                await reader.OpenAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}compare=previous&lang={language}");
                Assert.NotEqual(0, await page.Locator(".panel.chart").CountAsync());
                wrong.AddRange((await page.EvaluateAsync<string[]>(WrongHeads)).Select(what => $"{path} {width}: {what}"));
            }
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Dependencies_fit_their_panel_beside_a_comparison(string language)
    {
        await using var reader = await recorded.OpenAsync();
        await reader.Page.SetViewportSizeAsync(1280, 900);
        foreach (string path in (string[])["/services/isucari", "/services/isucari/dependencies", "/dependencies"])
        {
            await reader.OpenAsync($"{path}?compare=previous&lang={language}");
            await reader.Page.Locator("#dependencies").ScrollIntoViewIfNeededAsync();
            await reader.Page.Locator("#dependencies tbody tr").First.WaitForAsync();

            Assert.Empty(await reader.Page.EvaluateAsync<string[]>(CutOff));
        }
    }

    [Fact]
    public async Task Small_charts_of_transactions_come_into_the_room_that_their_rows_keep()
    {
        const string places = "[...document.querySelectorAll('#transactions td')].map(cell => { const box = cell.getBoundingClientRect(); return `${box.left} ${box.top} ${box.width} ${box.height}`; }).join(' | ')";
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        await page.SetViewportSizeAsync(1920, 900);
        var asked = new TaskCompletionSource<IRoute>();
        await page.RouteAsync("**/panels/transaction-series*", asked.SetResult);
        await reader.OpenAsync("/services/isucari/transactions");
        string before = await page.EvaluateAsync<string>(places);
        Assert.Equal(0, await page.Locator("#transactions .spark path").CountAsync());

        await (await asked.Task).ContinueAsync();
        await page.Locator("#transactions tbody tr:last-child [data-spark=average] path").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        Assert.Equal(0, await page.Locator("#transactions .spark:not(:has(path))").CountAsync());
        Assert.Equal(before, await page.EvaluateAsync<string>(places));
    }

    [Theory]
    [InlineData("/services", "late-panel[data-source*=findings]", "**/panels/findings*")]
    [InlineData("/services/isucari", "late-sparks svg[data-spark=average]", "**/panels/transaction-series*")]
    [InlineData("/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request", "flame-graph", "**/flame*")]
    public async Task What_comes_late_is_asked_for_just_before_it_is_in_sight(string path, string selector, string request)
    {
        const string below = "selector => document.querySelector(selector).getBoundingClientRect().top - innerHeight";
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        await page.SetViewportSizeAsync(1920, 200);
        var asked = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync(request, async route =>
        {
            asked.TrySetResult(await page.EvaluateAsync<double>(below, selector));
            await route.ContinueAsync();
        });
        await reader.OpenAsync(path);
        double far = await page.EvaluateAsync<double>(below, selector);
        Assert.True(far > 300, $"It is only {far} pixels below the window: nothing is shown.");
        Assert.False(asked.Task.IsCompleted);

        await page.EvaluateAsync("distance => scrollBy(0, distance - 150)", far);

        Assert.InRange(await asked.Task.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken), 1, 300);
    }

    [Fact]
    public async Task A_statement_is_cut_off_only_where_the_row_is_full()
    {
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        await page.SetViewportSizeAsync(1920, 900);
        await reader.OpenAsync("/statements");

        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('#calls .call')].filter(call => call.scrollWidth > call.clientWidth && call.closest('td').clientWidth < innerWidth * 0.4).length"));
        await page.SetViewportSizeAsync(1280, 900);
        Assert.Empty(await page.EvaluateAsync<string[]>(CutOff));
    }

    [Fact]
    public async Task The_slowest_calls_of_a_dependency_take_the_room_beside_their_distribution()
    {
        const string unused = "[...document.querySelectorAll('#spread .slowest')].map(calls => calls.closest('.body').getBoundingClientRect().right - calls.getBoundingClientRect().right)";
        await using var reader = await recorded.OpenAsync();
        foreach (int width in (int[])[390, 1440, 1920])
        {
            await reader.Page.SetViewportSizeAsync(width, 900);
            await reader.OpenAsync("/dependencies/details?resource=mysql&service=isucari");

            Assert.InRange(Assert.Single(await reader.Page.EvaluateAsync<double[]>(unused)), 0, 20);
        }
        Assert.Equal(0, await reader.Page.EvaluateAsync<int>("[...document.querySelectorAll('#spread .slowest .clip')].filter(text => text.scrollWidth > text.clientWidth).length"));
    }

    [Fact]
    public async Task A_head_of_several_lines_keeps_its_distance_from_the_edge_of_its_panel()
    {
        await using var reader = await recorded.OpenAsync();
        await reader.Page.SetViewportSizeAsync(390, 844);
        await reader.OpenAsync("/settings/agents");

        Assert.Empty(await reader.Page.EvaluateAsync<double[]>("[...document.querySelectorAll('.panel > header')].map(head => head.querySelector('h2').getBoundingClientRect().top - head.getBoundingClientRect().top).filter(distance => distance < 8)"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task At_1200_pixels_tables_and_the_legend_of_a_timeline_fit_beside_a_comparison(string language)
    {
        const string legend = "() => [...document.querySelectorAll('.wf-legend')].filter(legend => legend.scrollWidth > legend.clientWidth).map(legend => `${legend.scrollWidth} > ${legend.clientWidth}`)";
        await using var reader = await recorded.OpenAsync();
        var page = reader.Page;
        await page.SetViewportSizeAsync(1200, 900);
        foreach (string path in (string[])["/statements?", "/services/isucari/transactions?", "/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request&"])
        {
            await reader.OpenAsync($"{path}compare=previous&lang={language}");
            Assert.Empty(await page.EvaluateAsync<string[]>(CutOff));
        }
        await page.Locator(".wf").ScrollIntoViewIfNeededAsync();
        await page.Locator(".wf-legend button").First.WaitForAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>(legend));
    }

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
        await reader.Page.WaitForURLAsync(url => !url.Contains("login", StringComparison.Ordinal));

        await reader.OpenAsync($"/traces?lang={language}");
        Assert.Equal(1, await reader.Page.EvaluateAsync<int>(lines));
        Assert.False(await reader.Page.Locator(".times summary .clip").EvaluateAsync<bool>("text => text.scrollWidth > text.clientWidth"));
        await reader.OpenAsync($"/settings/users?lang={language}");
        Assert.Equal(1, await reader.Page.Locator(".stacks-s tbody tr").CountAsync());
        Assert.Empty(await reader.Page.EvaluateAsync<string[]>(ScrolledSideways));
    }

    /// <summary>Names as long as people give them, with and without places to break at.</summary>
    private const string LongService = "com_example_platform_billing_InvoicesAndSubscriptionsOfTheStorefront", LongName = "GET /api/v2/customers/{customerId}/subscriptions/{subscriptionId}/invoices/{invoiceId}.json";

    private const string LongResource = "aurora-cluster-writer-primary.cluster-c9akciq32wxyz.ap-northeast-1.rds.amazonaws.com:5432";

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Long_names_take_the_room_that_there_is_and_no_more(string language)
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await SendLongNamesAsync(ashiato);
        await using var reader = new ConsoleReader(await Browser.OpenAsync(), ashiato.Console!);
        var page = reader.Page;

        // All columns but that of the name, and the bars, are as wide as what they say: what is left is the name's.
        await page.SetViewportSizeAsync(1440, 900);
        await reader.OpenAsync($"/traces?lang={language}");
        Assert.InRange(await page.Locator("td.named a").First.EvaluateAsync<double>("name => name.clientWidth"), 520, 1000);
        Assert.Equal("ellipsis", await page.Locator("td.named a").First.EvaluateAsync<string>("name => getComputedStyle(name).textOverflow"));

        var wrong = new List<string>();
        foreach (int width in (int[])[1440, 1200, 390])
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (string path in (string[])["/services?", "/services?compare=previous&", "/traces?", "/traces?view=names&compare=previous&", "/dependencies?compare=previous&", "/map?compare=previous&", $"/dependencies/details?resource={LongResource}&compare=previous&"])
            {
                await reader.OpenAsync($"{path}lang={language}");
                // The map itself is drawn by the finger.
                wrong.AddRange((await page.EvaluateAsync<string[]>(CutOff)).Where(what => !what.StartsWith("tw map:", StringComparison.Ordinal)).Select(what => $"{path} {width}: {what}"));
            }
        }
        Assert.Empty(wrong);
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
        await SendLongNamesAsync(ashiato);
        await using var reader = new ConsoleReader(await Browser.OpenAsync(), ashiato.Console!);
        await reader.Page.SetViewportSizeAsync(390, 844);

        foreach (string path in (string[])[$"/dependencies/details?resource={LongResource}&service={LongService}&{time}", $"/services/{LongService}/transactions?name={Uri.EscapeDataString(LongName)}&type=request&{time}", $"/services?{time}"])
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

    [Fact]
    public async Task A_distribution_within_a_decade_names_its_durations()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await SendLongNamesAsync(ashiato);
        await using var reader = new ConsoleReader(await Browser.OpenAsync(), ashiato.Console!);
        await reader.OpenAsync($"/dependencies/details?resource={LongResource}&lang=en");

        Assert.Equal(["2 ms", "3 ms", "4 ms", "5 ms", "6 ms"], await reader.Page.Locator("svg.histogram text").AllTextContentsAsync());
    }

    /// <summary>Requests of two services that call a database for 2 to 6 ms.</summary>
    private static async Task SendLongNamesAsync(AshiatoProcess ashiato)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        foreach (string service in (string[])[LongService, "storefront-gateway-of-the-customer-subscriptions"])
        {
            var body = new StringBuilder($$$"""{"metadata":{"service":{"name":"{{{service}}}","version":"2026.11.30-build.4711","agent":{"name":"go","version":"1.15.0"},"language":{"name":"go"} } } }""").Append('\n');
            for (int i = 0; i < 5; i++)
            {
                string trace = Guid.NewGuid().ToString("N"), id = trace[..16];
                body.Append(CultureInfo.InvariantCulture, $$$"""{"transaction":{"id":"{{{id}}}","trace_id":"{{{trace}}}","name":"{{{LongName}}}","type":"request","duration":{{{20 + i}}},"result":"HTTP 2xx","timestamp":{{{now - i}}},"span_count":{"started":1},"outcome":"success"}}""").Append('\n');
                body.Append(CultureInfo.InvariantCulture, $$$"""{"span":{"id":"{{{trace[16..]}}}","transaction_id":"{{{id}}}","parent_id":"{{{id}}}","trace_id":"{{{trace}}}","name":"SELECT FROM invoices_and_their_documents_of_customers","type":"db","subtype":"postgresql","duration":{{{2 + i}}}.1,"timestamp":{{{now - i}}},"context":{"destination":{"service":{"resource":"{{{LongResource}}}"} } } } }""").Append('\n');
            }
            using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");
            using var answer = await ashiato.Http.PostAsync(new Uri(ashiato.Server!, "intake/v2/events"), content, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
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

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task An_opened_statement_fits_its_row(string language)
    {
        await using var reader = await recorded.OpenAsync();
        await reader.Page.SetViewportSizeAsync(1280, 900);
        await reader.OpenAsync($"/statements?call=SELECT%20*%20FROM%20categories%20WHERE%20id%20%3D%20%3F&system=mysql&lang={language}");
        await reader.Page.Locator(".call-detail .line").First.WaitForAsync();

        Assert.Empty(await reader.Page.EvaluateAsync<string[]>(CutOff));
    }

    [Fact]
    public async Task Of_a_service_whose_agent_names_no_machine_no_instances_are_counted()
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await LateTrace.SendParentAsync(ashiato, TestContext.Current.CancellationToken);
        await browser.Page.GotoAsync(new Uri(ashiato.Console!, "services?lang=en").ToString());
        await Assertions.Expect(browser.Page.Locator("tr").Filter(new() { HasText = "shop" }).Locator(".name .muted").First).ToHaveTextAsync("Go");
    }
}
