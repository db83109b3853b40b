using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ashiato.Bench.Fuzz;
using Ashiato.Bench.Load;
using Ashiato.Bench.Report;

namespace Ashiato.Bench;

/// <summary><c>bench fuzz</c>: does anything that senders can reach break, hang or grow?</summary>
internal static class FuzzCommand
{
    private static readonly Option<long> s_count = new("--count") { Description = "How many requests, without connections.", DefaultValueFactory = _ => 1_000_000 };
    private static readonly Option<long> s_first = new("--first") { Description = "The number of the first request, to send one again." };
    private static readonly Option<long> s_wire = new("--wire") { Description = "How many requests more, over connections to the program.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the table in bench/results under this name." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };

    public static Command Create()
    {
        var command = new Command("fuzz", "Send requests that are nearly right to everything that senders can reach. Exit code 1 when something breaks, 3 when something hangs.")
        {
            CommonOptions.Seed, s_count, s_first, s_wire, s_name, s_program,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        ulong seed = parsed.GetValue(CommonOptions.Seed);
        long count = parsed.GetValue(s_count), wire = parsed.GetValue(s_wire);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {count:N0} requests without connections, {wire:N0} over them"));
        var table = new ResultTable(string.Create(CultureInfo.InvariantCulture, $"fuzz, seed {seed}"));
        try
        {
            var seeds = FuzzSeeds.Read();
            var meter = new Micro.Meter();
            await using (var servers = await FuzzServers.StartAsync(cancel))
            {
                var run = new FuzzRun(seed, await FuzzSurfaces.AllAsync(servers, seeds, cancel), Console.WriteLine);
                long began = Stopwatch.GetTimestamp();
                await run.RunAsync(parsed.GetValue(s_first), count, cancel);
                count = run.SentCount;
                table.Add("requests without connections", $"{count:N0}");
                run.Report(table);
                table.Add("time", $"{Stopwatch.GetElapsedTime(began).TotalMinutes:F1} min, {meter.Cpu.TotalMicroseconds / count:F0} µs of processor time a request");
                table.Add("events taken", $"{servers.Store.DiscardedCount:N0}");
            }
            if (wire > 0) await RunOverConnectionsAsync(seed, wire, seeds, parsed.GetValue(s_program)!, table, cancel);
        }
        catch (BenchException broken)
        {
            await Console.Error.WriteLineAsync(broken.Message);
            return 1;
        }
        Console.WriteLine(table);
        string command = string.Create(CultureInfo.InvariantCulture, $"bench fuzz --seed {seed} --count {count} --wire {wire}");
        if (parsed.GetValue(s_name) is { } name) Console.WriteLine(ResultFile.Append(name, command, table.ToString()));
        return 0;
    }

    private static async Task RunOverConnectionsAsync(ulong seed, long count, FuzzSeeds seeds, string program, ResultTable table, CancellationToken cancel)
    {
        Environment.SetEnvironmentVariable("ASHIATO_SECRET_TOKEN", FuzzServers.Token);
        await using var target = await Target.StartAsync(program, cancel);
        using var run = new WireRun(seed, target, seeds, FuzzServers.Token);
        await run.RunAsync(count / 10, cancel);
        long early = target.Usage!.ResidentBytes();
        await run.RunAsync(count - (count / 10), cancel);
        table.Add("over connections", $"{run.Acknowledged:N0} events acknowledged in {count:N0} requests, all of them there");
        table.Add("resident after a tenth of these, and in the end", $"{early / 1048576.0:F0} MiB, {target.Usage.ResidentBytes() / 1048576.0:F0} MiB");
    }
}
