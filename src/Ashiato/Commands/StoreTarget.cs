using System.CommandLine;
using Ashiato.Roles;
using Ashiato.Settings;
using Ashiato.Storage;

namespace Ashiato.Commands;

/// <summary>Which running store a command asks: its events and its settings.</summary>
internal sealed class StoreTarget
{
    private readonly Option<string> _data = Option(SettingTable.Data, $"The data directory of the Ashiato that runs on this machine, from which its token is read. Default: {SettingTable.Data.Default}. Also {SettingTable.Data.Variable}.");
    private readonly Option<string> _storeUrl = Option(SettingTable.StoreUrl, $"Where the running store is. Default: where the one listens that has the data directory open. Also {SettingTable.StoreUrl.Variable}.");
    private readonly Option<string> _storeToken = Option(SettingTable.StoreToken, $"The token of the running store. Also {SettingTable.StoreToken.Variable}.");

    /// <summary>The options that say it.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_storeUrl);
        command.Add(_storeToken);
    }

    /// <summary>Its events.</summary>
    public IEventStore OpenStore(ParseResult parsed) => StoreRole.OpenRemote(Options(parsed));

    /// <summary>Its settings.</summary>
    public ISettingsStore OpenSettings(ParseResult parsed) => StoreRole.OpenSettings(RoleSet.None, Options(parsed));

    private ProgramOptions Options(ParseResult parsed)
    {
        var options = ProgramOptions.Read(
            setting => setting == SettingTable.Data ? parsed.GetValue(_data) : setting == SettingTable.StoreUrl ? parsed.GetValue(_storeUrl) : setting == SettingTable.StoreToken ? parsed.GetValue(_storeToken) : null,
            Environment.GetEnvironmentVariable);
        bool isUrlSaid = parsed.GetValue(_storeUrl) is not null || (parsed.GetValue(_data) is null && Environment.GetEnvironmentVariable(SettingTable.StoreUrl.Variable) is { Length: > 0 });
        if (isUrlSaid) return options.StoreUrl.IsLoopback ? options with { StoreToken = options.StoreToken ?? LocalToken.Read(options.DataDirectory) } : options;
        return UpkeepTarget.OptionsFor(options, StoreAddressFile.Read(options.DataDirectory));
    }

    private static Option<string> Option(Setting setting, string help) => new(setting.Flag) { Description = help, HelpName = setting.Shape };
}
