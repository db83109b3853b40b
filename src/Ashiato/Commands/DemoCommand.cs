using System.CommandLine;
using Ashiato.Demo;
using Ashiato.Roles;
using Ashiato.Settings;

namespace Ashiato.Commands;

/// <summary><c>ashiato demo</c>: everything in one command, with an application to look at.</summary>
internal static class DemoCommand
{
    private static readonly Setting[] s_settings = [SettingTable.Data, SettingTable.Server, SettingTable.Store, SettingTable.Console];

    /// <summary>The command.</summary>
    public static Command Create(RunRoles run)
    {
        var seconds = new Option<int>("--seconds") { Description = "How long people shop.", HelpName = "SECONDS", DefaultValueFactory = _ => 20 };
        var users = new Option<int>("--users") { Description = "How many people shop.", HelpName = "COUNT", DefaultValueFactory = _ => 3 };
        var mend = new Option<string?>("--mend") { Description = "Which of the marketplace's faults are mended: users, categories, shipments, hash, lock, with commas, or all.", HelpName = "FAULTS" };
        var database = new Option<string?>("--database") { Description = "Where the marketplace keeps its items: a file, or a connection string of PostgreSQL. Default: a file.", HelpName = "DATABASE" };
        var options = s_settings.ToDictionary(setting => setting, setting => new Option<string>(setting.Flag)
        {
            Description = setting == SettingTable.Data ? "The directory that keeps the demo's events. Default: one that is removed at the end." : $"{setting.Description} Default: {setting.Default}.",
            HelpName = setting.Shape,
        });
        var command = new Command("demo", "Runs all roles together with a marketplace to look at, lets people shop there, and prints the address of an interesting trace.") { seconds, users, mend, database };
        foreach (var option in options.Values) command.Add(option);

        command.SetAction(async (parsed, cancel) =>
        {
            string marketplace = DemoRun.Find();
            bool isTemporary = parsed.GetValue(options[SettingTable.Data]) is null;
            string folder = parsed.GetValue(options[SettingTable.Data]) ?? Directory.CreateTempSubdirectory("ashiato-demo-").FullName;
            try
            {
                // Tokens and passwords of the environment belong to another Ashiato. Its ports for OpenTelemetry may be off for a reason.
                var read = ProgramOptions.Read(
                    setting => setting == SettingTable.Data ? folder : options.TryGetValue(setting, out var option) ? parsed.GetValue(option) : null,
                    name => name == SettingTable.OtlpPorts.Variable ? Environment.GetEnvironmentVariable(name) : null);
                var load = new DemoLoad(parsed.GetValue(database) ?? Path.Combine(folder, "marketplace.db"), parsed.GetValue(seconds), parsed.GetValue(users), parsed.GetValue(mend));
                await RunAsync(run, read, marketplace, load, cancel);
            }
            finally
            {
                if (isTemporary) Directory.Delete(folder, recursive: true);
            }
            return 0;
        });
        return command;
    }

    /// <summary>Runs the roles, and the demo once they listen. When the demo fails, everything ends.</summary>
    private static async Task RunAsync(RunRoles run, ProgramOptions options, string marketplace, DemoLoad load, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var demo = Task.CompletedTask;
        await run(RoleSet.All, options, over.Token, running => demo = ShopAsync(running));
        try
        {
            await demo;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // It was stopped before it was over.
        }

        async Task ShopAsync(RunningRoles running)
        {
            await using var shop = new DemoRun(running.UrlOf(SettingTable.Server)!, running.UrlOf(SettingTable.Console)!, load);
            try
            {
                await shop.RunAsync(marketplace, System.Console.Out, over.Token);
                await Task.Delay(Timeout.InfiniteTimeSpan, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch when (!cancel.IsCancellationRequested)
            {
                await over.CancelAsync();
                throw;
            }
        }
    }
}
