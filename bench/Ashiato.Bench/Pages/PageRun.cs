using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Bench.Load;
using Ashiato.Bench.Report;
using Ashiato.Bench.Traces;

namespace Ashiato.Bench.Pages;

/// <summary>How long do pages take: on the server, and until a browser shows them whole?</summary>
internal sealed class PageRun(Uri console, int times, int warmings)
{
    private const string Away = "/setup";

    // The goal names it: a transaction with 999 spans.
    private const int TraceSpans = 999;

    /// <summary>
    /// Marks the first frame of a page whose document was there and whose scripts have drawn what they draw: charts, and the timeline of a trace. And, apart, the first whose late panels are there
    /// too, as far as they are in sight: they come after their page, which does not wait for them.
    /// </summary>
    private const string MarkDrawn = """
        (() => {
          const isDrawn = () => performance.getEntriesByType('navigation')[0]?.loadEventEnd > 0
            && [...document.querySelectorAll('time-chart')].every(chart => chart.querySelector('canvas'))
            && [...document.querySelectorAll('.wf[data-url]')].every(timeline => timeline.getAttribute('aria-busy') === 'false');
          const isWhole = () => [...document.querySelectorAll('late-panel .panel.loading')].every(panel => panel.getBoundingClientRect().top >= innerHeight)
            && [...document.querySelectorAll('late-sparks:not([data-came])')].every(table => !isSeen(table.querySelector('svg[data-spark="average"]')));
          const isSeen = room => room?.checkVisibility() && room.getBoundingClientRect().top < innerHeight;
          const drawn = () => performance.getEntriesByName('ashiato:drawn').length > 0;
          globalThis.ashiatoWhole = new Promise(whole => {
            const look = () => {
              if (!drawn() && isDrawn()) performance.mark('ashiato:drawn');
              if (!drawn() || !isWhole()) return requestAnimationFrame(look);
              performance.mark('ashiato:whole');
              whole();
            };
            requestAnimationFrame(look);
          });
        })();
        """;

    private const string Whole = "globalThis.ashiatoWhole";
    private const string IsWhole = "location.href !== 'about:blank' && performance.getEntriesByName('ashiato:whole').length > 0";
    private const string DrawnMillis = "performance.getEntriesByName('ashiato:drawn')[0].startTime";
    private const string WholeMillis = "performance.getEntriesByName('ashiato:whole')[0].startTime";

    private const int LinkX = 700, LinkY = 12;
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(300), s_pressed = TimeSpan.FromMilliseconds(80);

    /// <summary>Puts a link to a page into this one, and remembers when it is clicked, in the browser's milliseconds since 1970.</summary>
    private const string AddLink = """
        (path, x, y) => {
          const link = document.createElement('a');
          link.href = path;
          link.textContent = path;
          link.style.cssText = `position: fixed; z-index: 99; left: ${x - 40}px; top: ${y - 8}px; width: 80px; height: 16px; overflow: hidden`;
          link.addEventListener('click', click => localStorage.setItem('ashiato:clicked', performance.timeOrigin + click.timeStamp));
          document.body.append(link);
        }
        """;

    private const string SinceClickMillis = "performance.timeOrigin + performance.getEntriesByName('ashiato:drawn')[0].startTime - Number(localStorage.getItem('ashiato:clicked'))";
    private const string WasAhead = "(performance.getEntriesByType('navigation')[0].activationStart ?? 0) > 0";

    // What the network carried: the document and all it loads, packed as it was, with its headers.
    private const string LoadedBytes = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, entry) => sum + (entry.transferSize || 0), 0)";

    /// <summary>Measures pages by name.</summary>
    public async Task MeasureAsync(IReadOnlyList<(string Name, string Path)> pages, ResultTable table, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.All }) { BaseAddress = console };
        foreach (var (name, path) in pages)
        {
            var answers = new List<TimeSpan>();
            for (int i = 0; i < times + warmings; i++)
            {
                long began = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancel);
                if (!answer.IsSuccessStatusCode) throw new BenchException($"{path} answered {(int)answer.StatusCode}.");
                await answer.Content.ReadAsByteArrayAsync(cancel);
                if (i >= warmings) answers.Add(Stopwatch.GetElapsedTime(began));
            }
            table.Add($"{name}: server, p50 / p95 / p99 of {times}", new Percentiles(answers).ToString());
        }
        await MeasureInBrowserAsync(pages, table, cancel);
    }

    private async Task MeasureInBrowserAsync(IReadOnlyList<(string Name, string Path)> pages, ResultTable table, CancellationToken cancel)
    {
        await using var browser = await Browser.StartAsync(1440, 900, cancel);
        await browser.RunInEachPageAsync(MarkDrawn, cancel);
        // The first page tells the server the browser's time zone and is loaded twice.
        await browser.OpenAsync(new Uri(console, pages[0].Path), cancel);
        await browser.WaitAsync("document.cookie.includes('zone=')", cancel);
        foreach (var (name, path) in pages)
        {
            await browser.ClearCacheAsync(cancel);
            await browser.OpenAsync(new Uri(console, path), cancel);
            await browser.WaitAsync(IsWhole, cancel);
            double bytes = (await browser.EvaluateAsync(LoadedBytes, cancel))!.GetValue<double>();
            table.Add($"{name}: first load", $"{bytes / 1024:F0} KiB over the network");

            List<TimeSpan> complete = [], whole = [];
            for (int i = 0; i < times; i++)
            {
                // From another page of the console, as its readers come, who rested there: the work of that page is done.
                await browser.OpenAsync(new Uri(console, Away), cancel);
                await browser.RestAsync(s_rest, cancel);
                await browser.OpenAsync(new Uri(console, path), cancel);
                await browser.EndAsync(Whole, cancel);
                await browser.WaitAsync(IsWhole, cancel);
                complete.Add(await MillisAsync(DrawnMillis));
                whole.Add(await MillisAsync(WholeMillis));
            }
            table.Add($"{name}: complete in Chromium, p50 / p95 / p99 of {times}", new Percentiles(complete).ToString());
            table.Add($"{name}: with the late panels in sight", new Percentiles(whole).ToString());
            await MeasureClicksAsync(browser, name, path, table, cancel);
        }

        async Task<TimeSpan> MillisAsync(string mark) => TimeSpan.FromMilliseconds((await browser.EvaluateAsync(mark, cancel))!.GetValue<double>());
    }

    /// <summary>The same by a link, as a hand does it: the pointer comes to rest on it, presses and lets go. The page may be drawn ahead; what counts is the time since the click.</summary>
    private async Task MeasureClicksAsync(Browser browser, string name, string path, ResultTable table, CancellationToken cancel)
    {
        List<TimeSpan> drawn = [];
        int ahead = 0;
        for (int i = 0; i < times; i++)
        {
            await browser.OpenAsync(new Uri(console, Away), cancel);
            await browser.PointAsync(1, 1, cancel);
            await browser.EvaluateAsync(string.Create(CultureInfo.InvariantCulture, $"({AddLink})({JsonValue.Create(path)!.ToJsonString()}, {LinkX}, {LinkY})"), cancel);
            await browser.PointAsync(LinkX, LinkY, cancel);
            await browser.RestAsync(s_rest, cancel);
            await browser.ClickAsync(LinkX, LinkY, s_pressed, cancel);
            await browser.WaitAsync($"location.pathname !== {JsonValue.Create(Away)!.ToJsonString()}", cancel);
            await browser.EndAsync(Whole, cancel);
            await browser.WaitAsync(IsWhole, cancel);
            drawn.Add(TimeSpan.FromMilliseconds((await browser.EvaluateAsync(SinceClickMillis, cancel))!.GetValue<double>()));
            if ((await browser.EvaluateAsync(WasAhead, cancel))!.GetValue<bool>()) ahead++;
        }
        table.Add($"{name}: complete after a click, {ahead} of {times} drawn ahead", new Percentiles(drawn).ToString());
    }

    /// <summary>Sends a trace of a thousand spans, unless it is there from a run before.</summary>
    public static async Task AddTraceAsync(Target target, DateTimeOffset start, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = target.Console };
        var trace = new Uri($"/api/traces/{LongTrace.TraceId}", UriKind.Relative);
        if (await RowsAsync(client, trace, cancel) > TraceSpans) return;
        await LongTrace.SendAsync(target.Server, TraceSpans, start, cancel);
        while (await RowsAsync(client, trace, cancel) <= TraceSpans) await Task.Delay(100, cancel);
    }

    private static async Task<int> RowsAsync(HttpClient client, Uri trace, CancellationToken cancel)
    {
        using var answer = await client.GetAsync(trace, cancel);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!["rows"]!.AsArray().Count : 0;
    }

    /// <summary>The pages that the goal names, of what the console holds.</summary>
    public static async Task<IReadOnlyList<(string Name, string Path)>> FindAsync(Uri console, string range, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = console };
        var services = await AskAsync(client, $"/api/services?{range}", cancel);
        string service = services["services"]![0]!["name"]!.GetValue<string>();
        var groups = await AskAsync(client, $"/api/services/{Uri.EscapeDataString(service)}/transactions?{range}", cancel);
        string name = groups[0]!["name"]!.GetValue<string>(), type = groups[0]!["type"]!.GetValue<string>();
        return
        [
            ("services", $"/services?{range}"),
            ("service", $"/services/{Uri.EscapeDataString(service)}?{range}"),
            ("transaction", $"/services/{Uri.EscapeDataString(service)}/transactions?name={Uri.EscapeDataString(name)}&type={Uri.EscapeDataString(type)}&{range}"),
            ("trace", $"/traces/{LongTrace.TraceId}"),
        ];
    }

    private static async Task<JsonNode> AskAsync(HttpClient client, string path, CancellationToken cancel)
    {
        var answer = JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), cancel))!;
        if (answer is JsonArray { Count: 0 }) throw new BenchException(string.Create(CultureInfo.InvariantCulture, $"{path} answered nothing: there are no events in that time."));
        return answer;
    }
}
