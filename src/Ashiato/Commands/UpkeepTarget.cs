using System.CommandLine;
using Ashiato.Roles;
using Ashiato.Settings;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;

namespace Ashiato.Commands;

/// <summary>Which store a command is about: a data directory that nobody has open, or a running store.</summary>
internal sealed class UpkeepTarget
{
    private readonly StoreFlags _flags = new("The data directory, of an Ashiato that runs or not.");

    /// <summary>The options that say it.</summary>
    public void AddTo(Command command) => _flags.AddTo(command);

    /// <summary>Does something with the store that the options name.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="withDirectory">Does it with a directory that nobody has open.</param>
    /// <param name="withStore">Does it with a running store.</param>
    public async Task<T> UseAsync<T>(ParseResult parsed, Func<string, Task<T>> withDirectory, Func<IStoreUpkeep, Task<T>> withStore)
    {
        var options = _flags.Read(parsed);
        bool isUrlSaid = _flags.IsUrlSaid(parsed);
        string directory = options.DataDirectory;
        if (!isUrlSaid && Directory.Exists(directory))
        {
            if (!StoreDirectory.IsInUse(directory)) return await AskAsync(() => withDirectory(directory));
            options = StoreFlags.OfRunning(options);
        }
        else if (!isUrlSaid && _flags.IsDirectorySaid(parsed))
        {
            throw new StartupException($"There is no directory '{directory}'; name the data directory of an Ashiato with {SettingTable.Data.Flag} {SettingTable.Data.Shape}, or the address of its store with {SettingTable.StoreUrl.Flag} {SettingTable.StoreUrl.Shape}.");
        }
        await using var store = StoreRole.OpenRemote(options);
        return await AskAsync(() => withStore(store));
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
}
