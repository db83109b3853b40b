using System.Text.Encodings.Web;
using System.Text.Json;
using Ashiato.Console.Formatting;
using Ashiato.Query;
using Ashiato.Query.Traces.Sharing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Ashiato.Console.Traces.Sharing;

/// <summary><c>/traces/{id}/trace.html</c>: a trace as one file that opens without a server, with secrets masked.</summary>
internal static class TraceHtmlEndpoint
{
    private const int LongestName = 64;

    private static JsonSerializerOptions? s_forScripts;

    extension(IEndpointRouteBuilder routes)
    {
        public void MapTraceHtml() => routes.MapGet("/traces/{traceId}/trace.html", SaveAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> SaveAsync(
        string traceId, HttpContext context, IQuestions questions, TimeProvider time, IOptions<JsonOptions> json, CancellationToken cancel)
    {
        var file = await questions.TraceFileAsync(traceId, isMasked: true, cancel);
        if (file is not { Trace.Rows.Count: > 0 }) return TypedResults.NotFound();
        string name = string.Concat(traceId.Where(char.IsAsciiLetterOrDigit).Take(LongestName));
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"trace-{name}.html\"";
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<TraceHtml>(new Dictionary<string, object?>
        {
            [nameof(TraceHtml.File)] = file,
            [nameof(TraceHtml.Json)] = JsonSerializer.Serialize(file, ForScripts(json.Value.SerializerOptions)),
            [nameof(TraceHtml.Clock)] = ReaderClock.Of(context),
            [nameof(TraceHtml.SavedMicros)] = time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000,
        });
    }

    // Answers of /api/ are no markup and leave '<' as it is. Inside a script element it must be an escape, or the data could end the element.
    private static JsonSerializerOptions ForScripts(JsonSerializerOptions options) => s_forScripts ??= new JsonSerializerOptions(options) { Encoder = JavaScriptEncoder.Default };
}
