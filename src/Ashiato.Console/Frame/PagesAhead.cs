using System.Text.Json;
using Ashiato.Console.Access;
using Ashiato.Console.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Frame;

/// <summary>Which pages browsers may draw before their link is followed: those that the pointer rests on (decision 60).</summary>
/// <remarks>
/// The rules follow <see href="https://wicg.github.io/nav-speculation/speculation-rules.html">Speculation Rules</see>. They name what only shows something, and what summaries answer: a link that
/// remembers a choice of the reader, saves a file, leads elsewhere by the way of the server or costs the store more than some milliseconds is followed when it is clicked and not before.
/// </remarks>
internal sealed class PagesAhead(BuiltAssets assets)
{
    /// <summary>The header that tells browsers where the rules are.</summary>
    public const string Header = "Speculation-Rules";

    private const string File = "pages-ahead.json";
    private const string MediaType = "application/speculationrules+json";

    private static readonly string[] s_shown = ["services", "traces", "errors", "dependencies"];

    // What reads spans one by one, leads elsewhere, or is saved.
    private static readonly string[] s_others = ["/services/*/statements", "/services/*/logs", "/traces/*/compare", "/traces/open", "/traces/*/spans/*", "/*.html"];

    /// <summary>Maps the rules, which tell nothing that the program's sources do not.</summary>
    public void Map(IEndpointRouteBuilder app) => app.MapGet(BuiltAssets.Root + "/{version}/" + File, (HttpContext context, string version) =>
    {
        assets.Keep(context, version);
        return Results.Text(RulesBelow(context.Request.PathBase), MediaType);
    }).ForEveryone().ExcludeFromDescription();

    /// <summary>Names them to the browser of a page.</summary>
    public void Tell(HttpContext context) => context.Response.Headers[Header] = $"\"{context.Request.PathBase}{assets.PathOf(File)}\"";

    private static string RulesBelow(string root) => JsonSerializer.Serialize(new
    {
        prerender = new[]
        {
            new
            {
                where = new
                {
                    and = new object[]
                    {
                        new { href_matches = s_shown.SelectMany(page => new[] { $"{root}/{page}", $"{root}/{page}/*" }) },
                        new { not = new { href_matches = ReaderChoices.Keys.Select(key => $"{root}/*\\?*{key}=*") } },
                        new { not = new { href_matches = s_others.Select(path => root + path) } },
                        new { not = new { selector_matches = "[download], [target=_blank]" } },
                    },
                },
                eagerness = "moderate",
            },
        },
    });
}
