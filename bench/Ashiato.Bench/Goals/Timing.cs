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

    /// <summary>How often something is done.</summary>
    /// <param name="Least">So often, however long it takes.</param>
    /// <param name="Most">No more often.</param>
    /// <param name="Enough">After this long it is only done until it was done least often.</param>
    internal readonly record struct Times(int Least, int Most, TimeSpan Enough)
    {
        /// <summary>As often as that.</summary>
        public static Times Exactly(int count) => new(count, count, TimeSpan.Zero);
    }

    /// <summary>Does something once, then several times more.</summary>
    /// <param name="times">How often more.</param>
    /// <param name="cpu">Processor time of whoever does the work.</param>
    /// <param name="work">What to do, the how many-th time.</param>
    public static async Task<Timing> OfAsync(Times times, Func<TimeSpan> cpu, Func<int, Task> work)
    {
        long begun = TimeProvider.System.GetTimestamp();
        var start = cpu();
        var first = await OnceAsync(0);
        var before = cpu();
        var walls = new List<TimeSpan>();
        while (walls.Count < times.Least || (walls.Count < times.Most && TimeProvider.System.GetElapsedTime(begun) < times.Enough)) walls.Add(await OnceAsync(walls.Count + 1));
        return new Timing(first, before - start, new Percentiles(walls), (cpu() - before) / walls.Count);

        async Task<TimeSpan> OnceAsync(int time)
        {
            long began = TimeProvider.System.GetTimestamp();
            await work(time);
            return TimeProvider.System.GetElapsedTime(began);
        }
    }
}
