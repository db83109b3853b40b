using Ashiato.Settings;
using Ashiato.Settings.Sqlite;

namespace Ashiato.Roles;

/// <summary>Refuses what would leave a door open to other machines.</summary>
internal static class Safety
{
    /// <summary>True when a role may be used by everyone who can connect, while there is nothing to recognise them by.</summary>
    public static bool MayBeOpen(ListenAddress address, ProgramOptions options) => address.IsLoopback || options.IsInsecure;

    /// <summary>True when it matters whether somebody can sign in. Reading the users takes time at every start.</summary>
    public static bool AsksForAccounts(RoleSet roles, ProgramOptions options) => roles.HasFlag(RoleSet.Console) && !MayBeOpen(options.Console, options);

    /// <summary>Looks at what the options say, unless more may be kept in the settings: then <see cref="Require"/> looks once they are open.</summary>
    /// <exception cref="StartupException">A role listens beyond this machine and asks nobody for a token or password.</exception>
    public static void RequireUnlessKept(RoleSet roles, ProgramOptions options)
    {
        bool isStore = roles.HasFlag(RoleSet.Store);
        if (isStore && (options.IsFirstStart || File.Exists(Path.Combine(options.DataDirectory, SqliteSettingsStore.FileName)))) return;
        // A console that runs alone finds its users in a store; until it has, nobody comes in.
        Require(roles, options, hasAccounts: !isStore || options.ConsolePassword is not null, hasAgentToken: false, hasStoreToken: false);
    }

    /// <summary>Looks at the roles of a process.</summary>
    /// <param name="roles">Which.</param>
    /// <param name="options">What somebody said.</param>
    /// <param name="hasAccounts">True when somebody can sign in; looked at where <see cref="AsksForAccounts"/>.</param>
    /// <param name="hasAgentToken">True when a token of agents is kept.</param>
    /// <param name="hasStoreToken">True when a token of the store is kept.</param>
    /// <exception cref="StartupException">A role listens beyond this machine and asks nobody for a token or password.</exception>
    public static void Require(RoleSet roles, ProgramOptions options, bool hasAccounts, bool hasAgentToken, bool hasStoreToken)
    {
        if (roles.HasFlag(RoleSet.Server))
            Guard("server", options.Server, SettingTable.Server, hasAgentToken || options.NeedsApiKey || options.SecretToken is not null, SettingTable.SecretToken);
        if (roles.HasFlag(RoleSet.Store)) Guard("store", options.Store, SettingTable.Store, hasStoreToken || options.StoreToken is not null, SettingTable.StoreToken);
        if (roles.HasFlag(RoleSet.Console)) Guard("console", options.Console, SettingTable.Console, hasAccounts, SettingTable.ConsolePassword);

        void Guard(string role, ListenAddress address, Setting listener, bool isProtected, Setting protection)
        {
            if (isProtected || MayBeOpen(address, options)) return;
            string make = roles.HasFlag(RoleSet.Store) ? $"make a password and tokens with {SettingTable.Init.Flag}, or give" : "give";
            throw new StartupException(
                $"The {role} would be open to other machines on {address}; {make} {protection.Flag} {protection.Shape} (or {protection.Variable}). " +
                $"To keep it to this machine: {listener.Flag} {listener.Default}. To leave it open to everyone who can connect: {SettingTable.Insecure.Flag}.");
        }
    }
}
