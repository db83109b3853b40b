using Ashiato.Console.Access;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>Lets other roles use the store and its settings who send the store's token, or one of their own.</summary>
/// <remarks>
/// Without a token everyone of this machine may, until there is a user: from then on the settings hold what only a few may know, and a token is needed.
/// </remarks>
internal sealed class StoreGate(Access access, bool mayBeOpen, bool trustsAnyName)
{
    private const string Scheme = "Bearer ";
    private static readonly PathString[] s_paths = ["/store/v1", "/settings/v1"];

    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!Array.Exists(s_paths, path => context.Request.Path.StartsWithSegments(path)))
        {
            await next(context);
            return;
        }
        string header = context.Request.Headers.Authorization.ToString();
        string shown = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : "";
        string? reason;
        int code = StatusCodes.Status401Unauthorized;
        if (access.Files?.ProgramOf(shown) is { } program)
        {
            ProgramRights.Remember(context, program);
            reason = ProgramRights.Allow(program, context.Request) ? null : $"{program.Name} adds events to this store and may do nothing else with it.";
            code = StatusCodes.Status403Forbidden;
        }
        else
        {
            reason = await RefusalAsync(context, shown);
        }
        if (reason is null)
        {
            await next(context);
            return;
        }
        context.Response.StatusCode = code;
        await context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error"] = reason }, context.RequestAborted);
    }

    private async ValueTask<string?> RefusalAsync(HttpContext context, string shown)
    {
        if (access.LocalToken?.Matches(shown) == true) return null;
        if (access.StoreToken is { } token) return token.Matches(shown) ? null : "The token is missing or wrong. Give the caller the token of this store.";
        try
        {
            if (!mayBeOpen || await access.SignIns.HasAccountsAsync(context.RequestAborted))
                return $"This store has users but no token. Start it with {SettingTable.StoreToken.Flag} {SettingTable.StoreToken.Shape} and give the caller the same, or name the data directory with {SettingTable.Data.Flag} on its machine.";
        }
        catch (SettingsUnavailableException away)
        {
            // Who cannot be recognised is not let in.
            return away.Message;
        }
        return trustsAnyName || OwnNames.Contain(context.Request.Host) ? null : "This store is open to its own machine only; the request was sent to another name.";
    }
}
