using System.CommandLine;
using Ashiato.Bench.Data;
using Ashiato.Bench.Goals;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench;

/// <summary><c>bench query</c>: how fast does the embedded store answer the questions of PERFORMANCE.md, each with and without its columns in memory?</summary>
internal static class QueryCommand
{
    private const int TracesAsked = 200;

    private static readonly Option<string?> s_data = new("--data")
    {
        Description = "The data directory, kept for the next run; filled when it is empty. Left out, a temporary one.",
    };

    private static readonly Option<int> s_times = new("--times") { Description = "How often each question is asked.", DefaultValueFactory = _ => 30 };

    private static readonly Option<int> s_cache = new("--cache") { Description = "MiB of decoded columns that the store may keep.", DefaultValueFactory = _ => 4_096 };

    private static readonly Option<bool> s_rows = new("--rows") { Description = "Answer from rows alone, without summaries." };

    private static readonly Option<string?> s_only = new("--only") { Description = "Only questions whose names contain this." };

    public static Command Create()
    {
        var command = new Command("query", "Measure the questions that pages ask of the embedded store.")
        {
            CommonOptions.Events, CommonOptions.Seed, s_data, s_times, s_cache, s_rows, s_only,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            new() { EventCount = parsed.GetValue(CommonOptions.Events), Seed = parsed.GetValue(CommonOptions.Seed) },
            parsed.GetValue(s_data),
            parsed.GetValue(s_cache),
            !parsed.GetValue(s_rows),
            (store, traces) => new StoreQueries(store, traces) { Times = parsed.GetValue(s_times), Only = parsed.GetValue(s_only) },
            cancel));
        return command;
    }

    private static async Task RunAsync(DataSetOptions dataSet, string? data, int cacheMiB, bool usesSummaries, Func<IEventStore, IReadOnlyList<string>, StoreQueries> ask, CancellationToken cancel)
    {
        string directory = data ?? Directory.CreateTempSubdirectory("ashiato-bench-").FullName;
        try
        {
            var options = new EmbeddedStoreOptions { Directory = directory, MaxAge = null, CacheBytes = (long)cacheMiB << 20, UsesSummaries = usesSummaries };
            await using var store = await EmbeddedEventStore.OpenAsync(options, new TicklessTime(), NullLoggerFactory.Instance, cancel);
            if ((await store.GetStatusAsync(cancel)).EventCount == 0) await FillAsync(store, dataSet, cancel);
            var status = await store.GetStatusAsync(cancel);
            var table = new ResultTable($"queries of the embedded store, {status.EventCount:N0} events, {(double)status.SizeBytes / status.EventCount:F1} B per event, cache of {cacheMiB} MiB");
            await ask(store, await KeptTraces.OfAsync(store, TracesAsked, cancel)).MeasureAsync(table, status.EventCount, cancel);
            Console.WriteLine(table);
        }
        finally
        {
            if (data is null) Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task FillAsync(EmbeddedEventStore store, DataSetOptions dataSet, CancellationToken cancel)
    {
        foreach (var batch in new BatchSource(dataSet).Batches()) await store.AppendAsync(batch, cancel);
        await store.FlushAsync();
        store.Maintain();
    }
}
