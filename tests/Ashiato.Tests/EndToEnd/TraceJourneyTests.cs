using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ashiato.Tests.EndToEnd;

/// <summary>What people do with a trace, in the real browser and in both languages.</summary>
public sealed partial class TraceJourneyTests
{
    /// <summary>Controls that assistive technology could not name, or a finger could not hit.</summary>
    private const string Nameless = """
        [...document.querySelectorAll('.wf button, .wf input, .wf select, .trace-head button, .trace-head a.btn, .trace-head summary')]
          .filter(one => one.checkVisibility() && !one.closest('.wf-row, td, [role=cell]'))
          .filter(one => {
            const name = one.getAttribute('aria-label') || one.textContent.trim() || one.closest('label')?.textContent.trim();
            const box = one.getBoundingClientRect();
            return !name || box.height < 23.5 || box.width < 23.5;
          })
          .map(one => one.outerHTML.slice(0, 120))
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "A parent that never came", "no end yet", "48 spans the agent counted never came", "Clocks as sent")]
    [InlineData("ja", "届かなかった親", "未終了", "届かなかったスパンが 48 あります", "補正前の時刻")]
    public async Task A_broken_trace_is_understood(string language, string missing, string unfinished, string lost, string raw)
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await BrokenTrace.SendAsync(ashiato, Cancel);
        var page = browser.Page;
        // Only rows within the window are in the page, and all of them shall be.
        await page.SetViewportSizeAsync(1280, 1200);
        await OpenAsync(page, ashiato, language);
        var rows = page.Locator(".wf-row:visible");

        // What is not there is drawn: a parent, an end, and spans that were only counted, by kind.
        await Expect(rows.Filter(new() { HasText = missing })).ToContainTextAsync(unfinished);
        await rows.Filter(new() { HasText = lost }).Locator(".twist").ClickAsync();
        await Expect(rows.Filter(new() { HasText = "redis" }).Filter(new() { HasText = "×40" })).ToHaveCountAsync(1);

        // A clock that was two seconds ahead was corrected, and can be shown as it was.
        await Expect(page.Locator(".figs dd").First).ToContainTextAsync("575");
        await page.GetByRole(AriaRole.Button, new() { Name = raw }).ClickAsync();
        await Expect(page.Locator(".wf-raw")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Locator(".wf-raw").ClickAsync();

        // The failed update says what broke, and where in the code.
        await page.Locator(".wf-scroll").FocusAsync();
        await page.Keyboard.PressAsync("f");
        await page.Keyboard.TypeAsync("stock error");
        await Expect(page.Locator(".wf-hits")).ToContainTextAsync("1");
        await page.Keyboard.PressAsync("Enter");
        await rows.Filter(new() { HasText = "×6" }).Locator(".twist").ClickAsync();
        await page.Locator(".wf-scroll").FocusAsync();
        await page.Keyboard.PressAsync("n");
        await Expect(page.Locator(".wf-dock")).ToContainTextAsync("LockTimeout");
        await Expect(page.Locator(".wf-dock .wf-frames")).ToContainTextAsync("stock.js:42");

        // Log lines stand between the calls, and a link leads to what came of a message.
        await page.Locator(".wf-find input").FillAsync("");
        await page.Locator(".wf-scroll").FocusAsync();
        await page.Keyboard.PressAsync("o");
        await Expect(rows.Filter(new() { HasText = "payment answered 502" })).ToHaveCountAsync(1);
        Assert.Empty(await page.EvaluateAsync<string[]>(Nameless));
        await rows.Filter(new() { HasText = "SEND to order-placed" }).First.ClickAsync();
        await page.Locator(".wf-dock .wf-links a").ClickAsync();
        await Expect(page.Locator(".trace-head h1")).ToContainTextAsync("order-placed process");
        Assert.Empty(browser.Errors);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task A_trace_is_shared_and_opened_from_the_file(string language)
    {
        using var data = new TemporaryFolder();
        using var files = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        string saved = System.IO.Path.Combine(files.Path, "trace.html");
        var page = browser.Page;
        await using (var ashiato = await AshiatoProcess.StartAsync(data))
        {
            await BrokenTrace.SendAsync(ashiato, Cancel);
            await OpenAsync(page, ashiato, language);

            // The link carries what the reader sees by now.
            await page.Locator(".wf-find input").FillAsync("type:db");
            await Expect(page).ToHaveURLAsync(FindInAddress());
            await page.Locator(".trace-link").ClickAsync();
            await Expect(page.Locator(".trace-link")).ToHaveAttributeAsync("data-copy", FindInAddress());

            await page.Locator(".trace-save summary").ClickAsync();
            var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".trace-save .pop a").First.ClickAsync());
            await download.SaveAsAsync(saved);

            // A pin stays over a reload.
            await page.Locator(".trace-pin").ClickAsync();
            await Expect(page.Locator(".trace-pin")).ToHaveAttributeAsync("aria-pressed", "true");
            await page.ReloadAsync();
            await Expect(page.Locator(".trace-pin")).ToHaveAttributeAsync("aria-pressed", "true");

            // The same file is read by the console again.
            await page.GotoAsync(new Uri(ashiato.Console!, "traces/file").ToString());
            await page.Locator("input[type=file]").SetInputFilesAsync(saved);
            await Expect(page.Locator(".wf-row:visible").First).ToContainTextAsync("POST /checkout");
        }

        // The server is gone: whatever the file shows, it holds.
        Assert.DoesNotContain(BrokenTrace.Secret, await File.ReadAllTextAsync(saved, Cancel), StringComparison.Ordinal);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(saved).ToString());
        await Expect(page.Locator(".wf-row:visible").First).ToContainTextAsync("POST /checkout");
        await page.Locator(".wf-row:visible").Filter(new() { HasText = "carts" }).First.ClickAsync();
        await Expect(page.Locator(".wf-dock .wf-code code").First).ToContainTextAsync("[masked]");
        await page.Locator(".wf-find input").FillAsync("payment");
        await Expect(page.Locator(".wf-hits")).ToContainTextAsync("3");
        await page.Locator("#wf-tab-flame").ClickAsync();
        await Expect(page.Locator(".wf-flame-told")).ToContainTextAsync("POST /checkout");
        Assert.DoesNotContain(asked, url => !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal));
        Assert.Empty(browser.Errors);
    }

    [Theory]
    [InlineData("en", "All calls like this one", "Service map of this trace")]
    [InlineData("ja", "同じ呼び出しをすべて見る", "このトレースのサービスマップ")]
    public async Task A_trace_leads_on_to_its_errors_to_its_critical_path_to_calls_like_its_own_and_to_its_map(string language, string alike, string map)
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await BrokenTrace.SendAsync(ashiato, Cancel);
        var page = browser.Page;
        await page.SetViewportSizeAsync(1280, 1200);
        await OpenAsync(page, ashiato, language);
        var rows = page.Locator(".wf-row:visible");

        // An error stands on the axis, says what it is, and leads to its row.
        var axis = (await page.Locator(".wf-axis").BoundingBoxAsync())!;
        var told = page.Locator(".wf-tip:visible").Filter(new() { HasText = "LockTimeout" });
        for (float x = 1; x < axis.Width && await told.CountAsync() == 0; x += 4) await page.Mouse.MoveAsync(axis.X + x, axis.Y + 18);
        await Expect(told).ToContainTextAsync("stock row is locked");
        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();
        await Expect(page.Locator(".wf-dock")).ToContainTextAsync("LockTimeout");

        // The critical path alone.
        await page.Locator(".wf-scroll").FocusAsync();
        await page.Keyboard.PressAsync("0");
        int all = await rows.CountAsync();
        await page.Locator(".wf-mode [data-mode=only]").ClickAsync();
        await page.Keyboard.PressAsync("c");
        await Expect(page.Locator(".wf-critical")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(rows).Not.ToHaveCountAsync(all);
        await page.Keyboard.PressAsync("c");
        await Expect(rows).ToHaveCountAsync(all);

        // One call leads to all that are like it, and its destination to what is known of that.
        await rows.Filter(new() { HasText = "carts" }).First.ClickAsync();
        await Expect(page.Locator(".wf-dock a[href*='/dependencies/details']")).ToHaveCountAsync(1);
        await page.Locator(".wf-dock").GetByRole(AriaRole.Link, new() { Name = alike }).ClickAsync();
        await Expect(page.Locator("#call")).ToContainTextAsync("carts");
        await page.GoBackAsync();
        await page.Locator(".trace-more summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = map }).ClickAsync();
        await Expect(page.Locator(".service-map .node").First).ToBeVisibleAsync();
        await Expect(page.Locator(".crumbs")).ToContainTextAsync(BrokenTrace.TraceId[..8]);
        Assert.Empty(browser.Errors);
    }

    [Theory]
    [InlineData("en", "Link copied")]
    [InlineData("ja", "リンクをコピーしました")]
    public async Task Every_key_of_the_help_does_what_it_says(string language, string copied)
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        await BrokenTrace.SendAsync(ashiato, Cancel);
        var page = browser.Page;
        await page.SetViewportSizeAsync(1280, 1200);
        await OpenAsync(page, ashiato, language);
        var rows = page.Locator(".wf-row:visible");
        var selected = page.Locator(".wf-row[aria-selected=true]:visible");
        await page.Locator(".wf-scroll").FocusAsync();

        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("dialog.wf-help")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog.wf-help")).ToBeHiddenAsync();

        // Up and down, fold and unfold.
        await page.Keyboard.PressAsync("Home");
        await Expect(selected).ToContainTextAsync("POST /checkout");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(selected).ToContainTextAsync("carts");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(rows).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(rows.Nth(1)).ToContainTextAsync("carts");

        // The longest below, the next error, equal calls apart and together.
        await page.Keyboard.PressAsync("l");
        await Expect(selected).ToContainTextAsync("recalculate recommendations");
        await page.Keyboard.PressAsync("e");
        await Expect(selected).ToHaveClassAsync(Bad());
        await page.Keyboard.PressAsync("g");
        await Expect(rows.Filter(new() { HasText = "×6" })).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("g");
        await Expect(rows.Filter(new() { HasText = "×6" })).ToHaveCountAsync(1);

        // Zoom to the row, and back to the whole.
        await page.Keyboard.PressAsync("z");
        await Expect(page).ToHaveURLAsync(Zoomed());
        await page.Keyboard.PressAsync("0");
        await Expect(page).Not.ToHaveURLAsync(Zoomed());

        // Find, next and previous.
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator(".wf-find input")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("bank.example");
        await page.Locator(".wf-scroll").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("n");
        await Expect(selected).ToContainTextAsync("bank.example");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("N");
        await Expect(selected).ToContainTextAsync("bank.example");

        await page.Keyboard.PressAsync("c");
        await Expect(page).ToHaveURLAsync(Critical());
        await page.Keyboard.PressAsync("y");
        await Expect(page.Locator(".toast")).ToHaveTextAsync(copied);
        await Expect(page.Locator("[data-key=y]")).ToHaveAttributeAsync("data-copy", Critical());
        Assert.Empty(browser.Errors);
        // There is no other trace to compare with: the page says so, and the browser that it is not found.
        await page.Keyboard.PressAsync("d");
        await Expect(page).ToHaveURLAsync(Compared());
    }

    [Theory]
    [InlineData("en", "2 more spans and errors have come", "Show them", "A parent that never came", "1 row stands for a parent")]
    [InlineData("ja", "スパンやエラーが新たに 2 件届きました", "表示する", "届かなかった親", "1 行は、届かなかった親")]
    public async Task Spans_that_come_late_are_taken_in_where_the_trace_is_looked_at(string language, string came, string show, string missing, string stands)
    {
        using var data = new TemporaryFolder();
        await using var browser = await Browser.OpenAsync();
        await using var ashiato = await AshiatoProcess.StartAsync(data);
        var page = browser.Page;

        // Nobody has told anything of the trace that the link names: its page waits.
        await page.GotoAsync(new Uri(ashiato.Console!, $"traces/{LateTrace.TraceId}?lang={language}").ToString());
        await Expect(page.Locator(".trace-awaited")).ToHaveCountAsync(1);
        await LateTrace.SendFirstAsync(ashiato, Cancel);
        var rows = page.Locator(".wf-row:visible");
        await Expect(rows.Filter(new() { HasText = missing })).ToHaveCountAsync(1);

        await Expect(page.Locator(".missing-spans")).ToContainTextAsync(stands);

        // The reader selects, folds and leaves a mark on the page that no reload would leave.
        await rows.Filter(new() { HasText = "GET /stock" }).ClickAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(rows).ToHaveCountAsync(2);
        await page.EvaluateAsync("window.isStill = true");
        await LateTrace.SendParentAsync(ashiato, Cancel);
        var note = page.Locator(".wf-late");
        await Expect(note).ToContainTextAsync(came);
        // It is seen on a telephone too, where the timeline is longer than the screen.
        await page.SetViewportSizeAsync(390, 844);
        await Expect(note).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.SetViewportSizeAsync(1280, 900);
        // Nothing has moved by itself.
        await Expect(rows.Filter(new() { HasText = missing })).ToHaveCountAsync(1);

        await note.GetByRole(AriaRole.Button, new() { Name = show }).ClickAsync();
        await Expect(rows.Filter(new() { HasText = missing })).ToHaveCountAsync(0);
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.First).ToContainTextAsync("GET /shop");
        await Expect(page.Locator(".trace-head h1")).ToContainTextAsync("GET /shop");
        await Expect(page.Locator(".missing-spans")).ToHaveCountAsync(0);
        // What was folded is, and what was selected too.
        await Expect(rows.Filter(new() { HasText = "SELECT FROM stock" })).ToHaveCountAsync(0);
        await Expect(page.Locator(".wf-row[aria-selected=true]:visible")).ToContainTextAsync("GET /stock");
        await Expect(note).ToBeHiddenAsync();

        // The keys belong to one timeline: a second one would open what the first has just folded.
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(rows.Filter(new() { HasText = "SELECT FROM stock" })).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator(".wf-row[aria-selected=true]:visible")).ToContainTextAsync("SELECT FROM stock");

        // A page that is live takes in what comes without being told.
        await page.GotoAsync(new Uri(ashiato.Console!, $"traces/{LateTrace.TraceId}?lang={language}&live=5").ToString());
        await Expect(rows).ToHaveCountAsync(4);
        await LateTrace.SendLastAsync(ashiato, Cancel);
        await Expect(rows.Filter(new() { HasText = "GET /price" })).ToHaveCountAsync(1);
        await Expect(rows).ToHaveCountAsync(5);
    }

    private static async Task OpenAsync(IPage page, AshiatoProcess ashiato, string language)
    {
        await page.GotoAsync(new Uri(ashiato.Console!, $"traces/{BrokenTrace.TraceId}?lang={language}").ToString());
        // Logs, marks and links come after the tree.
        await page.Locator(".wf[data-notes]").WaitForAsync();
    }

    [GeneratedRegex("(^| )bad( |$)")]
    private static partial Regex Bad();

    [GeneratedRegex("zoom=")]
    private static partial Regex Zoomed();

    [GeneratedRegex("/compare")]
    private static partial Regex Compared();

    [GeneratedRegex("critical=1")]
    private static partial Regex Critical();

    [GeneratedRegex("find=type%3Adb")]
    private static partial Regex FindInAddress();
}
