using System.CommandLine;
using Ashiato.Roles;
using Ashiato.Settings;

namespace Ashiato.Commands;

/// <summary>The options that name a store, for every command that is about one.</summary>
/// <param name="dataHelp">What the data directory is to the command.</param>
internal sealed class StoreFlags(string dataHelp)
{
    private readonly Option<string> _data = Option(SettingTable.Data, $"{dataHelp} Default: {SettingTable.Data.Default}. Also {SettingTable.Data.Variable}.");
    private readonly Option<string> _storeUrl = Option(SettingTable.StoreUrl, $"Where the running store is. Default: where the one listens that has the data directory open. Also {SettingTable.StoreUrl.Variable}.");
    private readonly Option<string> _storeToken = Option(SettingTable.StoreToken, $"The token of the running store. Also {SettingTable.StoreToken.Variable}.");

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_storeUrl);
        command.Add(_storeToken);
    }

    /// <summary>What they, and the variables, say.</summary>
    public ProgramOptions Read(ParseResult parsed) => ProgramOptions.Read(
        setting => setting == SettingTable.Data ? parsed.GetValue(_data) : setting == SettingTable.StoreUrl ? parsed.GetValue(_storeUrl) : setting == SettingTable.StoreToken ? parsed.GetValue(_storeToken) : null,
        Environment.GetEnvironmentVariable);

    /// <summary>True when an address was said; a directory that was typed counts more than a variable.</summary>
    public bool IsUrlSaid(ParseResult parsed) => parsed.GetValue(_storeUrl) is not null || (parsed.GetValue(_data) is null && IsSet(SettingTable.StoreUrl));

    /// <summary>True when a data directory was said.</summary>
    public bool IsDirectorySaid(ParseResult parsed) => parsed.GetValue(_data) is not null || IsSet(SettingTable.Data);

    /// <summary>The store that has the directory open: with its own token, and recognised by the authority that it made there.</summary>
    public static ProgramOptions OfRunning(ProgramOptions options)
    {
        var url = StoreAddressFile.Read(options.DataDirectory);
        string authority = Path.Combine(Encryption.FolderOf(options), "ca.crt");
        return options with
        {
            StoreUrl = url ?? options.StoreUrl,
            StoreToken = options.StoreToken ?? LocalToken.Read(options.DataDirectory),
            StoreAuthority = options.StoreAuthority ?? (url?.Scheme == Uri.UriSchemeHttps && File.Exists(authority) ? authority : null),
        };
    }

    private static bool IsSet(Setting setting) => Environment.GetEnvironmentVariable(setting.Variable) is { Length: > 0 };

    private static Option<string> Option(Setting setting, string help) => new(setting.Flag) { Description = help, HelpName = setting.Shape };
}
