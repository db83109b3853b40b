using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Ashiato.Intake.Tests.OpenTelemetry;

/// <summary>What came back from a unary call.</summary>
/// <param name="Http">The status of HTTP.</param>
/// <param name="Status">The status of gRPC, or −1 when there is none.</param>
/// <param name="Text">Its message, unescaped.</param>
/// <param name="Message">The message that was answered, without its prefix.</param>
internal sealed record CallResult(HttpStatusCode Http, int Status, string Text, byte[] Message);

/// <summary>Sends OTLP the way exporters do, byte for byte under the test's control.</summary>
internal static class OtlpCalls
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";
    public const string TraceExport = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    extension(IntakeServer server)
    {
        /// <summary>Posts to OTLP over HTTP.</summary>
        public Task<HttpResponseMessage> ExportAsync(string path, byte[] body, string contentType = Protobuf, string? encoding = null)
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
            return server.Client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);
        }

        /// <summary>Posts spans as JSON, and expects that all were taken.</summary>
        public async Task ExportSpansAsync(string json)
        {
            using var answer = await server.ExportAsync("/v1/traces", Encoding.UTF8.GetBytes(json), Json);
            Assert.Equal("{}", await answer.Content.ReadAsStringAsync(Cancel));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        /// <summary>Calls a method of gRPC over HTTP/2 without TLS.</summary>
        public Task<CallResult> CallAsync(string method, byte[] message, string? encoding = null, params (string Name, string Value)[] metadata) =>
            server.CallRawAsync(method, Framed(message, encoding is not null and not "identity"), encoding, "application/grpc", metadata);

        /// <summary>Calls a method with bytes that need not be a message.</summary>
        public async Task<CallResult> CallRawAsync(string method, byte[] framed, string? encoding = null, string contentType = "application/grpc", params (string Name, string Value)[] metadata)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(method, UriKind.Relative))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(framed),
            };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            request.Headers.TE.ParseAdd("trailers");
            if (encoding is not null) request.Headers.Add("grpc-encoding", encoding);
            foreach (var (name, value) in metadata) request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await server.Client.SendAsync(request, Cancel);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(Cancel);
            // A call that ends without a message has its status in the headers.
            var trailers = answer.TrailingHeaders.Contains("grpc-status") ? answer.TrailingHeaders : answer.Headers;
            int status = trailers.TryGetValues("grpc-status", out var values) ? int.Parse(values.Single(), System.Globalization.CultureInfo.InvariantCulture) : -1;
            string text = trailers.TryGetValues("grpc-message", out var texts) ? Uri.UnescapeDataString(texts.Single()) : "";
            if (body.Length >= 5 && status == 0) Assert.Equal(body.Length - 5, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)));
            return new CallResult(answer.StatusCode, status, text, body.Length >= 5 ? body[5..] : body);
        }
    }

    public static byte[] Framed(byte[] message, bool isGzipped)
    {
        if (isGzipped) message = Gzip(message);
        byte[] framed = new byte[message.Length + 5];
        framed[0] = isGzipped ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    public static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(body);
        return packed.ToArray();
    }
}
