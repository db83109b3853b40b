using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Access;

/// <summary>Refuses requests that change something and that another page made a browser send.</summary>
/// <remarks>
/// Browsers say where a request comes from, in <c>Sec-Fetch-Site</c> or <c>Origin</c>, and no page can make them lie. Programs say neither and carry no
/// cookie; one that does carries <see cref="Header"/> besides, which a page elsewhere cannot add without asking first.
/// Sources: Fetch Metadata Request Headers (W3C), 2.3; Fetch, "Origin header".
/// </remarks>
public sealed class ForgeryGuard(RequestDelegate next)
{
    /// <summary>What a program sends, with any value, when it uses a session's cookie.</summary>
    public const string Header = "X-Ashiato-Request";

    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (IsOwn(context.Request))
        {
            await next(context);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(
            $"Ashiato refused this request: a browser sent it for another site, or it carries a session's cookie without saying where it comes from. A program that uses the cookie sends the header {Header}: 1.\n");
    }

    /// <summary>True when a request changes nothing, or nobody can have forged it.</summary>
    internal static bool IsOwn(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return true;
        if (request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site]) return site is "same-origin" or "none";
        // A proxy that ends TLS changes the scheme, not the name.
        if (request.Headers.Origin is [{ Length: > 0 } origin])
            return Uri.TryCreate(origin, UriKind.Absolute, out var from) && request.Host.HasValue && HostString.FromUriComponent(from).Equals(WithoutDefaultPort(request.Host, from.Scheme));
        return !Sessions.IsClaimedBy(request) || request.Headers.ContainsKey(Header);
    }

    private static HostString WithoutDefaultPort(HostString host, string scheme) =>
        host.Port is { } port && port == (scheme == Uri.UriSchemeHttps ? 443 : 80) ? new HostString(host.Host) : host;
}
