using System.Globalization;
using Ashiato.Console.Formatting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Ashiato.Console.Runs;

/// <summary><c>/runs/{number}/report.html</c>: a run as one file that opens without a server, with secrets masked.</summary>
internal static class RunReportEndpoint
{
    extension(IEndpointRouteBuilder routes)
    {
        public void MapRunReport() => routes.MapGet("/runs/{number:int}/report.html", SaveAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> SaveAsync(int number, string? with, HttpContext context, RunSummaries summaries, TimeProvider time, CancellationToken cancel)
    {
        if (await summaries.ReadAsync(number, string.IsNullOrEmpty(with) ? null : with, cancel) is not { } summary) return TypedResults.NotFound();
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"run-{number}.html\"");
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<RunReport>(new Dictionary<string, object?>
        {
            [nameof(RunReport.Summary)] = summary,
            [nameof(RunReport.Clock)] = ReaderClock.Of(context),
            [nameof(RunReport.SavedMicros)] = time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000,
        });
    }
}
