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

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Long_names_take_the_room_that_there_is_and_no_more(string language)
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await LongNames.SendAsync(ashiato);
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
            foreach (string path in (string[])["/services?", "/services?compare=previous&", "/traces?", "/traces?view=names&compare=previous&", "/dependencies?compare=previous&", "/map?compare=previous&", $"/dependencies/details?resource={LongNames.Resource}&compare=previous&"])
            {
                await reader.OpenAsync($"{path}lang={language}");
                // The map itself is drawn by the finger.
                wrong.AddRange((await page.EvaluateAsync<string[]>(CutOff)).Where(what => !what.StartsWith("tw map:", StringComparison.Ordinal)).Select(what => $"{path} {width}: {what}"));
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_distribution_within_a_decade_names_its_durations()
    {
        using var data = new TemporaryFolder();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await LongNames.SendAsync(ashiato);
        await using var reader = new ConsoleReader(await Browser.OpenAsync(), ashiato.Console!);
        await reader.OpenAsync($"/dependencies/details?resource={LongNames.Resource}&lang=en");

        Assert.Equal(["2 ms", "3 ms", "4 ms", "5 ms", "6 ms"], await reader.Page.Locator("svg.histogram text").AllTextContentsAsync());
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
