using System.Globalization;

namespace Ashiato.Bench.Load;

/// <summary>What a process uses, as Linux tells in <c>/proc</c>.</summary>
internal sealed class ProcessUsage(int processId)
{
    // Clock ticks of /proc/<pid>/stat: 100 a second on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>User and system time so far, all threads together, in steps of 10 ms.</summary>
    public TimeSpan Cpu()
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        // The second field is the program's name in brackets and may hold anything; utime and stime are the 14th and 15th.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Resident bytes now.</summary>
    public long ResidentBytes() => StatusBytes("VmRSS:");

    /// <summary>The most resident bytes there ever were.</summary>
    public long PeakResidentBytes() => StatusBytes("VmHWM:");

    /// <summary>Resident bytes that are in no file: heaps and stacks, which a machine cannot take back.</summary>
    public long AnonymousBytes() => StatusBytes("RssAnon:");

    private long StatusBytes(string name)
    {
        string line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1_024 * long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
