#if !NET9_0_OR_GREATER
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ashiato.Agent.Telemetry;

/// <summary>What the meter System.Runtime says from .NET 9 on, for .NET 8 under the same names.</summary>
internal static class RuntimeMetrics
{
    private static readonly Meter s_meter = new(MeterName);
    private static long s_exceptions;

    public const string MeterName = "Ashiato.Agent.Runtime";

    /// <summary>Makes the instruments; once a process.</summary>
    public static void Begin() => _ = Instruments.All;

    private static class Instruments
    {
        public static readonly object[] All = Create();

        private static object[] Create()
        {
            AppDomain.CurrentDomain.FirstChanceException += (_, _) => Interlocked.Increment(ref s_exceptions);
            return
            [
                s_meter.CreateObservableCounter("dotnet.gc.collections", () => Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation =>
                    new Measurement<long>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("gc.heap.generation", $"gen{generation}")))),
                s_meter.CreateObservableUpDownCounter("dotnet.process.memory.working_set", () => Environment.WorkingSet, "By"),
                s_meter.CreateObservableCounter("dotnet.gc.heap.total_allocated", () => GC.GetTotalAllocatedBytes(), "By"),
                s_meter.CreateObservableUpDownCounter("dotnet.gc.last_collection.heap.size", () => GC.GetGCMemoryInfo().HeapSizeBytes, "By"),
                s_meter.CreateObservableCounter("dotnet.gc.pause.time", () => GC.GetTotalPauseDuration().TotalSeconds, "s"),
                s_meter.CreateObservableUpDownCounter("dotnet.thread_pool.thread.count", () => (long)ThreadPool.ThreadCount),
                s_meter.CreateObservableCounter("dotnet.thread_pool.work_item.count", () => ThreadPool.CompletedWorkItemCount),
                s_meter.CreateObservableUpDownCounter("dotnet.thread_pool.queue.length", () => ThreadPool.PendingWorkItemCount),
                s_meter.CreateObservableCounter("dotnet.monitor.lock_contentions", () => Monitor.LockContentionCount),
                s_meter.CreateObservableCounter("dotnet.exceptions", () => Interlocked.Read(ref s_exceptions)),
                s_meter.CreateObservableCounter("dotnet.process.cpu.time", CpuTime, "s"),
            ];
        }

        private static double CpuTime()
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }
}
#endif
