using System.CommandLine;
using System.Globalization;
using Ashiato.Bench.Load;
using Ashiato.Bench.Report;

namespace Ashiato.Bench;

/// <summary><c>bench slow-agents</c>: how much memory do agents cost that hold a request open and send little? Budget: 200 MB for 2,000 of them.</summary>
internal static class SlowAgentsCommand
{
    private const double Mebi = 1024 * 1024;
    private const int Few = 20;

    private static readonly Option<int> s_agents = new("--agents") { Description = "How many.", DefaultValueFactory = _ => 2_000 };
    private static readonly Option<int> s_seconds = new("--seconds") { Description = "How long each holds its request open.", DefaultValueFactory = _ => 10 };
    private static readonly Option<double> s_every = new("--every") { Description = "An event comes every so many seconds.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the table in bench/results under this name." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };

    public static Command Create()
    {
        var command = new Command("slow-agents", "Measure what many agents cost that hold requests open. Exit code 1 when one was not acknowledged.") { s_agents, s_seconds, s_every, s_name, s_program };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        int count = parsed.GetValue(s_agents), seconds = parsed.GetValue(s_seconds);
        var every = TimeSpan.FromSeconds(parsed.GetValue(s_every));
        string program = parsed.GetValue(s_program)!;
        // The events themselves are kept in memory too, until they are many: the same ones by a few agents tell what that takes.
        var few = await MeasureAsync(program, Math.Min(Few, count), seconds, every, count / Math.Min(Few, count), cancel);
        var many = await MeasureAsync(program, count, seconds, every, 1, cancel);

        var table = new ResultTable(string.Create(CultureInfo.InvariantCulture, $"{count:N0} agents, each with a request open for {seconds} s and an event every {every.TotalSeconds} s"));
        table.Add("resident before", $"{many.Before / Mebi:F0} MiB");
        table.Add("the most while they were there", $"{many.Most / Mebi:F0} MiB, {many.More / Mebi:F0} MiB more");
        table.Add($"the same events by {Math.Min(Few, count)} agents", $"{few.Most / Mebi:F0} MiB, {few.More / Mebi:F0} MiB more");
        table.Add("so the agents cost", $"{(many.More - few.More) / Mebi:F0} MiB, {(many.More - few.More) / 1024.0 / count:F1} KiB an agent");
        table.Add("resident 5 s later", $"{many.After / Mebi:F0} MiB");
        table.Add("processor time", $"{many.Cpu.TotalMilliseconds / count:F2} ms an agent");
        table.Add("acknowledged whole", $"{many.Acknowledged:N0} of {count:N0}");
        Console.WriteLine(table);
        string command = string.Create(CultureInfo.InvariantCulture, $"bench slow-agents --agents {count} --seconds {seconds} --every {every.TotalSeconds}");
        if (parsed.GetValue(s_name) is { } name) Console.WriteLine(ResultFile.Append(name, command, table.ToString()));
        return many.Acknowledged == count ? 0 : 1;
    }

    private static async Task<Measured> MeasureAsync(string program, int count, int seconds, TimeSpan every, int events, CancellationToken cancel)
    {
        await using var target = await Target.StartAsync(program, cancel);
        var usage = target.Usage!;
        // Some requests first, so that compiled code and buffers that every server has are not counted.
        for (int i = 0; i < 20; i++) await RoundAsync(target, 20, TimeSpan.Zero, every, 1, () => { }, cancel);
        await Task.Delay(TimeSpan.FromSeconds(5), cancel);
        long before = usage.ResidentBytes(), most = before;
        var cpu = usage.Cpu();
        int acknowledged = await RoundAsync(target, count, TimeSpan.FromSeconds(seconds), every, events, () => most = Math.Max(most, usage.ResidentBytes()), cancel);
        var spent = usage.Cpu() - cpu;
        await Task.Delay(TimeSpan.FromSeconds(5), cancel);
        return new Measured(before, most, usage.ResidentBytes(), spent, acknowledged);
    }

    /// <summary>Has agents send events now and then until their time is over.</summary>
    /// <returns>How many were told that everything was taken.</returns>
    private static async Task<int> RoundAsync(Target target, int count, TimeSpan open, TimeSpan every, int events, Action look, CancellationToken cancel)
    {
        var agents = Enumerable.Range(0, count).Select(number => new SlowAgent(number)).ToArray();
        try
        {
            foreach (var agent in agents) await agent.BeginAsync(target.Server, cancel);
            long began = TimeProvider.System.GetTimestamp();
            do
            {
                foreach (var agent in agents) await agent.SendAsync(events, cancel);
                look();
                if (open > TimeSpan.Zero) await Task.Delay(every, cancel);
                look();
            }
            while (TimeProvider.System.GetElapsedTime(began) < open);
            bool[] told = await Task.WhenAll(agents.Select(agent => agent.EndAsync(cancel)));
            look();
            return told.Count(one => one);
        }
        finally
        {
            foreach (var agent in agents) agent.Dispose();
        }
    }

    /// <summary>What a server's memory did, in bytes.</summary>
    private sealed record Measured(long Before, long Most, long After, TimeSpan Cpu, int Acknowledged)
    {
        public long More => Most - Before;
    }
}
