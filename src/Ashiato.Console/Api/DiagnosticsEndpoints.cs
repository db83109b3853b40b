using Ashiato.Console.Access;
using Ashiato.Console.Diagnostics;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/diagnostics</c>.</summary>
internal static class DiagnosticsEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapDiagnostics() => api.MapGet("/diagnostics", GetAsync)
            .WithTags("doctor")
            .WithName("getDiagnostics")
            .WithSummary("One archive (ZIP) for whoever is to help: version, settings, state of the store, what the doctor found, services, agents and the newest lines of the log; no secret, and no event.")
            .Produces(StatusCodes.Status200OK, contentType: DiagnosticsBundle.ContentType)
            .NeedsRole(UserRole.Admin);
    }

    private static async Task<FileContentHttpResult> GetAsync(DiagnosticsBundle bundle, HttpContext context, CancellationToken cancel)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(await bundle.MakeAsync(cancel), DiagnosticsBundle.ContentType, bundle.FileName);
    }
}
