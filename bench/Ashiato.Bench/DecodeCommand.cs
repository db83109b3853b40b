using System.Buffers;
using System.CommandLine;
using System.IO.Compression;
using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;
using Ashiato.Intake;
using Ashiato.Intake.Aggregation;
using Ashiato.Intake.Enrichment;
using Ashiato.Model;

namespace Ashiato.Bench;

/// <summary><c>bench decode</c>: what do the steps between socket and store cost per event?</summary>
internal static class DecodeCommand
{
    private static readonly Option<double> Rate = new("--events-per-second")
    {
        Description = "How densely the events lie in their own time; it decides how many share a metric.",
        DefaultValueFactory = _ => 20_000,
    };

    private static readonly Option<string> Aggregation = new("--aggregation") { Description = "The intervals of the metrics.", DefaultValueFactory = _ => "60m" };

    public static Command Create()
    {
        var command = new Command("decode", "Measure inflating, decoding, counting and encoding, one step after the other.")
        {
            CommonOptions.Events, CommonOptions.Seed, CommonOptions.Protocol, Rate, Aggregation,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(CommonOptions.Protocol), parsed.GetValue(Aggregation)!,
            new DataSetOptions
            {
                EventCount = parsed.GetValue(CommonOptions.Events),
                Seed = parsed.GetValue(CommonOptions.Seed),
                Protocol = parsed.GetValue(CommonOptions.Protocol),
                EventsPerSecond = parsed.GetValue(Rate),
            }));
        return command;
    }

    private static void Run(BenchProtocol protocol, string aggregation, DataSetOptions dataSet)
    {
        var source = new BatchSource(dataSet);
        Step inflating = new("inflate"), decoding = new("decode"), enriching = new("enrich"), counting = new("count into metrics");
        Step publishing = new("publish metrics"), writing = new("write batch"), reading = new("read batch");
        Step[] steps = [inflating, decoding, enriching, counting, publishing, writing, reading];
        var plain = new MemoryStream();
        var written = new ArrayBufferWriter<byte>();
        long count = 0, writtenBytes = 0, metricRows = 0, nextMinute = dataSet.StartMicros;
        var enricher = new Enricher(new UserAgents(TimeProvider.System), places: null);
        if (!MetricInterval.TryParse(aggregation, out var intervals) || intervals.Count == 0) throw new BenchException($"'{aggregation}' names no intervals.");
        var aggregator = new Aggregator(new IntakeOptions(), intervals, dataSet.StartMicros);
        // The first fifth is for the compiler.
        long warm = dataSet.EventCount / 5;
        foreach (var request in new DataSet(dataSet).Requests())
        {
            byte[] zipped = Gzip.Compress(request.Body.Span);
            inflating.Measure(() => Inflate(zipped, plain));
            var batch = decoding.Measure(() => source.Decode(plain.GetBuffer().AsSpan(0, (int)plain.Length)));
            batch = enriching.Measure(() => enricher.Enrich(batch));
            counting.Measure(() => aggregator.Count(batch));
            if (batch.Find(Fields.Timestamp) is Int64Column times && times.Values[^1] > nextMinute)
            {
                nextMinute = times.Values[^1] + 60_000_000;
                foreach (var metrics in publishing.Measure(() => aggregator.Take(nextMinute))) metricRows += metrics.RowCount;
            }
            written.ResetWrittenCount();
            writing.Measure(() => EventBatchFormat.Write(batch, written));
            reading.Measure(() => EventBatchFormat.Read(written.WrittenSpan));
            count += batch.RowCount;
            writtenBytes += written.WrittenCount;
            if (warm <= 0) continue;
            warm -= batch.RowCount;
            (count, writtenBytes, metricRows) = (0, 0, 0);
            foreach (var step in steps) step.Reset();
        }
        var table = new ResultTable($"decode {protocol}, {count:N0} events");
        foreach (var step in steps)
            table.Add(step.Name, $"{step.Cpu.TotalNanoseconds / count:F0} ns of processor time, {(double)step.Allocated / count:F0} B allocated per event");
        table.Add("metrics", $"{(double)metricRows / count:F3} documents per event");
        table.Add("written batch", $"{(double)writtenBytes / count:F1} B per event");
        table.Add("decoded batch in memory", $"{BytesInMemory(dataSet):F0} B per event");
        Console.WriteLine(table);
    }

    private static double BytesInMemory(DataSetOptions dataSet)
    {
        const int Batches = 30;
        var source = new BatchSource(dataSet);
        var bodies = new DataSet(dataSet).Requests().Take(Batches).Select(request => request.Body.ToArray()).ToArray();
        var batches = new EventBatch[bodies.Length];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int at = 0; at < bodies.Length; at++) batches[at] = source.Decode(bodies[at]);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        return (double)(after - before) / batches.Sum(batch => batch.RowCount);
    }

    private static void Inflate(byte[] zipped, MemoryStream plain)
    {
        plain.SetLength(0);
        using var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
        gzip.CopyTo(plain);
    }

    /// <summary>A part of the way, measured each time it is gone.</summary>
    private sealed class Step(string name)
    {
        public string Name => name;

        public TimeSpan Cpu { get; private set; }

        public long Allocated { get; private set; }

        public void Reset() => (Cpu, Allocated) = (default, 0);

        public void Measure(Action work) => Measure<object?>(() =>
        {
            work();
            return null;
        });

        public T Measure<T>(Func<T> work)
        {
            var meter = new Meter();
            var result = work();
            Cpu += meter.Cpu;
            Allocated += meter.Allocated;
            return result;
        }
    }
}
