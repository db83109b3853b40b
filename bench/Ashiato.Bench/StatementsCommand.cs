using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;
using Ashiato.Bench.Statements;
using Ashiato.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench;

/// <summary><c>bench statements</c>: fingerprinting, the pages of a run with very many spans, and how soon new findings are seen.</summary>
internal static class StatementsCommand
{
    private const int NewFindings = 5;

    private static readonly Option<long> s_spans = new("--spans") { Description = "Spans of the run of ten minutes.", DefaultValueFactory = _ => 5_000_000 };
    private static readonly Option<int> s_times = new("--times") { Description = "How often each page is asked for.", DefaultValueFactory = _ => 40 };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keeps the table in bench/results/<date>-<name>.md." };

    public static Command Create()
    {
        var command = new Command("statements", "Measure fingerprinting, statements and findings of a run of ten minutes, and how soon new findings are seen.") { s_spans, s_times, s_name };
        command.SetAction(async (parsed, cancel) =>
        {
            long spans = parsed.GetValue(s_spans);
            int times = parsed.GetValue(s_times);
            var table = new ResultTable(string.Create(CultureInfo.InvariantCulture, $"statements and findings, a run of ten minutes with {spans:N0} spans"));
            FingerprintSpeed.Measure(table);
            await PagesAsync(table, spans, times, cancel);
            Console.WriteLine(table);
            if (parsed.GetValue(s_name) is { } name)
                Console.WriteLine($"Kept in {ResultFile.Append(name, string.Create(CultureInfo.InvariantCulture, $"bench statements --spans {spans} --times {times}"), table.ToString())}");
        });
        return command;
    }

    private static async Task PagesAsync(ResultTable table, long spans, int times, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("ashiato-bench-");
        try
        {
            string data = directory.CreateSubdirectory("events").FullName;
            await using var store = await EmbeddedEventStore.OpenAsync(new EmbeddedStoreOptions { Directory = data, MaxAge = null }, TimeProvider.System, NullLoggerFactory.Instance, cancel);
            long start = NowMicros() - RunTraffic.LengthMicros - 60_000_000;
            var filling = new Meter();
            foreach (var batch in new RunTraffic(start, spans).Batches()) await store.AppendAsync(batch, cancel);
            await store.FlushAsync();
            store.Maintain();
            table.Add("filling the store, making the rows included", string.Create(CultureInfo.InvariantCulture, $"{filling.Cpu.TotalSeconds:F0} s of processor time, {filling.Elapsed.TotalSeconds:F0} s"));

            await using var console = await ConsoleOverStore.StartAsync(store, directory.FullName, cancel);
            string run = $"from={Moment(start)}&to={Moment(start + RunTraffic.LengthMicros)}", half = $"{Moment(start)}~{Moment(start + (RunTraffic.LengthMicros / 2))}";
            await AskAsync(table, console.Client, "statements of the run, page", $"/statements?{run}", times, cancel);
            await AskAsync(table, console.Client, "findings of the run, page", $"/findings?{run}", times, cancel);
            await AskAsync(table, console.Client, "/api/calls of the run", $"/api/calls?{run}", times, cancel);
            await AskAsync(table, console.Client, "/api/findings of the run", $"/api/findings?{run}", times, cancel);
            await AskAsync(table, console.Client, "the run's halves compared, page", $"/runs?from={Moment(start + (RunTraffic.LengthMicros / 2))}&to={Moment(start + RunTraffic.LengthMicros)}&compare={half}", times, cancel);
            await AskAsync(table, console.Client, "/api/findings of the last hour", "/api/findings", times, cancel);
            await NewFindingsAsync(table, console.Client, store, cancel);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task AskAsync(ResultTable table, HttpClient client, string name, string path, int times, CancellationToken cancel)
    {
        var answers = new List<TimeSpan>();
        for (int i = 0; i <= times; i++)
        {
            long began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancel);
            if (!answer.IsSuccessStatusCode) throw new BenchException($"{path} answered {(int)answer.StatusCode}.");
            await answer.Content.ReadAsByteArrayAsync(cancel);
            answers.Add(Stopwatch.GetElapsedTime(began));
        }
        table.Add($"{name}: the first time", string.Create(CultureInfo.InvariantCulture, $"{answers[0].TotalMilliseconds:F0} ms"));
        table.Add($"{name}: p50 / p95 / p99 of {times} more", new Percentiles(answers.Skip(1)).ToString());
    }

    private static async Task NewFindingsAsync(ResultTable table, HttpClient client, EmbeddedEventStore store, CancellationToken cancel)
    {
        var seen = new List<TimeSpan>();
        for (int i = 0; i < NewFindings; i++)
        {
            string service = $"fresh{i}";
            await store.AppendAsync(RunTraffic.Loop(service, NowMicros() - 1_000_000), cancel);
            long began = Stopwatch.GetTimestamp();
            while (!(await client.GetStringAsync(new Uri("/api/findings", UriKind.Relative), cancel)).Contains($"\"{service}\"", StringComparison.Ordinal)) await Task.Delay(100, cancel);
            seen.Add(Stopwatch.GetElapsedTime(began));
        }
        table.Add($"a new finding is seen after, the least / the most of {NewFindings}", string.Create(CultureInfo.InvariantCulture, $"{seen.Min().TotalSeconds:F1} / {seen.Max().TotalSeconds:F1} s"));
    }

    private static long NowMicros() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static string Moment(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
