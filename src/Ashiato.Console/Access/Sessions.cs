using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Ashiato.Console.Access;

/// <summary>The sessions of people who signed in. All that is known of one is in its cookie, so that every replica can tell it and none must remember it.</summary>
internal sealed class Sessions(IDataProtectionProvider protection, SignIns signIns, TimeProvider time)
{
    /// <summary>The cookie's name.</summary>
    public const string CookieName = "ashiato-session";

    /// <summary>A session that nobody uses for so long is over.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromHours(12);

    /// <summary>A session is over after this, however it is used.</summary>
    public static readonly TimeSpan LongestFor = TimeSpan.FromDays(7);

    /// <summary>The cookie is written again when it is as old as this.</summary>
    public static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(15);

    private const int MaxCookieLength = 4_096;
    private const int IdBytes = 16;

    private readonly IDataProtector _protector = protection.CreateProtector("Ashiato.Console.Session.v1");

    /// <summary>Begins a session: the answer to this request carries its cookie.</summary>
    public void Begin(HttpContext context, Account account)
    {
        var now = time.GetUtcNow();
        Write(context, new Session(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)), account.Name, account.Stamp, now, now));
    }

    /// <summary>Whose session a request belongs to.</summary>
    /// <returns><see langword="null"/> when it has no cookie, or the cookie's session is over.</returns>
    /// <exception cref="Settings.SettingsUnavailableException">It cannot be found out.</exception>
    public async ValueTask<Account?> ContinueAsync(HttpContext context)
    {
        if (Read(context) is not { } session) return null;
        var now = time.GetUtcNow();
        if (now - session.SeenAt > IdleFor || now - session.BeganAt > LongestFor) return null;
        if (await signIns.ContinueAsync(session.Id, session.User, session.Stamp, context.RequestAborted) is not { } account) return null;
        if (now - session.SeenAt > RenewAfter && !context.Response.HasStarted) Write(context, session with { SeenAt = now });
        return account;
    }

    /// <summary>Ends the session of a request, for whoever else may hold its cookie.</summary>
    /// <exception cref="Settings.SettingsUnavailableException">The settings cannot be written at the moment.</exception>
    public async ValueTask EndAsync(HttpContext context)
    {
        if (Read(context) is { } session) await signIns.EndAsync(session.Id, session.BeganAt + LongestFor, context.RequestAborted);
        context.Response.Cookies.Delete(CookieName, Options(context));
    }

    /// <summary>True when a request carries a cookie that claims to be a session's.</summary>
    public static bool IsClaimedBy(HttpRequest request) => request.Cookies.ContainsKey(CookieName);

    private Session? Read(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { Length: > 0 and <= MaxCookieLength } text) return null;
        try
        {
            return JsonSerializer.Deserialize(_protector.Unprotect(WebEncoders.Base64UrlDecode(text)), SessionJson.Default.Session);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or JsonException)
        {
            // Somebody else's cookie, or one from before the keys were lost: no session.
            return null;
        }
    }

    private void Write(HttpContext context, Session session)
    {
        byte[] text = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(session, SessionJson.Default.Session));
        context.Response.Cookies.Append(CookieName, WebEncoders.Base64UrlEncode(text), Options(context));
    }

    // Without an age, browsers forget the cookie when they close. Lax: a link in a chat opens the console signed in, a form elsewhere does not.
    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = IsSecure(context.Request),
        Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
    };

    /// <summary>True when the browser speaks TLS, to us or to a proxy before us: then it names https as its origin, which the forgery guard has compared with our name.</summary>
    private static bool IsSecure(HttpRequest request) =>
        request.IsHttps || request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || request.Headers.Referer.ToString().StartsWith($"https://{request.Host}/", StringComparison.OrdinalIgnoreCase);
}
