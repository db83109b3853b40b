using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Elastic;

/// <summary>Writes answers the way agents know them.</summary>
internal static class Answer
{
    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions s_indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, IndentSize = 2, NewLine = "\n" };

    /// <summary>Answers with JSON: indented for those who accept JSON, compact plain text for the others.</summary>
    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> body)
    {
        string accept = context.Request.Headers.Accept.ToString();
        bool isJson = accept.Contains("*/*", StringComparison.Ordinal) || accept.Contains("application/json", StringComparison.Ordinal);
        var buffer = new ArrayBufferWriter<byte>(256);
        await using (var writer = new Utf8JsonWriter(buffer, isJson ? s_indented : s_compact)) body(writer);
        buffer.Write("\n"u8);

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = isJson ? "application/json" : "text/plain; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Answers with <c>{"error": "…"}</c>.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string error) => WriteAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", error);
        writer.WriteEndObject();
    });
}
