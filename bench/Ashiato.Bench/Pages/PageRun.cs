using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Bench.Report;

namespace Ashiato.Bench.Pages;

/// <summary>How long do pages take: on the server, and until a browser shows them whole?</summary>
internal sealed class PageRun(Uri console, int times)
{
    // As a server that is used: what is called often is compiled again, after thirty calls and a quiet moment.
    private const int Warmings = 100;

    private const string Away = "/setup";

    /// <summary>Of a page: when its document was there and its scripts have drawn what they draw, in milliseconds since it was asked for.</summary>
    private const string DrawnMillis = """
        (async () => {
          const charts = () => [...document.querySelectorAll('time-chart')];
          while (charts().some(chart => !chart.querySelector('canvas'))) await new Promise(resolve => requestAnimationFrame(resolve));
          return Math.max(performance.getEntriesByType('navigation')[0].loadEventEnd, performance.now());
        })()
        """;

    // What the network carried: the document and all it loads, packed as it was, with its headers.
    private const string LoadedBytes = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, entry) => sum + (entry.transferSize || 0), 0)";

    /// <summary>Measures pages by name.</summary>
    public async Task MeasureAsync(IReadOnlyList<(string Name, string Path)> pages, ResultTable table, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.All }) { BaseAddress = console };
        foreach (var (name, path) in pages)
        {
            var answers = new List<TimeSpan>();
            for (int i = 0; i < times + Warmings; i++)
            {
                long began = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancel);
                if (!answer.IsSuccessStatusCode) throw new BenchException($"{path} answered {(int)answer.StatusCode}.");
                await answer.Content.ReadAsByteArrayAsync(cancel);
                if (i >= Warmings) answers.Add(Stopwatch.GetElapsedTime(began));
            }
            table.Add($"{name}: server, p50 / p95 / p99 of {times}", new Percentiles(answers).ToString());
        }
        await MeasureInBrowserAsync(pages, table, cancel);
    }

    private async Task MeasureInBrowserAsync(IReadOnlyList<(string Name, string Path)> pages, ResultTable table, CancellationToken cancel)
    {
        await using var browser = await Browser.StartAsync(1440, 900, cancel);
        // The first page tells the server the browser's time zone and is loaded twice.
        await browser.OpenAsync(new Uri(console, pages[0].Path), cancel);
        await browser.WaitAsync("document.cookie.includes('zone=')", cancel);
        foreach (var (name, path) in pages)
        {
            await browser.ClearCacheAsync(cancel);
            await browser.OpenAsync(new Uri(console, path), cancel);
            await browser.EvaluateAsync(DrawnMillis, cancel);
            double bytes = (await browser.EvaluateAsync(LoadedBytes, cancel))!.GetValue<double>();
            table.Add($"{name}: first load", $"{bytes / 1024:F0} KiB over the network");

            var complete = new List<TimeSpan>();
            for (int i = 0; i < times; i++)
            {
                // From another page of the console, as its readers come.
                await browser.OpenAsync(new Uri(console, Away), cancel);
                await browser.OpenAsync(new Uri(console, path), cancel);
                complete.Add(TimeSpan.FromMilliseconds((await browser.EvaluateAsync(DrawnMillis, cancel))!.GetValue<double>()));
            }
            table.Add($"{name}: complete in Chromium, p50 / p95 / p99 of {times}", new Percentiles(complete).ToString());
        }
    }

    /// <summary>The pages that the goal names, of what the console holds.</summary>
    public static async Task<IReadOnlyList<(string Name, string Path)>> FindAsync(Uri console, string range, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = console };
        var services = await AskAsync(client, $"/api/services?{range}", cancel);
        string service = services["services"]![0]!["name"]!.GetValue<string>();
        var groups = await AskAsync(client, $"/api/services/{Uri.EscapeDataString(service)}/transactions?{range}", cancel);
        string name = groups[0]!["name"]!.GetValue<string>(), type = groups[0]!["type"]!.GetValue<string>();
        string of = $"service={Uri.EscapeDataString(service)}&name={Uri.EscapeDataString(name)}&type={Uri.EscapeDataString(type)}";
        var samples = await AskAsync(client, $"/api/transactions/samples?{of}&{range}&limit=1", cancel);
        string trace = samples[0]!["traceId"]!.GetValue<string>();
        return
        [
            ("services", $"/services?{range}"),
            ("service", $"/services/{Uri.EscapeDataString(service)}?{range}"),
            ("transaction", $"/services/{Uri.EscapeDataString(service)}/transactions?name={Uri.EscapeDataString(name)}&type={Uri.EscapeDataString(type)}&{range}"),
            ("trace", $"/traces/{trace}"),
        ];
    }

    private static async Task<JsonNode> AskAsync(HttpClient client, string path, CancellationToken cancel)
    {
        var answer = JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), cancel))!;
        if (answer is JsonArray { Count: 0 }) throw new BenchException(string.Create(CultureInfo.InvariantCulture, $"{path} answered nothing: there are no events in that time."));
        return answer;
    }
}
