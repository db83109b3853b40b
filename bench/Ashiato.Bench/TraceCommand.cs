using System.CommandLine;
using Ashiato.Bench.Load;
using Ashiato.Bench.Report;
using Ashiato.Bench.Traces;

namespace Ashiato.Bench;

/// <summary>
/// <c>bench trace</c>: how does a very long trace behave in the browser? Goals for 100,000 spans: painted 300 ms after the server's answer, 60 frames a
/// second while scrolling and zooming, found within 100 ms.
/// </summary>
internal static class TraceCommand
{
    private static readonly Option<int> s_spans = new("--spans") { Description = "Spans of the trace, 100,000 at the most with its transaction.", DefaultValueFactory = _ => 99_999 };
    private static readonly Option<int> s_times = new("--times") { Description = "How often the page is opened and searched.", DefaultValueFactory = _ => 5 };
    private static readonly Option<string> s_chromium = new("--chromium") { Description = "The browser.", DefaultValueFactory = _ => "/usr/bin/chromium" };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the result in bench/results/<date>-<name>.md." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program to start.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };

    private static readonly string[] s_finds = ["accounts", "type:db >1ms", "error"];

    public static Command Create()
    {
        var command = new Command("trace", "Measure a very long trace in Chromium: first paint, scrolling, zooming, finding.") { s_spans, s_times, s_chromium, s_name, s_program };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        int spans = parsed.GetValue(s_spans), times = parsed.GetValue(s_times);
        try
        {
            await using var target = await Target.StartAsync(parsed.GetValue(s_program)!, cancel);
            await LongTrace.SendAsync(target.Server, spans, TimeProvider.System.GetUtcNow().AddMinutes(-1), cancel);
            await using var probe = await TraceProbe.StartAsync(parsed.GetValue(s_chromium)!);
            string table = (await MeasureAsync(probe, new Uri(target.Console, $"/traces/{LongTrace.TraceId}"), spans, times)).ToString();
            Console.WriteLine(table);
            if (parsed.GetValue(s_name) is { } name) Console.WriteLine($"Kept in {ResultFile.Append(name, $"bench trace --spans {spans} --times {times}", table)}");
            return 0;
        }
        catch (Exception e) when (e is BenchException or HttpRequestException or Microsoft.Playwright.PlaywrightException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static async Task<ResultTable> MeasureAsync(TraceProbe probe, Uri page, int spans, int times)
    {
        var table = new ResultTable(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"A trace of {spans:N0} spans in Chromium, 1440 × 900, medians of {times}"));
        var opened = new List<(double Paint, double Bytes, double SentBytes, double Server)>();
        // The first turn warms up the server and the browser's caches.
        for (int i = 0; i <= times; i++) opened.Add(await probe.OpenAsync(page));
        opened.RemoveAt(0);
        table.Add("server's answer", $"{Median(opened, one => one.Server):F0} ms, {opened[0].Bytes / 1e6:F1} MB, {opened[0].SentBytes / 1e6:F2} MB packed");
        table.Add("first paint after the answer", $"{Median(opened, one => one.Paint):F0} ms");
        table.Add("rows, all unfolded", $"{await probe.UnfoldAsync():N0}");
        foreach (string kind in (string[])["scroll", "fling", "zoom"])
        {
            var (perSecond, p95) = await probe.MoveAsync(kind);
            table.Add(kind, $"{perSecond:F1} frames/s, p95 {p95:F1} ms a frame");
        }
        foreach (string text in s_finds)
        {
            var found = new List<double>();
            for (int i = 0; i < times; i++)
            {
                found.Add(await probe.FindAsync(text));
                await probe.FindAsync("");
            }
            table.Add($"find '{text}'", $"first {found[0]:F0} ms, then {Median(found, one => one):F0} ms");
        }
        return table;
    }

    private static double Median<T>(IEnumerable<T> all, Func<T, double> value)
    {
        double[] sorted = [.. all.Select(value).Order()];
        return sorted[sorted.Length / 2];
    }
}
