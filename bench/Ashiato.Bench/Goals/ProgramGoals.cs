using System.Diagnostics;
using Ashiato.Bench.Data;
using Ashiato.Bench.Load;

namespace Ashiato.Bench.Goals;

/// <summary>The goals of the program as a whole: answers, visibility, memory, and starting.</summary>
/// <param name="program">The program.</param>
/// <param name="seed">Of the events that it is sent.</param>
/// <param name="table">Takes what was measured.</param>
/// <param name="clickHouse">What ClickHouse did; <see langword="null"/> when it is not there.</param>
internal sealed class ProgramGoals(string program, ulong seed, GoalTable table, ProgramGoals.Beside? clickHouse)
{
    /// <param name="StartTime">From the start of ClickHouse without events to its first answer.</param>
    /// <param name="IdleBytes">What it held a while later.</param>
    /// <param name="Large">Its answers to large requests.</param>
    /// <param name="Small">Its answers to small ones.</param>
    internal sealed record Beside(TimeSpan StartTime, long IdleBytes, ClickHouseAnswers.Answers Large, ClickHouseAnswers.Answers Small);

    private const int Connections = 4;

    // The full rate is that of a server which has been at it for a while: what it does until then is a row of its own.
    private const long WarmEvents = 2_000_000, FullEvents = 400_000, HalfEvents = 200_000;
    private const double PerSecondOfLarge = 20_000, PerSecondOfSmall = 600;
    private const int Probes = 100;

    /// <summary>So long after its start a program has done what it does of its own accord.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_firstSeconds = TimeSpan.FromSeconds(3);

    /// <summary>Measures a program of its own with an empty directory.</summary>
    public async Task MeasureLoadAsync(CancellationToken cancel)
    {
        var large = Bodies(WarmEvents, FullEvents, PerSecondOfLarge);
        var small = Bodies(HalfEvents, HalfEvents, PerSecondOfSmall);
        GC.Collect();
        await using var target = await Target.StartAsync(program, cancel);
        using var sender = new Sender(target.Server, BenchProtocol.V2, Connections);
        await Task.Delay(Settling, cancel);
        table.Add(12, "resident, idle after start", "90 MB", Megabytes(target.Usage!.ResidentBytes()), clickHouse is null ? null : Megabytes(clickHouse.IdleBytes));
        table.Add(13, "start without events: accepts / answers", "350 / 700 ms", FormattableString.Invariant($"{target.AcceptTime?.TotalMilliseconds:F0} / {target.StartTime?.TotalMilliseconds:F0} ms"), clickHouse is null ? null : FormattableString.Invariant($"{clickHouse.StartTime.TotalMilliseconds:F0} ms"));

        await sender.SendAsync(large.Warm, null, cancel);
        var cpu = target.Usage.Cpu();
        var full = await sender.SendAsync(large.Measured, null, cancel);
        await Task.Delay(Settling, cancel);
        double perSecond = full.Accepted / full.Elapsed.TotalSeconds;
        table.Add(1, "intake v2 over HTTP, durable", "300 k", FormattableString.Invariant($"{full.Accepted / (target.Usage.Cpu() - cpu).TotalSeconds:N0} events/s per server core, {perSecond:N0} on the wall"));
        table.Add(12, "resident, peak while as much comes as is answered", "300 MB", Megabytes(target.Usage.PeakResidentBytes()));

        var halfLarge = await sender.SendAsync([.. large.Measured.Take(large.Measured.Count / 2)], perSecond / 2, cancel);
        table.Add(5, "answer at half of that rate, bodies of about 1 MB, p50 / p95 / p99", "p99 6 ms", halfLarge.Latencies.ToString(), clickHouse?.Large.ToString());
        // An event costs more in a small body: half of what is answered in such bodies.
        var fullSmall = await sender.SendAsync(small.Warm, null, cancel);
        double smallPerSecond = fullSmall.Accepted / fullSmall.Elapsed.TotalSeconds;
        await Task.Delay(Settling, cancel);
        var halfSmall = await sender.SendAsync(small.Measured, smallPerSecond / 2, cancel);
        table.Add(5, FormattableString.Invariant($"answer at half of what is answered in bodies of about 60 KB ({smallPerSecond:N0} events/s), p50 / p95 / p99"), "p99 3 ms", halfSmall.Latencies.ToString(), clickHouse?.Small.ToString());

        using var probe = new VisibilityProbe(target, sender, BenchProtocol.V2);
        var visible = new List<TimeSpan>();
        for (uint at = 1; at <= Probes; at++) visible.Add(await probe.MeasureAsync(seed + at, large.DataSet.StartMicros, cancel));
        table.Add(6, "whole in its trace after the answer, the question included, p50 / p95 / p99", "p99 50 ms", new Percentiles(visible).ToString());
    }

    /// <summary>Measures how fast a cold program takes in, against a warm one.</summary>
    public async Task MeasureFirstSecondsAsync(CancellationToken cancel)
    {
        var bodies = Bodies(WarmEvents, FullEvents, PerSecondOfLarge);
        await using var target = await Target.StartAsync(program, cancel);
        using var sender = new Sender(target.Server, BenchProtocol.V2, Connections);
        var before = target.Usage!.Cpu();
        long began = Stopwatch.GetTimestamp();
        long early = 0;
        int at = 0;
        const int Lot = 8;
        while (Stopwatch.GetElapsedTime(began) < s_firstSeconds && at < bodies.Warm.Count)
        {
            early += (await sender.SendAsync([.. bodies.Warm.Skip(at).Take(Lot)], null, cancel)).Accepted;
            at += Lot;
        }
        var (cold, coldCpu) = (Stopwatch.GetElapsedTime(began), target.Usage.Cpu() - before);
        await sender.SendAsync([.. bodies.Warm.Skip(at)], null, cancel);
        before = target.Usage.Cpu();
        began = Stopwatch.GetTimestamp();
        long late = 0;
        for (at = 0; at < bodies.Measured.Count; at += Lot) late += (await sender.SendAsync([.. bodies.Measured.Skip(at).Take(Lot)], null, cancel)).Accepted;
        var (warm, warmCpu) = (Stopwatch.GetElapsedTime(began), target.Usage.Cpu() - before);
        double share = early / cold.TotalSeconds / (late / warm.TotalSeconds);
        table.Add(16, "first 3 s after the start, share of the full rate", "0.7", FormattableString.Invariant(
            $"{share:F2}; per processor second {early / coldCpu.TotalSeconds / (late / warmCpu.TotalSeconds):F2}"));
    }

    /// <summary>Measures starting on a directory that holds events.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="eventCount">How many it holds.</param>
    /// <param name="traceId">A trace that it has.</param>
    /// <param name="cancel">Ends the measurement.</param>
    public async Task MeasureStartAsync(string directory, long eventCount, string traceId, CancellationToken cancel)
    {
        var bodies = Bodies(0, HalfEvents, PerSecondOfLarge);
        await using (var target = await Target.StartAsync(program, directory, cancel))
        {
            await AddStartAsync(target, $"start with {eventCount:N0} events: accepts / answers", "350 / 700 ms", traceId, cancel);
            await Task.Delay(Settling, cancel);
            table.Add(12, $"resident, idle after start with {eventCount:N0} events", "90 MB; ≤ 1.2 × that of an empty one", Megabytes(target.Usage!.ResidentBytes()));
            using var sender = new Sender(target.Server, BenchProtocol.V2, Connections);
            await sender.SendAsync(bodies.Measured, null, cancel);
            target.Kill();
        }
        long log = new DirectoryInfo(directory).EnumerateFiles("*.wal", SearchOption.AllDirectories).Sum(static file => file.Length);
        await using var again = await Target.StartAsync(program, directory, cancel);
        await AddStartAsync(again, FormattableString.Invariant($"the same after kill -9 under load, a log of {log / 1e6:F1} MB"), "≤ 2 s", traceId, cancel);
    }

    private async Task AddStartAsync(Target target, string what, string wanted, string traceId, CancellationToken cancel)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        long began = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(new Uri(target.Console, "/api/traces/" + traceId), cancel);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync(cancel);
        var answers = (target.StartTime ?? default) + Stopwatch.GetElapsedTime(began);
        table.Add(13, what, wanted, FormattableString.Invariant($"{target.AcceptTime?.TotalMilliseconds:F0} / {answers.TotalMilliseconds:F0} ms"));
    }

    private LoadBodies Bodies(long warm, long measured, double perSecond) => LoadBodies.Make(new LoadOptions
    {
        Events = measured,
        WarmEvents = warm,
        Protocol = BenchProtocol.V2,
        Seed = seed,
        PerSecond = perSecond,
        Connections = Connections,
        Rate = null,
    });

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:F0} MB");
}
