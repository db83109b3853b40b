using System.Globalization;

namespace Ashiato.Bench.Goals;

/// <summary>How long a question took: on the wall, and in processor time.</summary>
/// <param name="First">The first time, when nothing was decoded yet.</param>
/// <param name="FirstCpu">Processor time of that.</param>
/// <param name="Wall">The others.</param>
/// <param name="Cpu">Processor time of one of the others, on average.</param>
internal sealed record Timing(TimeSpan First, TimeSpan FirstCpu, Percentiles Wall, TimeSpan Cpu)
{
    /// <summary>The wall at half, 95 % and 99 %, and the processor.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall}; CPU {Cpu.TotalMilliseconds:F2} ms; first {First.TotalMilliseconds:F1} ms, CPU {FirstCpu.TotalMilliseconds:F1} ms");

    /// <summary>Does something once, then several times more.</summary>
    /// <param name="times">How often more.</param>
    /// <param name="cpu">Processor time of whoever does the work.</param>
    /// <param name="work">What to do, the how many-th time.</param>
    public static async Task<Timing> OfAsync(int times, Func<TimeSpan> cpu, Func<int, Task> work)
    {
        var start = cpu();
        var first = await OnceAsync(0);
        var before = cpu();
        var walls = new List<TimeSpan>();
        for (int time = 1; time <= times; time++) walls.Add(await OnceAsync(time));
        return new Timing(first, before - start, new Percentiles(walls), (cpu() - before) / times);

        async Task<TimeSpan> OnceAsync(int time)
        {
            long began = TimeProvider.System.GetTimestamp();
            await work(time);
            return TimeProvider.System.GetElapsedTime(began);
        }
    }
}
