using System.CommandLine;
using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;
using Ashiato.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench;

/// <summary><c>bench store</c>: what does the embedded store make of the data set, without HTTP around it?</summary>
internal static class StoreCommand
{
    // Never removed by age, however old the data set is.
    private static EmbeddedStoreOptions OptionsFor(string directory) => new() { Directory = directory, MaxAge = null };

    public static Command Create()
    {
        var command = new Command("store", "Measure appends and queries of the embedded store.") { CommonOptions.Events, CommonOptions.Seed };
        command.SetAction((parsed, cancel) => RunAsync(new() { EventCount = parsed.GetValue(CommonOptions.Events), Seed = parsed.GetValue(CommonOptions.Seed), EventsPerSecond = 20_000 }, cancel));
        return command;
    }

    private static async Task RunAsync(DataSetOptions dataSet, CancellationToken cancel)
    {
        var decoding = MeasureDecoding(dataSet);
        var directory = Directory.CreateTempSubdirectory("ashiato-bench-");
        try
        {
            var table = new ResultTable($"embedded store, {dataSet.EventCount:N0} events");
            var traces = new List<string>();
            await using (var store = await OpenAsync(directory.FullName, cancel))
            {
                var meter = new Meter();
                long count = 0;
                foreach (var batch in new BatchSource(dataSet).Batches())
                {
                    await store.AppendAsync(batch, cancel);
                    count += batch.RowCount;
                    traces.Add(batch[0].Text(Model.Fields.TraceId)!);
                }
                await store.FlushAsync();
                // Making the data set takes its time too; it was measured before, without a store.
                table.Add("append, durable, with segments written", $"{count / (meter.Cpu - decoding).TotalSeconds:N0} events/s per core, {(meter.Cpu - decoding).TotalMicroseconds / count:F2} µs per event");
                store.Maintain();
                table.Add("with merging", $"{(meter.Cpu - decoding).TotalMicroseconds / count:F2} µs per event");
            }
            long bytes = directory.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            table.Add("on disk after closing", $"{(double)bytes / dataSet.EventCount:F1} B per event");
            var opening = new Meter();
            await using (var store = await OpenAsync(directory.FullName, cancel))
            {
                table.Add("open again", $"{opening.Elapsed.TotalMilliseconds:F0} ms");
                await new StoreQueries(store, traces).MeasureAsync(table, dataSet.EventCount, cancel);
            }
            Console.WriteLine(table);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static TimeSpan MeasureDecoding(DataSetOptions dataSet)
    {
        // Once to warm up, with less.
        foreach (var _ in new BatchSource(dataSet with { EventCount = dataSet.EventCount / 5 }).Batches()) { }
        var meter = new Meter();
        foreach (var _ in new BatchSource(dataSet).Batches()) { }
        return meter.Cpu;
    }

    private static ValueTask<EmbeddedEventStore> OpenAsync(string directory, CancellationToken cancel) =>
        EmbeddedEventStore.OpenAsync(OptionsFor(directory), new TicklessTime(), NullLoggerFactory.Instance, cancel);
}
