using System.Buffers;
using System.CommandLine;
using System.IO.Compression;
using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using Ashiato.Bench.Report;
using Ashiato.Model;

namespace Ashiato.Bench;

/// <summary><c>bench decode</c>: what do the steps between socket and store cost per event?</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var command = new Command("decode", "Measure inflating, decoding and encoding, one step after the other.") { CommonOptions.Events, CommonOptions.Seed, CommonOptions.Protocol };
        command.SetAction(parsed => Run(parsed.GetValue(CommonOptions.Events), parsed.GetValue(CommonOptions.Seed), parsed.GetValue(CommonOptions.Protocol)));
        return command;
    }

    private static void Run(long events, ulong seed, BenchProtocol protocol)
    {
        var dataSet = new DataSetOptions { EventCount = events, Seed = seed, Protocol = protocol, EventsPerSecond = 20_000 };
        var source = new BatchSource(dataSet);
        Step inflating = new("inflate"), decoding = new("decode"), writing = new("write batch"), reading = new("read batch");
        var plain = new MemoryStream();
        var written = new ArrayBufferWriter<byte>();
        long count = 0, writtenBytes = 0;
        // The first fifth is for the compiler.
        long warm = events / 5;
        foreach (var request in new DataSet(dataSet).Requests())
        {
            byte[] zipped = Gzip.Compress(request.Body.Span);
            inflating.Measure(() => Inflate(zipped, plain));
            var batch = decoding.Measure(() => source.Decode(plain.GetBuffer().AsSpan(0, (int)plain.Length)));
            written.ResetWrittenCount();
            writing.Measure(() => EventBatchFormat.Write(batch, written));
            reading.Measure(() => EventBatchFormat.Read(written.WrittenSpan));
            count += batch.RowCount;
            writtenBytes += written.WrittenCount;
            if (warm <= 0) continue;
            warm -= batch.RowCount;
            (count, writtenBytes) = (0, 0);
            foreach (var step in new[] { inflating, decoding, writing, reading }) step.Reset();
        }
        var table = new ResultTable($"decode {protocol}, {count:N0} events");
        foreach (var step in new[] { inflating, decoding, writing, reading })
            table.Add(step.Name, $"{step.Cpu.TotalNanoseconds / count:F0} ns of processor time, {(double)step.Allocated / count:F0} B allocated per event");
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
