using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Rum;

/// <summary>Which pages may send events here, told to browsers in the words of CORS.</summary>
/// <remarks>Source: the intake specification, section 12; Fetch, 3.2 "CORS protocol".</remarks>
internal sealed class CrossOrigin(RumOptions options)
{
    // Made with the first browser that comes: most servers only hear agents of programs, and should start without it.
    private readonly Lazy<Regex[]> _origins = new(() => [.. options.Origins.Select(static pattern =>
        new Regex($"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase))]);
    private readonly string _headers = string.Join(", ", [.. options.Headers, "Content-Type", "Content-Encoding", "Accept"]);

    /// <summary>Answers what a browser asks before it sends, and refuses pages that are not allowed.</summary>
    /// <returns>Why the request is refused; <see langword="null"/> when it is allowed, or has been answered.</returns>
    public string? Refuse(HttpContext context, out bool isAnswered)
    {
        string origin = context.Request.Headers.Origin.ToString();
        // An origin is written in ASCII, and nothing else can be a header of an answer.
        bool isAllowed = System.Text.Ascii.IsValid(origin) && _origins.Value.Any(pattern => pattern.IsMatch(origin));
        var headers = context.Response.Headers;
        isAnswered = HttpMethods.IsOptions(context.Request.Method);
        if (isAllowed) headers.AccessControlAllowOrigin = origin;
        // What is answered to one page is kept by the browser, and must not be taken for the answer to another one's.
        headers.Vary = "Origin";
        if (!isAnswered) return isAllowed ? null : $"forbidden request: origin: '{origin}' is not allowed";

        headers.AccessControlMaxAge = "3600";
        headers.AccessControlAllowMethods = "POST, OPTIONS";
        headers.AccessControlAllowHeaders = _headers;
        headers.AccessControlExposeHeaders = "Etag";
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentLength = 0;
        return null;
    }
}
