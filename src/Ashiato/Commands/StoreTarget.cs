using System.CommandLine;
using Ashiato.Roles;
using Ashiato.Settings;
using Ashiato.Storage;

namespace Ashiato.Commands;

/// <summary>Which running store a command asks: its events and its settings.</summary>
internal sealed class StoreTarget
{
    private readonly StoreFlags _flags = new("The data directory of the Ashiato that runs on this machine, from which its token is read.");

    /// <summary>The options that say it.</summary>
    public void AddTo(Command command) => _flags.AddTo(command);

    /// <summary>Its events.</summary>
    public IEventStore OpenStore(ParseResult parsed) => StoreRole.OpenRemote(Options(parsed));

    /// <summary>Its settings.</summary>
    public ISettingsStore OpenSettings(ParseResult parsed) => StoreRole.OpenSettings(RoleSet.None, Options(parsed));

    private ProgramOptions Options(ParseResult parsed)
    {
        var options = _flags.Read(parsed);
        if (!_flags.IsUrlSaid(parsed)) return StoreFlags.OfRunning(options);
        return options.StoreUrl.IsLoopback ? options with { StoreToken = options.StoreToken ?? LocalToken.Read(options.DataDirectory) } : options;
    }
}
