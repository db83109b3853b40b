using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using Ashiato.Console.Access;
using Ashiato.Search;
using Ashiato.Settings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Users;

namespace Ashiato.Roles;

/// <summary>Decides whom the Search API answers.</summary>
/// <remarks>
/// Users by name and password, of whom editors and admins may send; a bearer with the store's token, or a program with its own, of which servers may send and not read; API keys, of which reading needs
/// <c>event:read</c> and sending <c>event:write</c>. Everyone while there is neither user nor token and the address may be open.
/// </remarks>
internal sealed class SearchGate(Access access, ApiKeys keys, bool mayBeOpen, bool trustsAnyName, TimeProvider time)
{
    /// <summary>Looks at what a request shows.</summary>
    /// <param name="context">The request.</param>
    /// <param name="wish">What it is to do.</param>
    public async ValueTask<SearchAdmission> AdmitAsync(HttpContext context, SearchAccess wish)
    {
        try
        {
            if (mayBeOpen && access.StoreToken is null && !await access.SignIns.HasAccountsAsync(context.RequestAborted))
                return trustsAnyName || OwnNames.Contain(context.Request.Host) ? SearchAdmission.Welcome : SearchAdmission.OtherName;
            if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var shown) || shown.Parameter is not { } parameter) return SearchAdmission.Unknown;
            return shown.Scheme.ToUpperInvariant() switch
            {
                "BASIC" => await ByPasswordAsync(context, parameter, wish),
                "APIKEY" => await ByKeyAsync(parameter, wish, context.RequestAborted),
                "BEARER" => access.StoreToken?.Matches(parameter) == true ? SearchAdmission.Welcome : ByProgram(access.Files?.ProgramOf(parameter), wish),
                _ => SearchAdmission.Unknown,
            };
        }
        catch (SettingsUnavailableException)
        {
            // Who cannot be recognised is not let in.
            return SearchAdmission.Unavailable;
        }
    }

    private async ValueTask<SearchAdmission> ByPasswordAsync(HttpContext context, string parameter, SearchAccess wish)
    {
        if (Pair(parameter) is not { } pair) return SearchAdmission.Unknown;
        if (access.Files?.ProgramOf(pair.Second) is { } program && program.Name == pair.First) return ByProgram(program, wish);
        var result = await access.SignIns.TryAsync(pair.First, pair.Second, context.Connection.RemoteIpAddress, context.RequestAborted);
        return result.Outcome switch
        {
            SignInOutcome.Welcome => result.Account!.Role >= (wish == SearchAccess.Read ? UserRole.Viewer : UserRole.Editor) ? SearchAdmission.Welcome : SearchAdmission.Forbidden,
            SignInOutcome.Wrong => SearchAdmission.Unknown,
            SignInOutcome.Busy => SearchAdmission.Busy,
            _ => SearchAdmission.Locked,
        };
    }

    private static SearchAdmission ByProgram(KnownProgram? program, SearchAccess wish)
    {
        if (program is null) return SearchAdmission.Unknown;
        return program.Role == ProgramRole.Console || wish == SearchAccess.Write ? SearchAdmission.Welcome : SearchAdmission.Forbidden;
    }

    private async ValueTask<SearchAdmission> ByKeyAsync(string parameter, SearchAccess wish, CancellationToken cancel)
    {
        if (Pair(parameter) is not { First.Length: > 0 and <= SettingsLimits.MaxKeyLength } pair) return SearchAdmission.Unknown;
        if (await keys.FindAsync(pair.First, cancel) is not { } key || key.HasExpired(time.GetUtcNow())) return SearchAdmission.Unknown;
        if (!SecretDigest.Parse(key.Digest).Matches(pair.Second)) return SearchAdmission.Unknown;
        return key.Privileges.HasFlag(wish == SearchAccess.Read ? ApiKeyPrivileges.EventRead : ApiKeyPrivileges.EventWrite) ? SearchAdmission.Welcome : SearchAdmission.Forbidden;
    }

    private static (string First, string Second)? Pair(string base64)
    {
        if (!Base64.IsValid(base64)) return null;
        string pair = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (pair[..colon], pair[(colon + 1)..]);
    }
}
