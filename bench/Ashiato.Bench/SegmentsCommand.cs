using System.CommandLine;
using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;

namespace Ashiato.Bench;

/// <summary><c>bench segments</c>: how many bytes does an event take on disk, column by column, and what does writing it cost?</summary>
internal static class SegmentsCommand
{
    public static Command Create()
    {
        var perSecond = new Option<double>("--per-second") { Description = "Events per second of the data set's own time.", DefaultValueFactory = _ => DataSetOptions.TenMillionADay };
        var name = new Option<string?>("--name") { Description = "Keeps the tables in bench/results." };
        var command = new Command("segments", "Measure the bytes of stored events by column and form, and the writing and reading of segments.") { CommonOptions.Events, CommonOptions.Seed, perSecond, name };
        command.SetAction((parsed, cancel) =>
        {
            Run(new() { EventCount = parsed.GetValue(CommonOptions.Events), Seed = parsed.GetValue(CommonOptions.Seed), EventsPerSecond = parsed.GetValue(perSecond) }, parsed.GetValue(name), cancel);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void Run(DataSetOptions dataSet, string? name, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("ashiato-bench-");
        try
        {
            using var run = new SegmentRun(directory.FullName);
            run.Write(new BatchSource(dataSet).Batches(), cancel);
            var table = new ResultTable($"segments, {run.RowCount:N0} events");
            table.Add("fresh", $"{run.BytesPerEvent:F2} B per event, {run.Live.Count} segments");
            table.Add("write", $"{run.RowCount / run.Writing.TotalSeconds:N0} events/s per core, the first fifth left out; {(double)run.WritingAllocated / run.RowCount:N0} bytes allocated per event");
            run.MergeAll(cancel);
            table.Add("merged", $"{run.BytesPerEvent:F2} B per event, {run.Live.Count} segments");
            table.Add("merge", $"{run.MergedRows / run.Merging.TotalSeconds:N0} events/s per core; each event was merged {(double)run.MergedRows / run.RowCount:F1} times; {(double)run.MergingAllocated / run.MergedRows:N0} bytes allocated per event");
            run.MeasureTraces(table);
            string tables = $"{table}\n{SegmentBytes.Of(run.Live, run.RowCount)}";
            Console.WriteLine(tables);
            if (name is not null) ResultFile.Append(name, FormattableString.Invariant($"bench segments --events {dataSet.EventCount} --seed {dataSet.Seed} --per-second {dataSet.EventsPerSecond:F0}"), tables);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
