using System.ComponentModel;
using System.Text.Json;
using Ashiato.Console.Access;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Settings.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Ashiato.Console.Api;

/// <summary>Traces as files: <c>/api/traces/{id}/file</c> to save one, <c>/api/traces/file</c> to look at one.</summary>
internal static class TraceSharingEndpoints
{
    private const string OtlpForm = "otlp";

    extension(RouteGroupBuilder api)
    {
        public void MapTraceSharing()
        {
            var files = api.MapGroup("/traces").WithTags("traces");
            files.MapGet("{traceId}/file", SaveAsync)
                .WithName("saveTrace")
                .WithSummary("A trace with everything that is known of it, as a file: in the program's own form, or in OpenTelemetry's JSON.")
                .Produces<TraceFile>()
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound);
            files.MapPost("file", ReadAsync)
                // It reads a file that the reader brings, and keeps nothing.
                .NeedsRole(UserRole.Viewer)
                .WithName("readTraceFile")
                .WithSummary("Reads a file of a trace (Ashiato's own form, OpenTelemetry's JSON, Jaeger's JSON) so that it can be shown. Nothing is stored.")
                .Accepts<object>("application/json")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        }
    }

    private static async Task<IResult> SaveAsync(
        [Description("trace.id")] string traceId,
        [Description("'ashiato' (the default) or 'otlp'.")] string? form,
        [Description("False to keep secrets and persons in the file. Default true.")] bool? masked,
        IQuestions questions, IOptions<JsonOptions> json, CancellationToken cancel)
    {
        if (form is not (null or "" or "ashiato" or OtlpForm)) return ApiProblems.BadRequest(ApiRefusal.NoSuchForm, $"The form '{form}' is not known; there are 'ashiato' and 'otlp'.");
        var file = await questions.TraceFileAsync(traceId, masked ?? true, cancel);
        if (file is null) return ApiProblems.NotFound(ApiRefusal.NoSuchTrace, $"Nothing of trace '{traceId}' is known: it has not arrived yet, was not sampled, or is no longer kept.");
        byte[] bytes = form == OtlpForm ? OtlpTrace.Write(file) : JsonSerializer.SerializeToUtf8Bytes(file, json.Value.SerializerOptions);
        string name = $"trace-{SafeName(traceId)}{(form == OtlpForm ? ".otlp" : "")}.json";
        return TypedResults.Bytes(bytes, "application/json", name);
    }

    private static async Task<Results<Ok<TraceFile>, ProblemHttpResult>> ReadAsync(HttpContext context, TraceUpload upload, IOptions<JsonOptions> json, CancellationToken cancel)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = TraceUpload.MaxBytes;
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, cancel);
            return TypedResults.Ok(await upload.ReadAsync(body.GetBuffer().AsMemory(0, (int)body.Length), json.Value.SerializerOptions, cancel));
        }
        catch (RefusedException wrong)
        {
            return ApiProblems.BadRequest(wrong);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ApiProblems.Of(new Refused(ApiRefusal.FileTooLarge, $"The file is larger than {TraceUpload.MaxBytes / (1024 * 1024)} MiB."), StatusCodes.Status413PayloadTooLarge, "Too large");
        }
    }

    // An id is whatever an agent sent; a file's name is not.
    private static string SafeName(string traceId) => string.Concat(traceId.Where(char.IsAsciiLetterOrDigit).Take(64));
}
