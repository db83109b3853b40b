using System.CommandLine;
using Ashiato.Roles;
using Ashiato.Settings;

namespace Ashiato.Commands;

/// <summary>Where a command finds the settings: in a data directory, or behind a running store.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<string> _data = Option(SettingTable.Data, "The data directory, of an Ashiato that runs or not. Without it, a running store is asked.");
    private readonly Option<string> _storeUrl = Option(SettingTable.StoreUrl, $"Where the running store is. Default: {SettingTable.StoreUrl.Default}. Also {SettingTable.StoreUrl.Variable}.");
    private readonly Option<string> _storeToken = Option(SettingTable.StoreToken, $"The token of the running store. Also {SettingTable.StoreToken.Variable}.");

    /// <summary>A command with these options besides its own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="run">Does it. Gives the exit code.</param>
    public static Command Command(string name, string description, Func<ParseResult, ISettingsStore, CancellationToken, Task<int>> run)
    {
        var options = new SettingsOptions();
        var command = new Command(name, description) { options._data, options._storeUrl, options._storeToken };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var settings = options.Open(parsed);
            try
            {
                return await run(parsed, settings, cancel);
            }
            catch (ArgumentException e)
            {
                throw new StartupException(e.Message, e);
            }
        });
        return command;
    }

    private ISettingsStore Open(ParseResult parsed)
    {
        var options = ProgramOptions.Read(
            setting => setting == SettingTable.Data ? parsed.GetValue(_data) : setting == SettingTable.StoreUrl ? parsed.GetValue(_storeUrl) : setting == SettingTable.StoreToken ? parsed.GetValue(_storeToken) : null,
            Environment.GetEnvironmentVariable);
        // What was typed counts before what the environment says, and a directory before an address.
        bool isLocal = parsed.GetValue(_data) is not null
            || (parsed.GetValue(_storeUrl) is null && Environment.GetEnvironmentVariable(SettingTable.Data.Variable) is { Length: > 0 });
        if (isLocal && !Directory.Exists(options.DataDirectory))
            throw new StartupException($"There is no directory '{options.DataDirectory}'; name the data directory of an Ashiato with {SettingTable.Data.Flag} {SettingTable.Data.Shape}, or the address of its store with {SettingTable.StoreUrl.Flag} {SettingTable.StoreUrl.Shape}.");
        // A store of this machine knows those who may read its data directory; another's has no business with the token.
        if (!isLocal && options.StoreUrl.IsLoopback) options = options with { StoreToken = options.StoreToken ?? LocalToken.Read(options.DataDirectory) };
        return StoreRole.OpenSettings(isLocal ? RoleSet.Store : RoleSet.None, options);
    }

    private static Option<string> Option(Setting setting, string help) => new(setting.Flag) { Description = help, HelpName = setting.Shape };
}
