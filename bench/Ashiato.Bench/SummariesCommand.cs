using System.CommandLine;
using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench;

/// <summary><c>bench summaries</c>: what do summaries cost, and how fast do they answer what they are for?</summary>
internal static class SummariesCommand
{
    private const long Minute = 60_000_000, Day = 1_440 * Minute;
    private const int TimesFromSummaries = 21;
    private const int TimesFromEvents = 5;
    private const int TimesToSumUp = 61;
    private const int EventsOfOneFlush = 32_768;

    private static readonly Option<string> s_name = new("--name") { Description = "Keep the table in bench/results/<date>-NAME.md." };

    public static Command Create()
    {
        var command = new Command("summaries", "Measure group questions from summaries and from events, and the bytes of summaries.") { CommonOptions.Events, CommonOptions.Seed, s_name };
        command.SetAction((parsed, cancel) => RunAsync(
            new() { EventCount = parsed.GetValue(CommonOptions.Events), Seed = parsed.GetValue(CommonOptions.Seed) }, parsed.GetValue(s_name), cancel));
        return command;
    }

    private static async Task RunAsync(DataSetOptions dataSet, string? name, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("ashiato-bench-");
        try
        {
            var table = new ResultTable($"summaries of {dataSet.EventCount:N0} events, {(double)dataSet.LengthMicros / Day:F1} days");
            // Never removed by age, however old the data set is.
            var options = new EmbeddedStoreOptions { Directory = directory.FullName, MaxAge = null };
            await using (var store = await EmbeddedEventStore.OpenAsync(options, new TicklessTime(), NullLoggerFactory.Instance, cancel))
            {
                long count = 0;
                foreach (var batch in new BatchSource(dataSet).Batches())
                {
                    await store.AppendAsync(batch, cancel);
                    count += batch.RowCount;
                }
                await store.FlushAsync();
                store.Maintain();
                AddSizes(table, directory, count);
                AddCosts(table, dataSet);

                long end = (dataSet.StartMicros + dataSet.LengthMicros) / Minute * Minute;
                var questions = new SummaryQueries(store, new TimeRange(end - Day, end));
                await questions.MeasureAsync(table, "summaries", TimesFromSummaries, cancel);
                options.UsesSummaries = false;
                await questions.MeasureAsync(table, "events", TimesFromEvents, cancel);
            }
            Console.WriteLine(table);
            if (name is not null) ResultFile.Append(name, $"bench summaries --events {dataSet.EventCount} --seed {dataSet.Seed}", table.ToString());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void AddCosts(ResultTable table, DataSetOptions dataSet)
    {
        var groups = new BatchSource(dataSet with { EventCount = EventsOfOneFlush, EventsPerSecond = 20_000 }).Batches().Select(static batch => new MemoryRowGroup(batch, 0)).ToArray();
        double count = groups.Sum(static group => group.RowCount);
        var adding = new List<double>();
        var merging = new List<double>();
        for (int time = 0; time < TimesToSumUp; time++)
        {
            var meter = new Meter();
            var builder = new SummaryBuilder();
            foreach (var group in groups) builder.Add(group, [.. Enumerable.Range(0, group.RowCount)]);
            var summaries = builder.Build().Select(static one => (SummaryRowGroup)new LoadedSummary(one)).ToArray();
            adding.Add(meter.Cpu.TotalNanoseconds / count);
            var again = new Meter();
            SummaryBuilder.Merge([summaries, summaries, summaries, summaries], out _);
            merging.Add(again.Cpu.TotalNanoseconds / count / 4);
        }
        table.Add("summing up events in memory, median", $"{adding.Order().ElementAt(TimesToSumUp / 2):F0} ns per event");
        table.Add("summing up the summaries of four segments, median", $"{merging.Order().ElementAt(TimesToSumUp / 2):F0} ns per event");
    }

    private static void AddSizes(ResultTable table, DirectoryInfo directory, long count)
    {
        var segments = directory.EnumerateFiles("*.segment", SearchOption.AllDirectories).ToArray();
        var summaries = directory.EnumerateFiles("*.summary", SearchOption.AllDirectories).ToArray();
        table.Add("segments", $"{segments.Length}, {(double)segments.Sum(static file => file.Length) / count:F2} B per event");
        table.Add("summaries", $"{summaries.Length}, {(double)summaries.Sum(static file => file.Length) / count:F2} B per event");
        var parts = summaries.SelectMany(static file => SummaryFile.Open(file.Name, file.FullName).Contents).ToLookup(static part => (part.View, part.Level));
        foreach (var part in parts.OrderBy(static part => part.Key))
        {
            string name = $"{SummaryView.All[part.Key.View].Name}, {SummaryView.Levels[part.Key.Level] / Minute} min";
            table.Add($"of which {name}", $"{part.Sum(static one => one.RowCount):N0} rows, {(double)part.Sum(static one => one.StoredBytes) / count:F3} B per event");
        }
    }
}
