using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using Ashiato.Settings;
using Ashiato.Settings.Keys;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Ashiato.Console.Access;

/// <summary>Finds out who asks: by a password or API key that comes with the request, or by the cookie of a session.</summary>
internal sealed class Visitors(SignIns signIns, Sessions sessions, ApiKeys keys, IOptions<ConsoleOptions> options, TimeProvider time)
{
    /// <summary>Finds it out.</summary>
    /// <returns>The visitor, or what became of the try to show a password; neither when nothing was shown that counts.</returns>
    /// <exception cref="SettingsUnavailableException">It cannot be found out.</exception>
    public async ValueTask<(Visitor? Visitor, SignInResult Result)> FindAsync(HttpContext context)
    {
        if (options.Value.MayBeOpen && !await signIns.HasAccountsAsync(context.RequestAborted)) return (Visitor.Anybody, default);
        // What a program shows is about the API; pages are for people.
        if (AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var shown) && shown.Parameter is { } parameter)
        {
            if (shown.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return await ByPasswordAsync(context, parameter);
            if (shown.Scheme.Equals("ApiKey", StringComparison.OrdinalIgnoreCase)) return (await ByKeyAsync(parameter, context.RequestAborted), Wrong);
            return (null, Wrong);
        }
        return await sessions.ContinueAsync(context) is { } account ? (Of(account, VisitorKind.Session), default) : (null, Wrong);
    }

    /// <summary>Finds out whether a visitor whose request is still being answered is one, and with which role.</summary>
    /// <remarks>A password that was right is not compared again, which takes its time by design: the account counts.</remarks>
    /// <returns><see langword="null"/> when the visitor is none any more.</returns>
    /// <exception cref="SettingsUnavailableException">It cannot be found out.</exception>
    public async ValueTask<Visitor?> FindAgainAsync(HttpContext context, Visitor visitor, CancellationToken cancel)
    {
        if (visitor.How != VisitorKind.Password) return (await FindAsync(context)).Visitor;
        return await signIns.FindAsync(visitor.Name!, cancel) is { } account ? Of(account, VisitorKind.Password) : null;
    }

    private static SignInResult Wrong => new(SignInOutcome.Wrong);

    private async ValueTask<(Visitor?, SignInResult)> ByPasswordAsync(HttpContext context, string parameter)
    {
        if (Pair(parameter) is not { } pair) return (null, Wrong);
        var result = await signIns.TryAsync(pair.First, pair.Second, context.Connection.RemoteIpAddress, context.RequestAborted);
        return (result.Account is { } account ? Of(account, VisitorKind.Password) : null, result);
    }

    private async ValueTask<Visitor?> ByKeyAsync(string parameter, CancellationToken cancel)
    {
        if (Pair(parameter) is not { First.Length: > 0 and <= SettingsLimits.MaxKeyLength } pair) return null;
        if (await keys.FindAsync(pair.First, cancel) is not { } key || key.HasExpired(time.GetUtcNow())) return null;
        bool isRight = SecretDigest.Parse(key.Digest).Matches(pair.Second) && key.Privileges.HasFlag(ApiKeyPrivileges.EventRead);
        return isRight ? new Visitor(key.Id, UserRole.Viewer, VisitorKind.ApiKey) : null;
    }

    private static (string First, string Second)? Pair(string base64)
    {
        if (!Base64.IsValid(base64)) return null;
        string text = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }

    private static Visitor Of(Account account, VisitorKind how) => new(account.Name, account.Role, how);
}
