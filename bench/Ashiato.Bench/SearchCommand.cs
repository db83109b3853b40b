using System.CommandLine;
using System.Text;
using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;
using Ashiato.Search;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench;

/// <summary><c>bench search</c>: what does a <c>_search</c> over HTTP cost beside the same question asked of the store? Goal: at most twice as much.</summary>
internal static class SearchCommand
{
    private static readonly Option<string?> s_data = new("--data") { Description = "The data directory, kept for the next run; filled when it is empty. Left out, a temporary one." };
    private static readonly Option<int> s_times = new("--times") { Description = "How often each question is asked.", DefaultValueFactory = _ => 15 };
    private static readonly Option<bool> s_rows = new("--rows") { Description = "Answer from rows alone, without summaries." };

    private static readonly Option<string?> s_only = new("--only") { Description = "Ask only questions whose name holds this." };

    public static Command Create()
    {
        var command = new Command("search", "Measure _search against the same questions asked of the store.") { CommonOptions.Events, CommonOptions.Seed, s_data, s_times, s_rows, s_only };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string directory = parsed.GetValue(s_data) ?? Directory.CreateTempSubdirectory("ashiato-bench-").FullName;
        try
        {
            var options = new EmbeddedStoreOptions { Directory = directory, MaxAge = null, CacheBytes = 4L << 30, UsesSummaries = !parsed.GetValue(s_rows) };
            await using var store = await EmbeddedEventStore.OpenAsync(options, new TicklessTime(), NullLoggerFactory.Instance, cancel);
            if ((await store.GetStatusAsync(cancel)).EventCount == 0)
            {
                var dataSet = new DataSetOptions { EventCount = parsed.GetValue(CommonOptions.Events), Seed = parsed.GetValue(CommonOptions.Seed) };
                foreach (var batch in new BatchSource(dataSet).Batches()) await store.AppendAsync(batch, cancel);
                await store.FlushAsync();
                store.Maintain();
            }
            await MeasureAsync(store, parsed.GetValue(s_times), parsed.GetValue(s_only) ?? "", cancel);
        }
        finally
        {
            if (parsed.GetValue(s_data) is null) Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(EmbeddedEventStore store, int times, string only, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapSearch(store, new SearchOptions(), TimeProvider.System, NullLogger.Instance);
        await app.StartAsync(cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var status = await store.GetStatusAsync(cancel);
        var table = new ResultTable($"_search against the store, {status.EventCount:N0} events, medians of {times}");
        var bare = new List<TimeSpan>();
        for (int i = 0; i <= times; i++) bare.Add(await TimeAsync(() => client.GetStringAsync(new Uri("/", UriKind.Relative), cancel)));
        table.Add("GET /, which asks nothing of the store", $"{new Percentiles(bare)[50].TotalMilliseconds:F2} ms");
        foreach (var one in SearchQuestions.All.Where(one => one.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            // One after the other within a turn, so that both have the same machine.
            var direct = new List<TimeSpan>();
            var searched = new List<TimeSpan>();
            for (int i = 0; i <= times; i++)
            {
                var asked = await TimeAsync(() => one.AskAsync(store, cancel));
                var found = await TimeAsync(() => SearchAsync(client, one.Search, cancel));
                // The first turn warms up.
                if (i == 0) continue;
                direct.Add(asked);
                searched.Add(found);
            }
            double store50 = new Percentiles(direct)[50].TotalMilliseconds, search50 = new Percentiles(searched)[50].TotalMilliseconds;
            table.Add(one.Name, $"store {store50:F2} ms, _search {search50:F2} ms, {search50 / store50:F2} times");
        }
        Console.WriteLine(table);
    }

    private static async Task SearchAsync(HttpClient client, string body, CancellationToken cancel)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/_search", UriKind.Relative), content, cancel);
        string text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode) throw new BenchException($"_search answered {(int)answer.StatusCode}: {text}");
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        long started = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(started);
    }
}
