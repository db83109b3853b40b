using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ashiato.Bench.AgentOverhead;

namespace Ashiato.Bench;

/// <summary><c>bench agent</c>: what does a request of three queries cost more with the agent, and does it matter what the server does?</summary>
/// <remarks>Budget: 15 µs and 6 KB above the same application without an agent. Each application is a process of its own, and all take turns.</remarks>
internal static class AgentCommand
{
    private const int UsualQueue = 4_096;
    private const int SmallQueue = 16;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each application is measured.", DefaultValueFactory = _ => 3 };
        var requests = new Option<int>("--requests") { Description = "Requests of a measurement.", DefaultValueFactory = _ => 20_000 };
        var warmUp = new Option<int>("--warm-up") { Description = "Requests before that, until nothing is compiled any more.", DefaultValueFactory = _ => OverheadRun.UsualWarmUp };
        var agent = new Option<string?>("--agent") { Description = "Runs one application in this process: none, ashiato, listener or opentelemetry; or only the server that takes everything, whose address it prints." };
        var server = new Option<string?>("--server") { Description = "Where that application sends." };
        var queue = new Option<int>("--queue") { Description = "How many spans may wait there.", DefaultValueFactory = _ => UsualQueue };
        var command = new Command("agent", "Measures what the agent costs an application, also while the server is away, hangs or refuses.") { rounds, requests, warmUp, agent, server, queue };
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(agent) is "server")
            {
                await using var servers = await BadServers.StartAsync();
                Console.WriteLine(servers.Good);
                await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }
            if (parsed.GetValue(agent) is { } one)
            {
                var result = await OverheadRun.RunAsync(one, new Uri(parsed.GetValue(server) ?? "http://127.0.0.1:8200"), parsed.GetValue(queue), parsed.GetValue(warmUp), parsed.GetValue(requests));
                Console.WriteLine(result.Line);
                return;
            }
            await CompareAsync(parsed.GetValue(rounds), parsed.GetValue(warmUp), parsed.GetValue(requests), cancel);
        });
        return command;
    }

    private static async Task CompareAsync(int rounds, int warmUp, int requests, CancellationToken cancel)
    {
        await using var servers = await BadServers.StartAsync();
        (string Name, string Agent, Uri Server, int Queue)[] applications =
        [
            ("no agent", "none", servers.Good, UsualQueue),
            ("Ashiato.Agent", "ashiato", servers.Good, UsualQueue),
            ("as many activities, and somebody who only listens", "listener", servers.Good, UsualQueue),
            ("OpenTelemetry for ASP.NET Core alone", "opentelemetry", servers.Good, UsualQueue),
            ("Ashiato.Agent, no server", "ashiato", servers.Absent, UsualQueue),
            ("Ashiato.Agent, wrong token", "ashiato", servers.Unauthorised, UsualQueue),
            ("Ashiato.Agent, untrusted certificate", "ashiato", servers.Untrusted, UsualQueue),
            ("Ashiato.Agent, server hangs", "ashiato", servers.Hanging, UsualQueue),
            ("Ashiato.Agent, full queue", "ashiato", servers.Absent, SmallQueue),
        ];
        var results = applications.Select(_ => new List<OverheadResult>()).ToArray();
        // Each round begins with another one: what the machine does besides falls on all of them.
        for (int round = 0; round < rounds; round++)
            for (int turn = 0, i = round % applications.Length; turn < applications.Length; turn++, i = (i + 1) % applications.Length) results[i].Add(await MeasureAsync(applications[i].Agent, applications[i].Server, applications[i].Queue, warmUp, requests, cancel));

        var plain = Best(results[0]);
        double plainMedian = Median(results[0]);
        Console.WriteLine("| application | start, CPU ms | CPU µs | more | median | more | bytes | more | p50 µs | p99 µs | p99 : no agent |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        for (int i = 0; i < applications.Length; i++)
        {
            var best = Best(results[i]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {applications[i].Name} | {best.StartMillis:0} | {best.CpuMicros:0.0} | {best.CpuMicros - plain.CpuMicros:0.0} | {Median(results[i]):0.0} | {Median(results[i]) - plainMedian:0.0} | {best.Bytes:0} | {best.Bytes - plain.Bytes:0} | {best.P50Micros:0.0} | {best.P99Micros:0.0} | {best.P99Micros / plain.P99Micros:0.00} |"));
        }
    }

    /// <summary>The least of each number: what others did to the machine can only add to it.</summary>
    private static OverheadResult Best(List<OverheadResult> results) => new(
        results.Min(one => one.StartMillis), results.Min(one => one.CpuMicros), results.Min(one => one.Bytes), results.Min(one => one.P50Micros), results.Min(one => one.P99Micros));

    /// <summary>The processor time of a request in the round in the middle.</summary>
    private static double Median(List<OverheadResult> results) => results.Select(one => one.CpuMicros).Order().ElementAt(results.Count / 2);

    private static async Task<OverheadResult> MeasureAsync(string agent, Uri server, int queue, int warmUp, int requests, CancellationToken cancel)
    {
        string[] arguments = ["agent", "--agent", agent, "--server", server.ToString(), "--queue", queue.ToString(CultureInfo.InvariantCulture), "--warm-up", warmUp.ToString(CultureInfo.InvariantCulture), "--requests", requests.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Insert(0, typeof(AgentCommand).Assembly.Location);
        using var process = Process.Start(start) ?? throw new BenchException("The application did not start.");
        string output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return OverheadResult.Read(output);
    }
}
