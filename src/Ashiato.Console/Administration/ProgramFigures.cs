using System.Diagnostics;

namespace Ashiato.Console.Administration;

/// <summary>How the process of this console is.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="ProcessorTime">What it has used of all processors.</param>
/// <param name="WorkingSetBytes">Memory that it holds.</param>
/// <param name="HeapBytes">Of it, objects in use after the last collection.</param>
/// <param name="AllocatedBytes">What it has allocated since it began.</param>
/// <param name="Collections">How often each generation was collected.</param>
/// <param name="PauseShare">The share of its life in which it stood still to collect, from 0 to 1.</param>
/// <param name="Threads">Threads of its pool.</param>
internal sealed record ProgramFigures(
    DateTimeOffset StartedAt, TimeSpan ProcessorTime, long WorkingSetBytes, long HeapBytes, long AllocatedBytes, IReadOnlyList<int> Collections, double PauseShare, int Threads)
{
    /// <summary>Reads them.</summary>
    public static ProgramFigures Read()
    {
        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo();
        return new ProgramFigures(
            process.StartTime, process.TotalProcessorTime, process.WorkingSet64, memory.HeapSizeBytes, GC.GetTotalAllocatedBytes(),
            [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)], memory.PauseTimePercentage / 100, ThreadPool.ThreadCount);
    }
}
