using System.CommandLine;
using Ashiato.Bench.Load;
using Ashiato.Bench.Report;

namespace Ashiato.Bench;

/// <summary><c>bench load</c>: sends the data set to the real program and measures it.</summary>
internal static class LoadCommand
{
    private static readonly Option<long> s_warm = new("--warm") { Description = "Events sent before, so that the program is warm.", DefaultValueFactory = _ => 200_000 };
    private static readonly Option<double> s_perSecond = new("--per-second") { Description = "Events per second of the data set's own time: 20000 makes requests of 2,000 events, 600 of about 100.", DefaultValueFactory = _ => 20_000 };
    private static readonly Option<int> s_connections = new("--connections") { Description = "Requests at the same time at the most.", DefaultValueFactory = _ => 4 };
    private static readonly Option<double?> s_rate = new("--rate") { Description = "Send this many events per second, instead of as many as are answered." };
    private static readonly Option<string?> s_recording = new("--recording") { Description = "A recorded stream of intake v2 to send again and again instead of the data set, such as one of tests/corpus/streams." };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the result in bench/results/<date>-<name>.md." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program to start.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };
    private static readonly Option<string?> s_url = new("--url") { Description = "The server of a program that runs already, instead of starting one. It must be empty." };
    private static readonly Option<string?> s_consoleUrl = new("--console-url") { Description = "Its console." };
    private static readonly Option<int?> s_pid = new("--pid") { Description = "Its process, for time and memory." };
    private static readonly Option<string?> s_data = new("--data") { Description = "Its data directory, for bytes on disk." };

    public static Command Create()
    {
        var command = new Command("load", "Send the data set to the program, measure it, and count what is stored. Exit code 1 when counts differ.")
        {
            CommonOptions.Events, s_warm, CommonOptions.Seed, CommonOptions.Protocol, s_perSecond, s_connections, s_rate, s_recording, s_name, s_program, s_url, s_consoleUrl, s_pid, s_data,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var options = new LoadOptions
        {
            Events = parsed.GetValue(CommonOptions.Events),
            WarmEvents = parsed.GetValue(s_warm),
            Protocol = parsed.GetValue(CommonOptions.Protocol),
            Seed = parsed.GetValue(CommonOptions.Seed),
            PerSecond = parsed.GetValue(s_perSecond),
            Connections = parsed.GetValue(s_connections),
            Rate = parsed.GetValue(s_rate),
            Recording = parsed.GetValue(s_recording),
        };
        try
        {
            var bodies = LoadBodies.Make(options);
            // The bodies stay for the whole run; compacting them now keeps the collector quiet while measuring.
            GC.Collect();
            await using var target = await TargetAsync(parsed, cancel);
            using var run = new LoadRun(target, options, bodies);
            bool isSame = await run.MeasureAsync(cancel);
            string table = run.Table.ToString();
            Console.WriteLine(table);
            if (parsed.GetValue(s_name) is { } name) Console.WriteLine($"Kept in {ResultFile.Append(name, options.ToString(), table)}");
            return isSame ? 0 : 1;
        }
        catch (Exception e) when (e is BenchException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static async Task<Target> TargetAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(s_url) is not { } url) return await Target.StartAsync(parsed.GetValue(s_program)!, cancel);
        var console = parsed.GetValue(s_consoleUrl) ?? throw new BenchException("With --url, say --console-url too: counts are asked for there.");
        return Target.Attach(new(url), new(console), parsed.GetValue(s_pid), parsed.GetValue(s_data));
    }
}
