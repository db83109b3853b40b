using Ashiato.Settings;
using Ashiato.Settings.Tokens;
using Ashiato.Settings.Users;

namespace Ashiato.Roles;

/// <summary>Makes the first password and the tokens, and shows them once.</summary>
internal static class FirstStart
{
    /// <summary>Makes what is neither there nor given, and writes it for the person who starts the program. Said again, it makes nothing.</summary>
    /// <exception cref="SettingsUnavailableException">The settings cannot be written.</exception>
    public static async Task MakeSecretsAsync(ProgramOptions options, ISettingsStore settings, UserDirectory users, TextWriter output)
    {
        var tokens = new StoredTokens(settings, TimeProvider.System);
        string? password = options.ConsolePassword is null && (await users.ListAsync(CancellationToken.None)).Count == 0 ? Passwords.Make() : null;
        if (password is not null) await users.AddAsync(UserDirectory.FirstName, password, UserRole.Admin, CancellationToken.None);
        string? agents = options.SecretToken is null ? await tokens.MakeAsync(StoredTokens.Agents, CancellationToken.None) : null;
        string? store = options.StoreToken is null ? await tokens.MakeAsync(StoredTokens.Store, CancellationToken.None) : null;
        if (password is null && agents is null && store is null) return;

        output.WriteLine("Made for this Ashiato, and shown only now; keep them in a safe place:");
        output.WriteLine();
        if (password is not null)
        {
            output.WriteLine($"  user             {UserDirectory.FirstName}");
            output.WriteLine($"  password         {password}");
        }
        if (agents is not null) output.WriteLine($"  token of agents  {agents}");
        if (store is not null) output.WriteLine($"  token of store   {store}");
        output.WriteLine();
        if (store is not null) output.WriteLine("Servers and consoles of other processes send the token of the store; nobody else needs it.");
        output.WriteLine($"A lost password is made anew with 'ashiato users password {UserDirectory.FirstName} {SettingTable.Data.Flag} {options.DataDirectory}'.");
        output.WriteLine();
        output.Flush();
    }
}
