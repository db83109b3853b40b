using System.CommandLine;
using System.Globalization;
using Ashiato.Roles;
using Ashiato.Settings;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;

namespace Ashiato.Commands;

/// <summary><c>ashiato store verify</c>, <c>backup</c> and <c>restore</c>.</summary>
internal static class StoreCommands
{
    private const int IsDamaged = 2;

    /// <summary>The commands.</summary>
    public static IEnumerable<Command> Create() => [Verify(), Backup(), Restore()];

    private static Command Verify()
    {
        var target = new UpkeepTarget();
        var command = new Command("verify", "Reads everything in a data directory, or in a backup, and compares it with its checksums. The exit code is 0 when all is sound, and 2 when something is damaged.");
        target.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var progress = new ProgressLine("checked");
            var found = await target.UseAsync(
                parsed,
                directory => StoreDirectory.VerifyAsync(directory, SettingsCompanion.All, progress, cancel),
                store => store.VerifyAsync(progress, cancel).AsTask());
            progress.Dispose();
            return Tell(found);
        });
        return command;
    }

    private static Command Backup()
    {
        var target = new UpkeepTarget();
        var to = new Argument<string>("DIR") { Description = "Where the backup is made: a directory that is empty, or not there yet, on the machine of the store." };
        var command = new Command("backup", "Copies events, log, settings and pins as they are at one moment, also while Ashiato runs. On the same disk files are linked, which takes hardly any time or room.") { to };
        target.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var progress = new ProgressLine("copied");
            string directory = Path.GetFullPath(parsed.GetValue(to)!);
            var made = await target.UseAsync(
                parsed,
                data => StoreDirectory.BackupAsync(data, directory, SettingsCompanion.All, TimeProvider.System, progress, cancel),
                store => store.BackupAsync(directory, progress, cancel).AsTask());
            progress.Dispose();
            foreach (string missing in made.Missing) System.Console.Error.WriteLine($"ashiato: {missing}");
            System.Console.WriteLine($"Made a backup in {made.Directory}: {Count(made.FileCount, "file")}, {ProgressLine.Bytes(made.SizeBytes)}, of which {ProgressLine.Bytes(made.LinkedBytes)} share their place on the disk with the store.");
            return made.Missing.Count == 0 ? 0 : IsDamaged;
        });
        return command;
    }

    private static Command Restore()
    {
        var from = new Argument<string>("DIR") { Description = "The backup." };
        var data = new Option<string>(SettingTable.Data.Flag)
        {
            Description = $"The data directory that the backup is brought back into: one that is empty, or not there yet. Default: {SettingTable.Data.Default}. Also {SettingTable.Data.Variable}.",
            HelpName = SettingTable.Data.Shape,
        };
        var command = new Command("restore", "Brings a backup back into an empty data directory, and checks it.") { from, data };
        command.SetAction(async (parsed, cancel) =>
        {
            using var progress = new ProgressLine("restored");
            var options = ProgramOptions.Read(setting => setting == SettingTable.Data ? parsed.GetValue(data) : null, Environment.GetEnvironmentVariable);
            var found = await UpkeepTarget.AskAsync(() => StoreDirectory.RestoreAsync(Path.GetFullPath(parsed.GetValue(from)!), options.DataDirectory, SettingsCompanion.All, progress, cancel));
            progress.Dispose();
            System.Console.WriteLine($"Restored {options.DataDirectory}.");
            return Tell(found);
        });
        return command;
    }

    private static int Tell(StoreVerification found)
    {
        foreach (var finding in found.Findings) System.Console.WriteLine($"{(finding.IsDamage ? "damage" : "note"),-8}{finding.Sentence}");
        if (found.Findings.Count == StoreVerification.MaxFindings) System.Console.WriteLine("There may be more; mend these first.");
        int damaged = found.Findings.Count(static finding => finding.IsDamage);
        string read = $"Read {Count(found.FileCount, "file")} of {ProgressLine.Bytes(found.SizeBytes)} with {Count(found.EventCount, "event")}";
        System.Console.WriteLine(damaged == 0 ? $"{read}: all is sound." : $"{read}: {Count(damaged, "finding")} of damage.");
        return found.IsSound ? 0 : IsDamaged;
    }

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
