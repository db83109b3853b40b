using Ashiato.Console.Dependencies;
using Ashiato.Console.Findings;
using Ashiato.Console.Services;
using Ashiato.Console.Transactions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Frame;

/// <summary>The panels that come after their page, by name: <c>/panels/NAME?page=/services/…</c>, with the query of the page itself.</summary>
internal static class LatePanels
{
    /// <summary>Below this path.</summary>
    public const string Path = "/panels/";

    /// <summary>The value of the address that names the page whose panel it is.</summary>
    public const string PageKey = "page";

    public const string Findings = "findings", Correlations = "correlations", TimeByType = "time-by-type", Dependencies = "dependencies", ServiceFacts = "service-facts", TransactionSeries = "transaction-series";

    private static readonly Dictionary<string, Type> s_panels = new()
    {
        [Findings] = typeof(LateFindings),
        [Correlations] = typeof(LateCorrelations),
        [TimeByType] = typeof(LateTimeByType),
        [Dependencies] = typeof(LateDependencies),
        [ServiceFacts] = typeof(LateServiceFacts),
        [TransactionSeries] = typeof(LateTransactionSeries),
    };

    /// <summary>Maps them.</summary>
    public static void MapLatePanels(this IEndpointRouteBuilder app) => app.MapGet(Path + "{name}", IResult (string name) =>
        s_panels.TryGetValue(name, out var panel) ? new RazorComponentResult(typeof(LateHost), new { Panel = panel }) : TypedResults.NotFound());

    /// <summary>The path of the page that a request is about: its own, or that of the page whose panel it asks for.</summary>
    public static PathString PageOf(HttpRequest request) =>
        request.Path.StartsWithSegments("/panels", StringComparison.Ordinal) && request.Query[PageKey] is [['/', .. var rest] page, ..] && !rest.StartsWith('/') && !rest.StartsWith('\\')
            ? new PathString(page)
            : request.Path;
}
