using System.CommandLine;
using System.Globalization;
using Ashiato.Bench.Data;
using Ashiato.Bench.Load;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Pages;
using Ashiato.Bench.Report;
using Ashiato.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench;

/// <summary><c>bench pages</c>: how long do the console's pages take over many events, on the server and in a browser?</summary>
internal static class PagesCommand
{
    private static readonly Option<string?> s_data = new("--data") { Description = "The data directory, kept for the next run; filled when it is empty. Left out, a temporary one." };
    private static readonly Option<int> s_times = new("--times") { Description = "How often each page is asked for.", DefaultValueFactory = _ => 40 };
    // As a server that is used: what is called often is compiled again, after a thousand calls (decision 59) and a quiet moment.
    private static readonly Option<int> s_warmings = new("--warmings") { Description = "How often each page is asked for before it is measured.", DefaultValueFactory = _ => 1_000 };

    private static readonly Option<double> s_hours = new("--hours") { Description = "The time range of the pages, up to the newest event.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the result in bench/results/<date>-<name>.md." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program to start.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };

    private static readonly Option<string[]> s_pages = new("--page") { Description = "Only these pages: services, service, transaction, trace. Left out, all.", AllowMultipleArgumentsPerToken = true };

    public static Command Create()
    {
        var command = new Command("pages", "Measure the console's pages: server, complete in Chromium, bytes of the first load.") { CommonOptions.Events, CommonOptions.Seed, s_data, s_times, s_warmings, s_hours, s_name, s_program, s_pages };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                await RunAsync(parsed, cancel);
                return 0;
            }
            catch (Exception e) when (e is BenchException or HttpRequestException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string? kept = parsed.GetValue(s_data);
        string directory = kept ?? Directory.CreateTempSubdirectory("ashiato-bench-").FullName;
        try
        {
            var (events, newest) = await FillAsync(directory, new DataSetOptions { EventCount = parsed.GetValue(CommonOptions.Events), Seed = parsed.GetValue(CommonOptions.Seed) }, cancel);
            double hours = parsed.GetValue(s_hours);
            string range = string.Create(CultureInfo.InvariantCulture, $"from={newest.AddHours(-hours):yyyy-MM-dd'T'HH:mm:ss'Z'}&to={newest:yyyy-MM-dd'T'HH:mm:ss'Z'}");
            await using var target = await Target.StartAsync(parsed.GetValue(s_program)!, directory, cancel);
            await PageRun.AddTraceAsync(target, newest.AddHours(-hours - 1), cancel);
            var table = new ResultTable(string.Create(CultureInfo.InvariantCulture, $"pages of the console, {events:N0} events stored, a range of {hours:0.##} h"));
            string[] wanted = parsed.GetValue(s_pages) ?? [];
            var pages = (await PageRun.FindAsync(target.Console, range, cancel)).Where(page => wanted.Length == 0 || wanted.Contains(page.Name)).ToList();
            if (pages.Count == 0) throw new BenchException($"There is no page '{string.Join("', '", wanted)}'. Name some of services, service, transaction, trace.");
            await new PageRun(target.Console, parsed.GetValue(s_times), parsed.GetValue(s_warmings)).MeasureAsync(pages, table, cancel);
            Console.WriteLine(table);
            if (parsed.GetValue(s_name) is { } name)
                Console.WriteLine($"Kept in {ResultFile.Append(name, string.Create(CultureInfo.InvariantCulture, $"bench pages --events {parsed.GetValue(CommonOptions.Events)} --hours {hours} --times {parsed.GetValue(s_times)}"), table.ToString())}");
        }
        finally
        {
            if (kept is null) Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Fills an empty directory with the data set.</summary>
    /// <returns>How many events there are, and the full minute after the newest.</returns>
    private static async Task<(long Events, DateTimeOffset Newest)> FillAsync(string directory, DataSetOptions dataSet, CancellationToken cancel)
    {
        await using var store = await EmbeddedEventStore.OpenAsync(new EmbeddedStoreOptions { Directory = directory, MaxAge = null }, new TicklessTime(), NullLoggerFactory.Instance, cancel);
        if ((await store.GetStatusAsync(cancel)).EventCount == 0)
        {
            foreach (var batch in new BatchSource(dataSet).Batches()) await store.AppendAsync(batch, cancel);
            await store.FlushAsync();
            store.Maintain();
        }
        var status = await store.GetStatusAsync(cancel);
        var newest = DateTimeOffset.UnixEpoch.AddMicroseconds(status.NewestMicros ?? 0);
        return (status.EventCount, newest.AddMinutes(1));
    }
}
