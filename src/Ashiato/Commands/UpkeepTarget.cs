using System.CommandLine;
using Ashiato.Roles;
using Ashiato.Settings;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;

namespace Ashiato.Commands;

/// <summary>Which store a command is about: a data directory that nobody has open, or a running store.</summary>
internal sealed class UpkeepTarget
{
    private readonly Option<string> _data = Option(SettingTable.Data, $"The data directory, of an Ashiato that runs or not. Default: {SettingTable.Data.Default}. Also {SettingTable.Data.Variable}.");
    private readonly Option<string> _storeUrl = Option(SettingTable.StoreUrl, $"Where the running store is. Default: where the one listens that has the data directory open. Also {SettingTable.StoreUrl.Variable}.");
    private readonly Option<string> _storeToken = Option(SettingTable.StoreToken, $"The token of the running store. Also {SettingTable.StoreToken.Variable}.");

    /// <summary>The options that say it.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_storeUrl);
        command.Add(_storeToken);
    }

    /// <summary>Does something with the store that the options name.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="withDirectory">Does it with a directory that nobody has open.</param>
    /// <param name="withStore">Does it with a running store.</param>
    public async Task<T> UseAsync<T>(ParseResult parsed, Func<string, Task<T>> withDirectory, Func<IStoreUpkeep, Task<T>> withStore)
    {
        var options = ProgramOptions.Read(
            setting => setting == SettingTable.Data ? parsed.GetValue(_data) : setting == SettingTable.StoreUrl ? parsed.GetValue(_storeUrl) : setting == SettingTable.StoreToken ? parsed.GetValue(_storeToken) : null,
            Environment.GetEnvironmentVariable);
        bool isUrlTyped = parsed.GetValue(_storeUrl) is not null;
        bool isDirectoryTyped = parsed.GetValue(_data) is not null;
        bool isUrlSet = isUrlTyped || (!isDirectoryTyped && IsSet(SettingTable.StoreUrl));
        string directory = options.DataDirectory;
        if (!isUrlSet && Directory.Exists(directory))
        {
            if (!StoreDirectory.IsInUse(directory)) return await AskAsync(() => withDirectory(directory));
            options = OptionsFor(options, StoreAddressFile.Read(directory));
        }
        else if (!isUrlSet && (isDirectoryTyped || IsSet(SettingTable.Data)))
        {
            throw new StartupException($"There is no directory '{directory}'; name the data directory of an Ashiato with {SettingTable.Data.Flag} {SettingTable.Data.Shape}, or the address of its store with {SettingTable.StoreUrl.Flag} {SettingTable.StoreUrl.Shape}.");
        }
        await using var store = StoreRole.OpenRemote(options);
        return await AskAsync(() => withStore(store));
    }

    /// <summary>The store that has the directory open: with its own token, and recognised by the authority that it made there.</summary>
    public static ProgramOptions OptionsFor(ProgramOptions options, Uri? url)
    {
        string authority = Path.Combine(Encryption.FolderOf(options), "ca.crt");
        return options with
        {
            StoreUrl = url ?? options.StoreUrl,
            StoreToken = options.StoreToken ?? LocalToken.Read(options.DataDirectory),
            StoreAuthority = options.StoreAuthority ?? (url?.Scheme == Uri.UriSchemeHttps && File.Exists(authority) ? authority : null),
        };
    }

    /// <summary>Turns what goes wrong into the one sentence that a command ends with.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            throw new StartupException($"The store cannot be reached ({e.Message}). Check that it runs, or name its address with {SettingTable.StoreUrl.Flag} {SettingTable.StoreUrl.Shape}.", e);
        }
        catch (Exception e) when (e is QueryException or IOException or UnauthorizedAccessException or InvalidDataException or HttpRequestException)
        {
            throw new StartupException(e.Message, e);
        }
    }

    private static bool IsSet(Setting setting) => Environment.GetEnvironmentVariable(setting.Variable) is { Length: > 0 };

    private static Option<string> Option(Setting setting, string help) => new(setting.Flag) { Description = help, HelpName = setting.Shape };
}
