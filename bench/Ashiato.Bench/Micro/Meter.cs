using System.Diagnostics;

namespace Ashiato.Bench.Micro;

/// <summary>What this process used since the meter was made.</summary>
internal readonly struct Meter()
{
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>Processor time of all threads.</summary>
    public TimeSpan Cpu => Environment.CpuUsage.TotalTime - _cpu;

    /// <summary>Bytes allocated by all threads.</summary>
    public long Allocated => GC.GetTotalAllocatedBytes() - _allocated;

    /// <summary>Time on the wall.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);
}
