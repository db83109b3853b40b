using System.Collections.Concurrent;
using System.Security.Cryptography;
using Ashiato.Agent;

namespace Marketplace.Market;

/// <summary>Who is signed in.</summary>
internal sealed class Sessions
{
    private const string Cookie = "session_isucari";
    private const int Capacity = 100_000;
    private readonly ConcurrentDictionary<string, long> _users = new();

    /// <summary>Signs somebody in.</summary>
    public void Begin(HttpContext context, User user)
    {
        if (_users.Count >= Capacity) _users.Clear();
        string key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _users[key] = user.Id;
        context.Response.Cookies.Append(Cookie, key, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
        Tracing.User(user.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), user.AccountName);
    }

    /// <summary>The id of who asks; <see langword="null"/> for a stranger.</summary>
    public long? UserOf(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } key || !_users.TryGetValue(key, out long user)) return null;
        Tracing.User(user.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return user;
    }

    /// <summary>Signs everybody out.</summary>
    public void Clear() => _users.Clear();
}
