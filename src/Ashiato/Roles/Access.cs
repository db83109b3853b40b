using Ashiato.Settings;
using Ashiato.Settings.Tokens;
using Ashiato.Settings.Users;

namespace Ashiato.Roles;

/// <summary>What the roles of this process recognise people and programs by.</summary>
/// <param name="SignIns">People, by name and password.</param>
/// <param name="KeptToken">Other roles, at the store, where the program made the token itself; <see langword="null"/> when it did not.</param>
/// <param name="AgentToken">Agents, where the token was made by the program itself; <see langword="null"/> when it was not.</param>
/// <param name="LocalToken">Commands that may read the data directory, see <see cref="Roles.LocalToken"/>.</param>
/// <param name="Files">Programs with a token of their own, at the store; <see langword="null"/> when no files name any.</param>
/// <param name="GivenToken">Other roles, at the store, where somebody gave it a token, which may change; <see langword="null"/> when nobody did.</param>
internal sealed record Access(SignIns SignIns, SecretDigest? KeptToken, SecretDigest? AgentToken, SecretDigest? LocalToken = null, UserFiles? Files = null, StoreToken? GivenToken = null) : IDisposable
{
    /// <summary>What other roles are recognised by at the store, at the moment; <see langword="null"/> when there is no token.</summary>
    public SecretDigest? StoreToken => GivenToken?.Digest ?? KeptToken;

    /// <summary>Reads it from the options and, in the process that keeps the data directory, from what <see cref="FirstStart"/> made.</summary>
    /// <exception cref="StartupException">The settings cannot be read or written, or a role would be open to other machines.</exception>
    public static async Task<Access> OpenAsync(RoleSet roles, ProgramOptions options, ISettingsStore settings, ILoggerFactory logs, TextWriter output, StoreToken? given = null, UserFiles? files = null)
    {
        var signIns = new SignIns(settings, TimeProvider.System, logs.CreateLogger<SignIns>(), FollowedSecret.Of(options.ConsolePassword, options.ConsolePasswordFile, static password => password, logs));
        try
        {
            if (options.IsFirstStart) await FirstStart.MakeSecretsAsync(options, settings, signIns.Users, output);
            // Only the process that has the settings at hand can be sure of them at its start. The others ask when they need to know.
            bool isAtHand = roles.HasFlag(RoleSet.Store);
            var tokens = new StoredTokens(settings, TimeProvider.System);
            var store = given is null && isAtHand ? await tokens.FindAsync(StoredTokens.Store, CancellationToken.None) : null;
            var agents = options.SecretToken is null && isAtHand ? await tokens.FindAsync(StoredTokens.Agents, CancellationToken.None) : null;
            var access = new Access(signIns, store, agents, isAtHand ? Roles.LocalToken.Make(options.DataDirectory) : null, files, given);
            bool hasAccounts = !isAtHand || !Safety.AsksForAccounts(roles, options) || await signIns.HasAccountsAsync(CancellationToken.None);
            Safety.Require(roles, options, hasAccounts, hasAgentToken: agents is not null, hasStoreToken: access.StoreToken is not null);
            return access;
        }
        catch (SettingsUnavailableException e)
        {
            signIns.Dispose();
            throw new StartupException(e.Message, e);
        }
        catch
        {
            signIns.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => SignIns.Dispose();
}
