using System.CommandLine;
using System.CommandLine.Parsing;
using Ashiato.Commands;
using Ashiato.Roles;
using Ashiato.Settings;

namespace Ashiato;

/// <summary>The commands and options of the program: what was typed, turned into roles and settings.</summary>
internal static class CommandLine
{
    private static readonly Setting[] TlsSettings = [SettingTable.Tls, SettingTable.Certificate, SettingTable.CertificateKey, SettingTable.AlternativeNames, SettingTable.ClientAuthority];
    private static readonly Setting[] StoreSettings =
        [
            SettingTable.Data, SettingTable.RetentionDays, SettingTable.RetentionDaysByKind, SettingTable.RetentionSize, SettingTable.RetentionSizeByKind, SettingTable.SummaryDays, SettingTable.Store, SettingTable.StoreToken, SettingTable.ClusterName, SettingTable.ClusterVersion, SettingTable.Init, SettingTable.Insecure, .. TlsSettings, SettingTable.SecretsFolder, SettingTable.UserFiles, SettingTable.Config];
    private static readonly Setting[] ServerSettings =
        [
            SettingTable.Server, SettingTable.OtlpPorts, SettingTable.SecretToken, SettingTable.ApiKeys, SettingTable.AgentPollSeconds, SettingTable.Rum, SettingTable.RumOrigins, SettingTable.RumServices,
            SettingTable.StoreUrl, SettingTable.StoreToken, SettingTable.StoreAuthority, SettingTable.StoreCertificate, SettingTable.StoreKey, SettingTable.Insecure, SettingTable.Data, SettingTable.RetentionDays, .. TlsSettings, SettingTable.GeoIp, SettingTable.Aggregation, SettingTable.TailSampling, SettingTable.ConsoleUrl,
            SettingTable.SecretsFolder, SettingTable.Config];
    private static readonly Setting[] ConsoleSettings =
        [SettingTable.Console, SettingTable.ConsolePassword, SettingTable.ServerUrl, SettingTable.SecretToken, SettingTable.StoreUrl, SettingTable.StoreToken, SettingTable.StoreAuthority, SettingTable.StoreCertificate, SettingTable.StoreKey, SettingTable.Insecure, SettingTable.Data, .. TlsSettings, SettingTable.SecretsFolder, SettingTable.Config];

    /// <summary>A Ctrl-C waits this long for the roles to finish before the process ends anyway.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);

    /// <summary>The exit code of what a Ctrl-C ended, as shells say it: 128 and the number of the signal.</summary>
    private const int Interrupted = 130;

    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="args">What was typed.</param>
    /// <param name="run">Runs roles until cancelled.</param>
    /// <returns>The exit code: 0, or 1 after one sentence on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, RunRoles run)
    {
        var root = new RootCommand(
            "Ashiato shows where a request has been: it takes events in from Elastic APM agents and OpenTelemetry SDKs and shows them as timelines. Without a command it runs store, server and console in one process.")
        {
            With(Command("store", "Runs only the store: keeps the events and answers questions about them. Its own commands check, back up and restore what it keeps.", RoleSet.Store, StoreSettings, run), StoreCommands.Create()),
            Command("server", "Runs only the server: takes events in from agents and SDKs and sends them to a store.", RoleSet.Server, ServerSettings, run),
            Command("console", "Runs only the console: shows the events of a store to people.", RoleSet.Console, ConsoleSettings, run),
            ApiKeyCommand.Create(),
            AgentsCommand.Create(),
            OperatorCommand.Create(),
            UsersCommand.Create(),
            CheckCommand.Create(),
            DiagnosticsCommand.Create(),
            DemoCommand.Create(run),
            RunCommand.Create(),
            AssertCommand.Create(),
        };
        var everything = StoreSettings.Concat(ServerSettings).Concat(ConsoleSettings).Where(setting => setting != SettingTable.StoreUrl && setting != SettingTable.StoreAuthority);
        Add(root, RoleSet.All, SettingTable.All.Where(everything.Contains), run);

        var parsed = root.Parse(args);
        if (parsed.Errors is [var error, ..])
            return Refuse($"{error.Message.TrimEnd('.')}. See '{string.Join(' ', ["ashiato", .. Subcommand(parsed), "--help"])}' for what can be given.");
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopWithin });
        }
        catch (StartupException e)
        {
            return Refuse(e.Message);
        }
        catch (SettingsUnavailableException e)
        {
            return Refuse(e.Message);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    private static Command Command(
        string name, string description, RoleSet roles, IEnumerable<Setting> settings, RunRoles run)
    {
        var command = new Command(name, description);
        Add(command, roles, settings, run);
        return command;
    }

    private static Command With(Command command, IEnumerable<Command> commands)
    {
        foreach (var one in commands) command.Add(one);
        return command;
    }

    private static void Add(Command command, RoleSet roles, IEnumerable<Setting> settings, RunRoles run)
    {
        var options = settings.ToDictionary(
            setting => setting,
            setting => new Option<string>(setting.Flag)
            {
                Description = setting.Help,
                HelpName = setting.Shape,
                Arity = setting.Shape == Setting.Switch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            });
        foreach (var option in options.Values) command.Add(option);

        command.SetAction(async (parsed, cancel) =>
        {
            var read = ProgramOptions.Read(
                setting => options.TryGetValue(setting, out var option) ? Said(parsed, setting, option) : null, Environment.GetEnvironmentVariable);
            Safety.RequireUnlessKept(roles, read);
            await run(roles, read, cancel);
            return 0;
        });
    }

    /// <summary>What was typed: a switch that only was named is on.</summary>
    private static string? Said(ParseResult parsed, Setting setting, Option<string> option) =>
        parsed.GetValue(option) ?? (setting.Shape == Setting.Switch && parsed.GetResult(option) is not null ? "on" : null);

    private static Stack<string> Subcommand(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var command = parsed.CommandResult; command is not null && command.Command is not RootCommand; command = command.Parent as CommandResult) names.Push(command.Command.Name);
        return names;
    }

    private static int Refuse(string sentence)
    {
        System.Console.Error.WriteLine("ashiato: " + sentence);
        return 1;
    }
}
