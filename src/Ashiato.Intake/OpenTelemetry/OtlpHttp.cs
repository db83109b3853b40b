using System.Buffers;
using System.Text.Json;
using Ashiato.Doctor;
using Ashiato.Intake.Elastic;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>OTLP over HTTP: protobuf, or JSON where the content type says so; the answer is in the same form.</summary>
/// <remarks>Source: opentelemetry-proto, specification, "OTLP/HTTP".</remarks>
internal sealed class OtlpHttp(OtlpEndpoints endpoints)
{
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";
    private const string RetrySeconds = "1";

    public async Task HandleAsync(HttpContext context, OtlpSignal signal)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var (caller, refusal) = await endpoints.AdmitAsync(context);
        if (refusal is not null)
        {
            await Answer.ErrorAsync(context, refusal.Status, refusal.Text);
            return;
        }
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            endpoints.VisitOf(context).Saw(Cause.WrongProtocol, $"{context.Request.Method} {context.Request.Path.Value}");
            await Answer.ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "method not supported: " + context.Request.Method);
            return;
        }
        bool isJson = context.Request.ContentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) == true;
        var outcome = await endpoints.ImportAsync(context, endpoints.MaxBytes, async (buffer, cancel) =>
        {
            await ReceiveAsync(context, buffer, cancel);
            var encoding = BodyStream.EncodingOf(context.Request.Headers.ContentEncoding.ToString(), buffer.Written.Span);
            return new OtlpMessage(signal, encoding, isJson, endpoints.MaxBytes, null, endpoints.GateFor(caller!, context), endpoints.VisitOf(context)) { Id = OtlpEndpoints.IdIn(context.Request) };
        });
        if (outcome is { } told) await AnswerAsync(context, signal, isJson, told);
    }

    private static async Task ReceiveAsync(HttpContext context, RequestBuffer buffer, CancellationToken cancel)
    {
        var body = new SenderPipe(context.Request.BodyReader);
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            buffer.Add(read.Buffer);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    private static async Task AnswerAsync(HttpContext context, OtlpSignal signal, bool isJson, OtlpOutcome outcome)
    {
        var response = context.Response;
        response.StatusCode = outcome.Refusal?.Status ?? StatusOf(outcome.Code);
        response.ContentType = isJson ? Json : Protobuf;
        if (outcome.Code == RpcCode.Unavailable) response.Headers.RetryAfter = RetrySeconds;
        // What was not read would be taken for the next request.
        if (outcome.Code != RpcCode.Ok && !HttpProtocol.IsHttp2(context.Request.Protocol)) response.Headers.Connection = "close";
        byte[] body = isJson ? WriteJson(signal, outcome) : OtlpAnswers.Write(outcome);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static int StatusOf(RpcCode code) => code switch
    {
        RpcCode.Ok => StatusCodes.Status200OK,
        RpcCode.InvalidArgument => StatusCodes.Status400BadRequest,
        RpcCode.ResourceExhausted => StatusCodes.Status413PayloadTooLarge,
        RpcCode.Unavailable or RpcCode.DeadlineExceeded => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static byte[] WriteJson(OtlpSignal signal, OtlpOutcome outcome)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (outcome.Code != RpcCode.Ok)
            {
                json.WriteNumber("code", (int)outcome.Code);
                json.WriteString("message", outcome.Message);
            }
            else if (outcome.Message.Length > 0)
            {
                json.WriteStartObject("partialSuccess");
                // 64-bit numbers are strings in the JSON of protobuf.
                json.WriteString(RejectedName(signal), outcome.Rejected.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("errorMessage", outcome.Message);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static string RejectedName(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => "rejectedSpans",
        OtlpSignal.Metrics => "rejectedDataPoints",
        _ => "rejectedLogRecords",
    };
}
