using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Ashiato.Console.Frame;

/// <summary>Language, theme, density and clock of a page: what the address says, else what was chosen before, else what the browser prefers.</summary>
internal sealed class ReaderChoices(RequestDelegate next)
{
    /// <summary>The languages there are, the default first.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "ja"];

    /// <summary>The languages, and what those who speak them call them.</summary>
    public static IReadOnlyList<(string Language, string Name)> LanguageNames { get; } = [("en", "English"), ("ja", "日本語")];

    /// <summary>The themes there are; the default, first, follows the system.</summary>
    public static IReadOnlyList<string> Themes { get; } = ["auto", "light", "dark"];

    /// <summary>How close the rows of tables stand; the default first.</summary>
    public static IReadOnlyList<string> Densities { get; } = ["normal", "compact"];

    /// <summary>The clocks that times can be told by; the default, first, is that of the browser's zone.</summary>
    public static IReadOnlyList<string> Clocks { get; } = ["local", Utc];

    /// <summary>The clock of everybody.</summary>
    public const string Utc = "utc";

    /// <summary>What an address says about them.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["lang", "theme", "density", "clock"];

    private const string LanguageCookie = "language", ThemeCookie = "theme", DensityCookie = "density", ClockCookie = "clock";
    private static readonly CookieOptions Remember = new() { MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax };

    /// <summary>The middleware.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var (request, cookies) = (context.Request, context.Response.Cookies);
        if (Known(Languages, Asked(request, "lang")) is { } language) cookies.Append(LanguageCookie, language, Remember);
        if (Known(Themes, Asked(request, "theme")) is { } theme) cookies.Append(ThemeCookie, theme, Remember);

        if (Known(Densities, Asked(request, "density")) is { } density) cookies.Append(DensityCookie, density, Remember);
        if (Known(Clocks, Asked(request, "clock")) is { } clock) cookies.Append(ClockCookie, clock, Remember);

        // Numbers are written alike in both languages.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Language(request));
        return next(context);
    }

    /// <summary>The theme of a page, one of <see cref="Themes"/>.</summary>
    public static string Theme(HttpRequest request) =>
        Known(Themes, Asked(request, "theme")) ?? Known(Themes, request.Cookies[ThemeCookie]) ?? Themes[0];

    /// <summary>How close the rows of a page stand, one of <see cref="Densities"/>.</summary>
    public static string Density(HttpRequest request) =>
        Known(Densities, Asked(request, "density")) ?? Known(Densities, request.Cookies[DensityCookie]) ?? Densities[0];

    /// <summary>The clock of a page, one of <see cref="Clocks"/>.</summary>
    public static string Clock(HttpRequest request) =>
        Known(Clocks, Asked(request, "clock")) ?? Known(Clocks, request.Cookies[ClockCookie]) ?? Clocks[0];

    private static string Language(HttpRequest request) =>
        Known(Languages, Asked(request, "lang")) ?? Known(Languages, request.Cookies[LanguageCookie]) ?? Preferred(request) ?? Languages[0];

    // A page that says that there is none at an address is drawn for another, without the query that was asked with.
    private static StringValues Asked(HttpRequest request, string key) =>
        request.HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalQueryString is { } query ? QueryHelpers.ParseQuery(query).GetValueOrDefault(key) : request.Query[key];

    private static string? Preferred(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(language => language.Quality ?? 1)
        .Select(language => Known(Languages, language.Value.Value?.Split('-')[0]))
        .FirstOrDefault(language => language is not null);

    private static string? Known(IReadOnlyList<string> choices, string? asked) =>
        choices.FirstOrDefault(choice => choice.Equals(asked, StringComparison.OrdinalIgnoreCase));
}
