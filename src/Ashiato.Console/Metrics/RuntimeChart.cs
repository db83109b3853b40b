using Ashiato.Console.Charts;
using Ashiato.Query.Metrics;

namespace Ashiato.Console.Metrics;

/// <summary>A chart that is drawn of a runtime's metrics when it reports them.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Unit">What its values are.</param>
/// <param name="Calculation">What is made of the reports of an interval.</param>
/// <param name="By">The field that tells its lines apart; <see langword="null"/> for one line a metric.</param>
/// <param name="Metrics">The metrics, with what each is called in the legend; those that there are become lines.</param>
public sealed record RuntimeChart(Func<string> Title, ChartUnit Unit, MetricCalculation Calculation, string? By, IReadOnlyList<(string Name, string Label)> Metrics)
{
    /// <summary>What a value is multiplied by to be of the unit: nanoseconds a second, to be a share of the time.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>All charts, in the order in which they stand on the page. Names: Elastic's agents and OpenTelemetry's semantic conventions.</summary>
    public static IReadOnlyList<RuntimeChart> All { get; } =
    [
        new(() => Texts.Cpu, ChartUnit.Share, MetricCalculation.Average, null,
        [
            ("system.cpu.total.norm.pct", "system"), ("system.process.cpu.total.norm.pct", "process"), ("process.cpu.utilization", "process"), ("jvm.cpu.recent_utilization", "process"),
            ("process.runtime.jvm.cpu.utilization", "process"), ("jvm.system.cpu.utilization", "system"),
        ]),
        new(() => Texts.Memory, ChartUnit.Bytes, MetricCalculation.Average, null,
        [
            ("system.process.memory.rss.bytes", "rss"), ("process.memory.usage", "rss"), ("system.process.memory.size", "virtual"), ("system.memory.actual.free", "system free"),
            ("system.memory.total", "system total"), ("dotnet.process.memory.working_set", "working set"),
        ]),
        // Go
        new(() => Texts.HeapOf.With("Go"), ChartUnit.Bytes, MetricCalculation.Average, null,
        [
            ("golang.heap.allocations.mem", "allocated"), ("golang.heap.allocations.active", "active"), ("golang.heap.allocations.idle", "idle"), ("golang.heap.system.total", "total"),
            ("process.runtime.go.mem.heap_alloc", "allocated"), ("process.runtime.go.mem.heap_idle", "idle"), ("go.memory.used", "used"),
        ]),
        new(() => Texts.Goroutines, ChartUnit.Number, MetricCalculation.Average, null, [("golang.goroutines", "goroutines"), ("process.runtime.go.goroutines", "goroutines"), ("go.goroutine.count", "goroutines")]),
        new(() => Texts.GarbageTime.With("Go"), ChartUnit.Share, MetricCalculation.Rate, null, [("golang.heap.gc.total_pause.ns", "gc"), ("process.runtime.go.gc.pause_total_ns", "gc")]) { Scale = 1e-9 },
        // JVM
        new(() => Texts.HeapOf.With("JVM"), ChartUnit.Bytes, MetricCalculation.Average, null,
            [("jvm.memory.heap.used", "used"), ("jvm.memory.heap.committed", "committed"), ("jvm.memory.heap.max", "max"), ("jvm.memory.non_heap.used", "non-heap")]),
        new(() => Texts.PoolsOf.With("JVM"), ChartUnit.Bytes, MetricCalculation.Average, "labels.jvm_memory_pool_name", [("jvm.memory.used", "used"), ("process.runtime.jvm.memory.usage", "used")]),
        new(() => Texts.Threads, ChartUnit.Number, MetricCalculation.Average, null, [("jvm.thread.count", "jvm"), ("process.runtime.jvm.threads.count", "jvm"), ("clr.threads.count", "clr"), ("dotnet.thread_pool.thread.count", "pool"), ("process.thread.count", "threads"), ("ruby.threads", "ruby")]),
        new(() => Texts.GarbageTime.With("JVM"), ChartUnit.Share, MetricCalculation.Rate, null, [("jvm.gc.time", "gc")]) { Scale = 1e-3 },
        // .NET
        new(() => Texts.HeapOf.With(".NET"), ChartUnit.Bytes, MetricCalculation.Average, null,
        [
            ("clr.gc.gen0size", "gen 0"), ("clr.gc.gen1size", "gen 1"), ("clr.gc.gen2size", "gen 2"), ("clr.gc.gen3size", "large objects"), ("dotnet.gc.last_collection.heap.size", "heap"),
            ("process.runtime.dotnet.gc.heap.size", "heap"),
        ]),
        new(() => Texts.Collections.With(".NET"), ChartUnit.Number, MetricCalculation.Rate, null, [("clr.gc.count", "/s"), ("dotnet.gc.collections", "/s"), ("process.runtime.dotnet.gc.collections.count", "/s")]),
        // Node.js
        new(() => Texts.HeapOf.With("Node.js"), ChartUnit.Bytes, MetricCalculation.Average, null,
            [("nodejs.memory.heap.used.bytes", "used"), ("nodejs.memory.heap.allocated.bytes", "allocated"), ("v8js.memory.heap.used", "used"), ("v8js.memory.heap.limit", "limit")]),
        new(() => Texts.EventLoop, ChartUnit.Number, MetricCalculation.Average, null,
            [("nodejs.eventloop.delay.avg.ms", "average ms"), ("nodejs.eventloop.delay.ns", "ns"), ("nodejs.eventloop.delay.p99", "p99 s"), ("nodejs.eventloop.utilization", "utilisation")]),
        new(() => Texts.Handles, ChartUnit.Number, MetricCalculation.Average, null, [("nodejs.handles.active", "handles"), ("nodejs.requests.active", "requests")]),
        // Python
        new(() => Texts.Collections.With("Python"), ChartUnit.Number, MetricCalculation.Rate, null, [("process.runtime.cpython.gc_count", "/s"), ("cpython.gc.collections", "/s")]),
        new(() => Texts.MemoryOf.With("Python"), ChartUnit.Bytes, MetricCalculation.Average, null, [("process.runtime.cpython.memory", "memory"), ("process.runtime.cpython.memory.usage", "memory")]),
        // Anything that serves
        new(() => Texts.OpenRequests, ChartUnit.Number, MetricCalculation.Average, null, [("http.server.active_requests", "active"), ("kestrel.active_connections", "connections")]),
    ];

    /// <summary>Its metrics that are among those reported.</summary>
    public IReadOnlyList<(MetricField Metric, string Label)> In(IReadOnlyList<MetricField> reported) =>
        [.. Metrics.Select(metric => (Metric: reported.FirstOrDefault(field => field.Name == metric.Name), metric.Label)).Where(pair => pair.Metric is not null).Select(pair => (pair.Metric!, pair.Label))];
}
