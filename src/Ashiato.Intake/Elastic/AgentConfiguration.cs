using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Elastic;

/// <summary><c>/config/v1/agents</c>: agents ask it for settings every half minute. There are none to give.</summary>
internal static class AgentConfiguration
{
    private const int MaxBodyBytes = 64 * 1024;
    private const string NothingConfigured = "-";

    public static async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        string? service;
        if (HttpMethods.IsGet(request.Method))
        {
            service = request.Query["service.name"];
        }
        else if (HttpMethods.IsPost(request.Method))
        {
            var (name, error) = await ReadServiceAsync(context);
            if (error is not null)
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, error);
                return;
            }
            service = name;
        }
        else
        {
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "method not supported: " + request.Method);
            return;
        }
        if (string.IsNullOrEmpty(service)) await RefuseAsync(context, StatusCodes.Status400BadRequest, "service.name is required");
        else await AnswerAsync(context);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "max-age=30, must-revalidate";
        headers.ETag = $"\"{NothingConfigured}\"";
        headers.AccessControlExposeHeaders = "Etag";

        string known = context.Request.Headers.IfNoneMatch.ToString().Replace("\"", "", StringComparison.Ordinal);
        if (known.Length == 0) known = context.Request.Query["ifnonematch"].ToString();
        if (known == NothingConfigured)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        await Answer.WriteAsync(context, StatusCodes.Status200OK, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        });
    }

    private static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.Headers.CacheControl = "max-age=300, must-revalidate";
        return Answer.ErrorAsync(context, status, error);
    }

    private static async Task<(string? Service, string? Error)> ReadServiceAsync(HttpContext context)
    {
        try
        {
            await using var body = await BodyStream.OpenAsync(context.Request, context.RequestAborted);
            var bytes = new byte[MaxBodyBytes];
            int length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted);
            if (length == bytes.Length) return (null, "data decoding error: the query is too long");
            using var query = JsonDocument.Parse(bytes.AsMemory(0, length));
            bool hasName = query.RootElement.ValueKind == JsonValueKind.Object
                && query.RootElement.TryGetProperty("service", out var service) && service.ValueKind == JsonValueKind.Object
                && service.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String;
            return (hasName ? query.RootElement.GetProperty("service").GetProperty("name").GetString() : null, null);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or BadHttpRequestException)
        {
            return (null, "data decoding error: " + e.Message);
        }
    }
}
