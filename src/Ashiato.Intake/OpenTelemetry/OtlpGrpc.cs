using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ashiato.Doctor;
using Ashiato.Intake.Elastic;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>A call is none that can be taken in: its sender, or what lies between, made it so.</summary>
/// <param name="code">Its status.</param>
/// <param name="message">Why, for the caller.</param>
internal sealed class GrpcException(RpcCode code, string message) : Exception(message)
{
    public RpcCode Code => code;
}

/// <summary>OTLP over gRPC: unary calls, which are one message there, one back, and a status in the trailers.</summary>
/// <remarks>
/// A message is a byte that says whether it is compressed, four bytes of length (big-endian), and so many bytes. How long the
/// caller waits (<c>grpc-timeout</c>) is its own affair: it resets the stream when it has waited enough.
/// Source: gRPC, "gRPC over HTTP2".
/// </remarks>
internal sealed class OtlpGrpc(OtlpEndpoints endpoints)
{
    /// <summary>The longest message, unpacked: what gRPC servers take unless they are told otherwise.</summary>
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    private const int PrefixBytes = 5;
    private const string ContentType = "application/grpc";
    private const string Collector = "/opentelemetry.proto.collector.";

    /// <summary>True when the request is a call, or goes where only calls go.</summary>
    public static bool IsFor(HttpRequest request) =>
        request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) == true
        || request.Path.Value?.StartsWith(Collector, StringComparison.Ordinal) == true;

    public async Task HandleAsync(HttpContext context)
    {
        if (!IsCall(context.Request))
        {
            endpoints.VisitOf(context).Saw(Cause.WrongProtocol, $"{context.Request.Method} {context.Request.Path.Value} over {context.Request.Protocol} as {context.Request.ContentType}");
            await Answer.ErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, $"this path takes {ContentType} over HTTP/2, in protobuf");
            return;
        }
        var (caller, refusal) = await endpoints.AdmitAsync(context);
        if (refusal is not null)
        {
            EndWithStatus(context, RpcCodes.Of(refusal), RpcCodes.TextOf(refusal));
            return;
        }
        if (SignalOf(context.Request.Path.Value!) is not { } signal)
        {
            endpoints.VisitOf(context).Lost();
            EndWithStatus(context, RpcCode.Unimplemented, $"unknown method {context.Request.Path.Value}");
            return;
        }
        var outcome = await endpoints.ImportAsync(context, MaxMessageBytes, async (buffer, cancel) =>
        {
            bool isCompressed = await ReceiveAsync(context, buffer, cancel);
            var encoding = isCompressed ? EncodingOf(context) : BodyEncoding.Plain;
            return new OtlpMessage(signal, encoding, IsJson: false, MaxMessageBytes, endpoints.ClientOf(context), endpoints.GateFor(caller!, context), endpoints.VisitOf(context)) { Id = OtlpEndpoints.IdIn(context.Request) };
        });
        if (outcome is not { } told) return;
        if (told.Code == RpcCode.Ok) await AnswerAsync(context, OtlpAnswers.Write(told));
        else EndWithStatus(context, told.Code, told.Message);
    }

    private static bool IsCall(HttpRequest request)
    {
        if (request.ContentType is not { } type || !HttpProtocol.IsHttp2(request.Protocol) || !HttpMethods.IsPost(request.Method)) return false;
        int end = type.IndexOf(';', StringComparison.Ordinal);
        string form = (end < 0 ? type : type[..end]).TrimEnd();
        return form.Equals(ContentType, StringComparison.OrdinalIgnoreCase) || form.Equals(ContentType + "+proto", StringComparison.OrdinalIgnoreCase);
    }

    private static OtlpSignal? SignalOf(string path) => path switch
    {
        Collector + "trace.v1.TraceService/Export" => OtlpSignal.Traces,
        Collector + "metrics.v1.MetricsService/Export" => OtlpSignal.Metrics,
        Collector + "logs.v1.LogsService/Export" => OtlpSignal.Logs,
        _ => null,
    };

    /// <summary>What the message is compressed with, by the header of the call.</summary>
    private static BodyEncoding EncodingOf(HttpContext context)
    {
        string encoding = context.Request.Headers["grpc-encoding"].ToString();
        switch (encoding)
        {
            case "gzip":
                return BodyEncoding.Gzip;
            case "" or "identity":
                throw new GrpcException(RpcCode.Internal, "a message is marked as compressed, but grpc-encoding does not say how");
            default:
                context.Response.Headers["grpc-accept-encoding"] = "identity,gzip";
                throw new GrpcException(RpcCode.Unimplemented, $"grpc-encoding {encoding} is not supported; identity and gzip are");
        }
    }

    /// <summary>Reads the one message of a call.</summary>
    /// <returns>Whether it is compressed.</returns>
    private static async Task<bool> ReceiveAsync(HttpContext context, RequestBuffer buffer, CancellationToken cancel)
    {
        var body = new SenderPipe(context.Request.BodyReader);
        var start = await body.ReadAtLeastAsync(PrefixBytes, cancel);
        if (start.Buffer.Length < PrefixBytes) throw new GrpcException(RpcCode.Internal, "the call ended before its message");
        var (isCompressed, length) = ReadPrefix(start.Buffer);
        body.AdvanceTo(start.Buffer.GetPosition(PrefixBytes));
        if (length > MaxMessageBytes) throw new MessageTooLargeException(length, MaxMessageBytes);

        for (long left = length; left > 0;)
        {
            var read = await body.ReadAsync(cancel);
            var part = read.Buffer.Slice(0, Math.Min(left, read.Buffer.Length));
            buffer.Add(part);
            left -= part.Length;
            body.AdvanceTo(part.End);
            if (read.IsCompleted && left > 0) throw new GrpcException(RpcCode.Internal, "the call ended inside its message");
        }
        return isCompressed;
    }

    private static (bool IsCompressed, uint Length) ReadPrefix(ReadOnlySequence<byte> start)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        start.Slice(0, PrefixBytes).CopyTo(prefix);
        if (prefix[0] > 1) throw new GrpcException(RpcCode.Internal, "a message begins with neither 0 nor 1");
        return (prefix[0] == 1, BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]));
    }

    private static async Task AnswerAsync(HttpContext context, byte[] message)
    {
        context.Response.ContentType = ContentType;
        byte[] framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, PrefixBytes);
        await context.Response.Body.WriteAsync(framed, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Ends a call without a message: the headers are its trailers.</summary>
    private static void EndWithStatus(HttpContext context, RpcCode code, string message)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Escaped(message);
    }

    /// <summary>A text with all but printable ASCII, and the percent sign itself, as percent escapes of its UTF-8.</summary>
    private static string Escaped(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (byte one in Encoding.UTF8.GetBytes(message))
        {
            if (one is >= 0x20 and <= 0x7E and not (byte)'%') text.Append((char)one);
            else text.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }
        return text.ToString();
    }
}
