using System.ComponentModel;
using Ashiato.Model;
using Ashiato.Settings.SourceMaps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Api;

/// <summary><c>/api/source-maps</c>. Builds upload theirs to the server, which knows their keys.</summary>
internal static class SourceMapEndpoints
{
    extension(RouteGroupBuilder api)
    {
        public void MapSourceMaps()
        {
            var maps = api.MapGroup("/source-maps").WithTags("source maps");
            maps.MapGet("", ListAsync)
                .WithName("listSourceMaps")
                .WithSummary("The source maps that were uploaded, by service, version and path.")
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            maps.MapDelete("", DeleteAsync)
                .WithName("deleteSourceMap")
                .WithSummary("Removes a source map. What was mapped with it stays mapped.")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<Ok<IReadOnlyList<SourceMapAnswer>>> ListAsync(SourceMapStore maps, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<SourceMapAnswer>>([.. (await maps.ListAsync(cancel)).Select(SourceMapAnswer.Of)]);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        [Description("service.name")] string service, [Description("service.version")] string version, [Description("Where the bundle is, as the list says it.")] string path,
        SourceMapStore maps, CancellationToken cancel) =>
        await maps.DeleteAsync(service, version, path, cancel) ? TypedResults.NoContent()
            : ApiProblems.NotFound(ApiRefusal.NoSuchSourceMap, $"There is no source map of this service, version and path; /api/source-maps lists those that there are.");
}

/// <summary>A source map that was uploaded.</summary>
internal sealed record SourceMapAnswer(string Service, string Version, string Path, int SizeBytes, long UploadedMicros)
{
    public static SourceMapAnswer Of(SourceMapInfo map) => new(map.ServiceName, map.ServiceVersion, map.Path, map.SizeBytes, map.UploadedAt.ToMicros());
}
