using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Console.Frame;

/// <summary>Sets the language of a page: what <c>?lang=</c> says, else what was chosen before, else what the browser prefers.</summary>
internal sealed class ReaderLanguage(RequestDelegate next)
{
    /// <summary>The languages there are, the default first.</summary>
    public static IReadOnlyList<string> All { get; } = ["en", "ja"];

    private const string Cookie = "language";

    /// <summary>The middleware.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var asked = Known(context.Request.Query["lang"]);
        if (asked is not null)
            context.Response.Cookies.Append(Cookie, asked, new CookieOptions { MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax });

        // Numbers stay as they are in English: the design writes them alike in both languages.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(asked ?? Known(context.Request.Cookies[Cookie]) ?? Preferred(context.Request) ?? All[0]);
        return next(context);
    }

    private static string? Preferred(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(language => language.Quality ?? 1)
        .Select(language => Known(language.Value.Value?.Split('-')[0]))
        .FirstOrDefault(language => language is not null);

    private static string? Known(string? language) => All.FirstOrDefault(known => known.Equals(language, StringComparison.OrdinalIgnoreCase));
}
