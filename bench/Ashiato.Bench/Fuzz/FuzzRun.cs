using System.Diagnostics;
using System.Globalization;
using Ashiato.Bench.Report;

namespace Ashiato.Bench.Fuzz;

/// <summary>Sends requests that are nearly right, one after the other, and looks at what they leave behind.</summary>
/// <param name="seed">Decides everything: request n of a seed is the same in every run.</param>
/// <param name="surfaces">Where they go.</param>
/// <param name="tell">Takes a line about how far it is.</param>
internal sealed class FuzzRun(ulong seed, FuzzSurface[] surfaces, Action<string> tell)
{
    /// <summary>A request that takes longer hangs.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>So much more may be held in the end than after the first tenth: buffers that grew with the largest request so far.</summary>
    private const long GrowthBytes = 48L << 20;

    /// <summary>So many findings are enough for one run.</summary>
    private const int MostFindings = 20;

    private readonly Dictionary<string, Tally> _tallies = surfaces.ToDictionary(surface => surface.Name, _ => new Tally());
    private readonly FuzzSurface[] _wheel = [.. surfaces.SelectMany(surface => Enumerable.Repeat(surface, surface.Weight))];
    private readonly List<string> _findings = [];
    private long _at;
    private long _startedAt;

    /// <summary>How many were sent; fewer than asked for when it was stopped.</summary>
    public long SentCount { get; private set; }

    /// <summary>Bytes held after the first tenth, everything collected.</summary>
    public long HeldEarly { get; private set; }

    /// <summary>Bytes held in the end.</summary>
    public long HeldLate { get; private set; }

    /// <summary>Sends requests.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="BenchException">A request broke something; the message says how to send it again.</exception>
    public async Task RunAsync(long first, long count, CancellationToken cancel)
    {
        _startedAt = Stopwatch.GetTimestamp();
        using var watch = new Timer(_ => RequireAlive(), null, s_patience, TimeSpan.FromSeconds(5));
        long began = Stopwatch.GetTimestamp(), step = Math.Max(1, count / 20);
        for (_at = first; _at < first + count && !cancel.IsCancellationRequested; _at++)
        {
            await SendAsync();
            if (_findings.Count == MostFindings) break;
            long done = SentCount = _at - first + 1;
            if (done == Math.Max(1, count / 10)) HeldEarly = Held();
            if (done % step == 0)
                tell(string.Create(CultureInfo.InvariantCulture, $"{done:N0} requests, {done / Stopwatch.GetElapsedTime(began).TotalSeconds:N0} a second, {GC.GetTotalMemory(false) >> 20} MiB managed, {Environment.WorkingSet >> 20} MiB resident"));
        }
        HeldLate = Held();
        if (_findings.Count > 0) throw new BenchException(string.Join("\n\n", _findings));
        if (HeldLate > HeldEarly + GrowthBytes) throw new BenchException($"{HeldEarly >> 20} MiB were held after a tenth of the requests, and {HeldLate >> 20} MiB in the end.");
    }

    /// <summary>Adds what was answered, by surface.</summary>
    public void Report(ResultTable table)
    {
        foreach (var surface in surfaces)
        {
            var tally = _tallies[surface.Name];
            table.Add(surface.Name, $"{tally.Total:N0} requests: {Share(tally.Taken, tally.Total):F1} % taken, {Share(tally.Refused, tally.Total):F1} % refused, {Share(tally.Left, tally.Total):F1} % given up by the sender, {tally.Time.TotalMicroseconds / Math.Max(1, tally.Total):F0} µs each");
        }
        table.Add("held after a tenth, and in the end", $"{HeldEarly / 1048576.0:F1} MiB, {HeldLate / 1048576.0:F1} MiB");
    }

    private async Task SendAsync()
    {
        Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());
        var random = new Random((int)(((seed * 0x9E3779B97F4A7C15) + ((ulong)_at * 0xBF58476D1CE4E5B9)) >> 33));
        var surface = _wheel[random.Next(_wheel.Length)];
        try
        {
            var (status, finding) = await surface.RunAsync(random);
            if (finding is not null) _findings.Add(Again(surface, finding));
            _tallies[surface.Name].Add(status, Stopwatch.GetElapsedTime(_startedAt));
        }
        catch (Exception e)
        {
            _findings.Add(Again(surface, e.ToString()));
        }
    }

    private string Again(FuzzSurface surface, string finding) => string.Create(CultureInfo.InvariantCulture, $"{surface.Name}: {finding}\nThe same again: bench fuzz --seed {seed} --first {_at} --count 1");

    private void RequireAlive()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _startedAt)) < s_patience) return;
        Console.Error.WriteLine($"A request hangs for more than {s_patience}. The same again: bench fuzz --seed {seed} --first {_at} --count 1");
        Environment.Exit(3);
    }

    private static long Held()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static double Share(long part, long total) => total == 0 ? 0 : 100.0 * part / total;

    private sealed class Tally
    {
        public long Total { get; private set; }

        public long Taken { get; private set; }

        public long Refused { get; private set; }

        public long Left { get; private set; }

        public TimeSpan Time { get; private set; }

        public void Add(int status, TimeSpan time)
        {
            Total++;
            Time += time;
            if (status == 0) Left++;
            else if (status < 400) Taken++;
            else Refused++;
        }
    }
}
