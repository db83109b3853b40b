using Ashiato.Bench.Report;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.Segments;

namespace Ashiato.Bench.Micro;

/// <summary>Writes segments as the store would, without a store around them, and merges them.</summary>
internal sealed class SegmentRun(string directory) : IDisposable
{
    private const int FlushRows = 49_152;
    private const int Traces = 500;

    private readonly List<Segment> _live = [];
    private readonly List<EventId> _traces = [];
    private int _number;

    public IReadOnlyList<Segment> Live => _live;

    // As the store keeps its own, from one table to the next.
    private readonly GatherBuffers _buffers = new();

    public long RowCount { get; private set; }

    public long MergedRows { get; private set; }

    /// <summary>Processor time of writing fresh segments, but for the first fifth of them, scaled to all rows.</summary>
    public TimeSpan Writing { get; private set; }

    public TimeSpan Merging { get; private set; }

    /// <summary>Bytes allocated while writing fresh segments.</summary>
    public long WritingAllocated { get; private set; }

    public long MergingAllocated { get; private set; }

    public double BytesPerEvent => (double)_live.Sum(segment => segment.SizeBytes) / RowCount;

    public void Write(IEnumerable<EventBatch> batches, CancellationToken cancel)
    {
        var times = new List<(TimeSpan Cpu, int Rows)>();
        var table = new MemoryTable();
        long group = 0;
        foreach (var batch in batches)
        {
            cancel.ThrowIfCancellationRequested();
            // Puts small batches together, as the store does before it writes them.
            table.Add([batch], DateTimeOffset.UnixEpoch, () => group++);
            if (RowCount % 100_000 < batch.RowCount) _traces.Add(batch[0].Id(Fields.TraceId));
            RowCount += batch.RowCount;
            if (table.RowCount < FlushRows) continue;
            times.Add((WriteFresh(table), table.RowCount));
            table = new MemoryTable();
        }
        if (table.RowCount > 0) times.Add((WriteFresh(table), table.RowCount));
        var warm = times.Skip(times.Count / 5).ToArray();
        Writing = warm.Aggregate(TimeSpan.Zero, (sum, one) => sum + one.Cpu) * ((double)RowCount / warm.Sum(one => one.Rows));
    }

    public void MergeAll(CancellationToken cancel)
    {
        while (MergePlan.Choose(_live) is { } chosen)
        {
            cancel.ThrowIfCancellationRequested();
            var reading = MergePlan.NewCache();
            MergedRows += chosen.Sum(segment => segment.RowCount);
            var (cpu, allocated) = Write([.. chosen.SelectMany(segment => segment.GroupsThrough(reading))], BrotliCodec.Small);
            Merging += cpu;
            MergingAllocated += allocated;
            foreach (var segment in chosen)
            {
                _live.Remove(segment);
                segment.Release();
            }
        }
    }

    /// <summary>Finds traces in all segments and reads every column that they are in.</summary>
    public void MeasureTraces(ResultTable table)
    {
        var times = new List<TimeSpan>();
        long groups = 0, rows = 0;
        var all = new Meter();
        for (int i = 0; i < Traces; i++)
        {
            var id = _traces[i % _traces.Count];
            var meter = new Meter();
            // A cache of its own for each question: what is measured is decoding.
            var cache = new ColumnCache(16 << 20);
            foreach (var group in _live.SelectMany(segment => segment.GroupsThrough(cache)))
            {
                if (group.RowsOfTrace(id) is not { Length: > 0 } found) continue;
                foreach (var field in group.Fields) group.Read(field);
                groups++;
                rows += found.Length;
            }
            times.Add(meter.Elapsed);
        }
        table.Add("find a trace and read its row groups, processor time", $"{all.Cpu.TotalMilliseconds / Traces:F2} ms on average");
        table.Add($"find a trace and read its row groups, p50 / p95 / p99 of {Traces}", $"{new Percentiles(times)}, {(double)rows / Traces:F1} rows, {(double)groups / Traces:F1} row groups");
    }

    public void Dispose()
    {
        foreach (var segment in _live) segment.Release();
        _buffers.Dispose();
    }

    private TimeSpan WriteFresh(MemoryTable table)
    {
        var (cpu, allocated) = Write(table.Groups, BrotliCodec.Fast, _buffers);
        WritingAllocated += allocated;
        return cpu;
    }

    private (TimeSpan Cpu, long Allocated) Write(IReadOnlyList<RowGroup> sources, IBlockCodec codec, GatherBuffers? buffers = null)
    {
        int number = ++_number;
        string path = Path.Combine(directory, $"{number}.segment");
        var day = new DateOnly(2026, 1, 5);
        var meter = new Meter();
        SegmentWriter.Write(path, number, sources, SegmentOrder.Arrange(sources, new SegmentOrder.Days(day, day, day)).Single(), codec, buffers);
        var spent = (meter.Cpu, meter.Allocated);
        // Merging goes by the day in the name.
        _live.Add(Segment.Open($"2026-01-05/{number}.segment", path, new ColumnCache(0)));
        return spent;
    }
}
