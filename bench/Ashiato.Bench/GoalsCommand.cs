using System.CommandLine;
using System.Globalization;
using Ashiato.Bench.Data;
using Ashiato.Bench.Goals;
using Ashiato.Bench.Report;
using Ashiato.Storage.Embedded;

namespace Ashiato.Bench;

/// <summary><c>bench goals</c>: all that the project wants to reach with its own store, with ClickHouse beside it on the same rows.</summary>
internal static class GoalsCommand
{
    private static readonly Option<string?> s_data = new("--data") { Description = "A directory that keeps the store afterwards; one that an earlier run filled is only asked. Left out, a temporary one." };
    private static readonly Option<int> s_cache = new("--cache") { Description = "MiB of decoded columns that the store may keep; left out, what the program takes on this machine.", DefaultValueFactory = _ => (int)(new EmbeddedStoreOptions { Directory = "." }.CacheBytes >> 20) };
    private static readonly Option<bool> s_alone = new("--alone") { Description = "Without ClickHouse." };
    private static readonly Option<bool> s_storeOnly = new("--store-only") { Description = "Without the goals of the program as a whole." };
    private static readonly Option<string?> s_only = new("--only") { Description = "Of a store that is only asked: only questions whose names contain this." };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the table in bench/results/<date>-NAME.md." };
    private static readonly Option<string> s_program = new("--program") { Description = "The program to start.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "src", "Ashiato", "bin", "Release", "net10.0", "ashiato") };

    public static Command Create()
    {
        var command = new Command("goals", "Measure everything that is wanted of the embedded store and of the program around it, beside ClickHouse on the same rows.")
        {
            CommonOptions.Events, CommonOptions.Seed, s_data, s_cache, s_alone, s_storeOnly, s_only, s_name, s_program,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var dataSet = new DataSetOptions { EventCount = parsed.GetValue(CommonOptions.Events), Seed = parsed.GetValue(CommonOptions.Seed) };
        string? kept = parsed.GetValue(s_data);
        string directory = kept ?? Directory.CreateTempSubdirectory("ashiato-bench-").FullName;
        var table = new GoalTable(string.Create(CultureInfo.InvariantCulture, $"goals, {dataSet.EventCount:N0} events, cache of {parsed.GetValue(s_cache)} MiB"));
        try
        {
            var store = new StoreGoals(dataSet, directory, parsed.GetValue(s_cache), table) { Only = parsed.GetValue(s_only) };
            bool isOfProgram = !parsed.GetValue(s_storeOnly);
            ProgramGoals.Beside? beside = null;
            await using (var clickHouse = await ClickHouseAsync(parsed.GetValue(s_alone), cancel))
            {
                if (clickHouse is not null && isOfProgram) beside = await BesideAsync(clickHouse, dataSet.Seed, cancel);
                await store.MeasureAsync(clickHouse, cancel);
            }
            Console.WriteLine(table);
            if (isOfProgram)
            {
                var program = new ProgramGoals(parsed.GetValue(s_program)!, dataSet.Seed, table, beside);
                await program.MeasureStartAsync(directory, store.EventCount, store.Traces[0], cancel);
                await program.MeasureLoadAsync(cancel);
                await program.MeasureFirstSecondsAsync(cancel);
                Console.WriteLine(table);
            }
            if (parsed.GetValue(s_name) is { } name) ResultFile.Append(name, CommandOf(parsed, dataSet), table.ToString());
            return 0;
        }
        catch (Exception e) when (e is BenchException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        finally
        {
            if (kept is null) Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<ProgramGoals.Beside> BesideAsync(ClickHouseServer clickHouse, ulong seed, CancellationToken cancel)
    {
        await Task.Delay(ProgramGoals.Settling, cancel);
        long idle = clickHouse.Usage.ResidentBytes();
        var (large, small) = await new ClickHouseAnswers(seed).MeasureAsync(cancel);
        return new(clickHouse.StartTime, idle, large, small);
    }

    private static async Task<ClickHouseServer?> ClickHouseAsync(bool isUnwanted, CancellationToken cancel)
    {
        if (isUnwanted) return null;
        if (ClickHouseServer.Program is not null) return await ClickHouseServer.StartAsync(cancel);
        await Console.Error.WriteLineAsync("There is no clickhouse-server on this machine, so its column stays empty. Install it: apt-get install clickhouse-server");
        return null;
    }

    private static string CommandOf(ParseResult parsed, DataSetOptions dataSet) => string.Create(CultureInfo.InvariantCulture,
        $"bench goals --events {dataSet.EventCount} --seed {dataSet.Seed} --cache {parsed.GetValue(s_cache)}{(parsed.GetValue(s_alone) ? " --alone" : "")}{(parsed.GetValue(s_storeOnly) ? " --store-only" : "")}");
}
