using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Access;

/// <summary>Makes none of the framework's tokens against forged requests: <see cref="ForgeryGuard"/> tells those by what browsers say of them.</summary>
/// <remarks>The framework makes one for every page otherwise, in a cookie that nothing reads, and forbids to keep the page for the way back.</remarks>
internal sealed class NoForgeryTokens : IAntiforgery
{
    private static readonly AntiforgeryTokenSet s_none = new(requestToken: null, cookieToken: null, formFieldName: "none", headerName: null);

    /// <inheritdoc/>
    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => s_none;

    /// <inheritdoc/>
    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => s_none;

    /// <inheritdoc/>
    public Task<bool> IsRequestValidAsync(HttpContext httpContext) => throw Refusal();

    /// <inheritdoc/>
    public Task ValidateRequestAsync(HttpContext httpContext) => throw Refusal();

    /// <inheritdoc/>
    public void SetCookieTokenAndHeader(HttpContext httpContext)
    {
    }

    private static InvalidOperationException Refusal() => new("There are no tokens to check; ForgeryGuard looks at each request that changes something.");
}
