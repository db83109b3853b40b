using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Bench.Load;

namespace Ashiato.Bench.Pages;

/// <summary>All pages, over recorded data that happened just now: a marketplace under load before and after a change, and another application.</summary>
internal static class ShownPages
{
    private const string Isucari = "streams/isucari-go-agent-1.15.0.ndjson.gz";
    private const string Opbeans = "streams/apm-nodejs-traces-3.29.0.ndjson.gz";
    private const long Minute = 60_000_000, Second = 1_000_000;

    /// <summary>When the load of the recording begins and ends: before, it only starts up.</summary>
    private const long LoadFrom = 22 * Second, LoadTo = 29 * Second;

    /// <summary>What is true of a page once everything on it is drawn.</summary>
    public const string IsDrawn = """
        [...document.querySelectorAll('time-chart')].every(chart => chart.querySelector('canvas'))
        && ![...document.querySelectorAll('.panel.loading')].some(panel => !panel.closest('late-panel') || panel.getBoundingClientRect().top < innerHeight)
        && [...document.querySelectorAll('.wf[data-url]')].every(wf => wf.getAttribute('aria-busy') !== 'true')
        && ![...document.querySelectorAll('.wf-skeleton')].some(line => line.checkVisibility())
        && [...document.querySelectorAll('late-sparks:not([data-came])')].every(table => { const room = table.querySelector('svg[data-spark="average"]'); return !room?.checkVisibility() || room.getBoundingClientRect().top >= innerHeight; })
        && document.fonts.status === 'loaded'
        """;

    /// <summary>Sends the recordings and finds what the pages are about.</summary>
    public static async Task<IReadOnlyList<ShownPage>> PrepareAsync(Target target, CancellationToken cancel)
    {
        long now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        // At the same second of a minute each time, so that what is reported every half minute falls into the same two intervals.
        now -= (now - (45 * Second)) % Minute;
        long before = now - (25 * Minute), after = now - (8 * Minute);
        using var recordings = new Recordings(target.Server);
        await recordings.SendAsync(Isucari, before, "a3f29c1", 1.25, cancel);
        await recordings.SendAsync(Isucari, after, "b77e012", 1, cancel);
        await recordings.SendAsync(Opbeans, now - (50 * Minute), null, 1, cancel);
        await recordings.SendAsync("intake-v2/input/errors.ndjson", after + LoadFrom, null, 1, cancel);
        await recordings.SendLogsAsync("isucari", after + LoadFrom, LoadTo - LoadFrom, LogLines(), cancel);

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = target.Console };
        string load = Range(after + LoadFrom, after + LoadTo), against = $"compare={Uri.EscapeDataString($"{Iso(before + LoadFrom)}~{Iso(before + LoadTo)}")}";
        string hour = Range(now - (55 * Minute), now);
        var samples = await AskAsync(client, $"/api/transactions/samples?service=isucari&name=GET%20%2Fusers%2Ftransactions.json&{load}&limit=1", cancel);
        var errors = await AskAsync(client, $"/api/errors?{hour}", cancel);
        string trace = samples[0]!["traceId"]!.GetValue<string>();
        var error = errors["groups"]!.AsArray().OrderByDescending(group => group!["message"]!.GetValue<string>().Length).First()!;
        string errorOf = $"service={Uri.EscapeDataString(error["service"]!.GetValue<string>())}&key={Uri.EscapeDataString(error["key"]!.GetValue<string>())}";
        string mysql = (await AskAsync(client, $"/api/dependencies?service=isucari&{load}", cancel))[0]!["resource"]!.GetValue<string>();

        await AddRunAsync(client, before + LoadFrom, before + LoadTo, "a3f29c1", 4_120, cancel);
        await AddRunAsync(client, after + LoadFrom, after + LoadTo, "b77e012", 5_870, cancel);

        List<ShownPage> pages =
        [
            new("services", $"/services?{hour}"),
            new("service", $"/services/isucari?{load}&{against}") { Height = 1500 },
            new("transactions", $"/services/isucari/transactions?{load}&{against}"),
            new("transaction", $"/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request&{load}&{against}") { Height = 1500 },
            new("instances", $"/services/isucari/instances?{load}"),
            new("metrics", $"/services/isucari/metrics?{hour}"),
            new("dependencies", $"/dependencies?{hour}"),
            new("dependency", $"/dependencies/details?resource={Uri.EscapeDataString(mysql)}&service=isucari&{load}&{against}"),
            new("errors", $"/errors?{hour}"),
            new("error", $"/errors/details?{errorOf}&{hour}"),
            new("logs", $"/logs?{load}"),
            new("log-patterns", $"/logs?{load}&view=patterns"),
            new("map", $"/map?{hour}"),
            new("explore", $"/explore?kind=span&by=span.type%2Cspan.action&{load}"),
            new("routes", $"/routes?{load}"),
            new("traces", $"/traces?{hour}"),
            new("trace", $"/traces/{trace}"),
            new("compare", $"/traces/{trace}/compare?{load}&{against}"),
            new("trace-file", "/traces/file"),
            new("runs", $"/runs?{load}&{against}") { Height = 1300 },
            new("statements", $"/statements?{load}"),
            new("statement", $"/statements?{load}&call={Uri.EscapeDataString("SELECT * FROM categories WHERE id = ?")}&system=mysql"),
            new("findings", $"/findings?{load}"),
            new("doctor", "/doctor"),
            new("agents", "/settings/agents"),
            new("api-keys", "/settings/api-keys"),
            new("storage", "/settings/storage") { NeedsFiles = true },
            new("source-maps", "/settings/source-maps"),
            new("users", "/settings/users"),
            new("account", "/settings/account"),
            new("about", "/settings/about"),
            new("setup", "/setup"),
            new("login", "/login"),
            new("filter", $"/services/isucari?{load}&kql={Uri.EscapeDataString("transaction.duration.us > and")}"),
            new("empty", "/services?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z"),
            new("services-ja", $"/services?{hour}") { Language = "ja" },
            new("transaction-ja", $"/services/isucari/transactions?name=GET%20%2Fnew_items.json&type=request&{load}&{against}") { Height = 1500, Language = "ja" },
            new("service-390", $"/services/isucari?{load}") { Width = 390, Height = 1200 },
        ];
        pages.Add(new("transactions-grouped", $"/services/isucari/transactions?{load}&{against}") { IsGrouped = true });
        return pages;
    }

    private static List<(string Level, string Message)> LogLines()
    {
        var lines = new List<(string, string)>();
        for (int i = 0; i < 160; i++)
        {
            lines.Add((i % 40) switch
            {
                7 => ("error", string.Create(CultureInfo.InvariantCulture, $"shipment answered 500 for reservation {4_000 + i}")),
                19 => ("warning", string.Create(CultureInfo.InvariantCulture, $"slow query: {120 + i} ms")),
                _ when i % 3 == 0 => ("info", string.Create(CultureInfo.InvariantCulture, $"item {10_000 + (i * 7)} sold to user {i * 13}")),
                _ => ("info", string.Create(CultureInfo.InvariantCulture, $"session of user {i * 31} renewed")),
            });
        }
        return lines;
    }

    private static async Task AddRunAsync(HttpClient client, long from, long to, string commit, double score, CancellationToken cancel)
    {
        string run = new JsonObject { ["fromMicros"] = from, ["toMicros"] = to, ["commit"] = commit, ["score"] = score }.ToJsonString();
        using var body = new StringContent(run, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/runs", UriKind.Relative), body, cancel);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until events have gone from the log into files, which is when there is something to tell of their size.</summary>
    public static async Task WaitForFilesAsync(Uri console, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = console };
        while ((await AskAsync(client, "/api/status", cancel))["usage"]?["shares"] is not JsonArray { Count: > 0 }) await Task.Delay(TimeSpan.FromSeconds(1), cancel);
    }

    /// <summary>Groups routes as people of the contest do.</summary>
    public static async Task PutRulesAsync(Uri console, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = console };
        using var body = new StringContent("""[{"pattern":"/users/{id}.json","service":"isucari"},{"pattern":"/items/{id}.json","service":"isucari"},{"pattern":"/new_items/{id}.json","service":"isucari"}]""", Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(new Uri("/api/route-rules", UriKind.Relative), body, cancel);
        answer.EnsureSuccessStatusCode();
    }

    private static string Range(long from, long to) => $"from={Iso(from)}&to={Iso(to)}";

    private static string Iso(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static async Task<JsonNode> AskAsync(HttpClient client, string path, CancellationToken cancel) =>
        JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), cancel))!;
}
