using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Intake.Elastic;

/// <summary>The body of a request as it was before the sender compressed it.</summary>
internal static class BodyStream
{
    /// <summary>Opens the body. What it is compressed with is said by a header, or else by its first two bytes.</summary>
    /// <returns>The body, to be read while it arrives.</returns>
    /// <exception cref="InvalidDataException">The body does not begin as the header promises; the message is for the sender.</exception>
    public static async ValueTask<Stream> OpenAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = request.BodyReader;
        if (request.ContentLength == 0) return body.AsStream();
        var (first, second, count) = await PeekAsync(body, cancel);
        if (count == 0) return body.AsStream();

        bool isGzip = count == 2 && first == 0x1F && second == 0x8B;
        // RFC 1950: method 8, and the two bytes as a number are a multiple of 31.
        bool isZlib = count == 2 && (first & 0x0F) == 8 && ((first << 8) | second) % 31 == 0;
        switch (request.Headers.ContentEncoding.ToString())
        {
            case "deflate" when !isZlib:
                throw new InvalidDataException("zlib: invalid header");
            case "gzip" when !isGzip:
                throw new InvalidDataException("gzip: invalid header");
            case "deflate":
                return new ZLibStream(body.AsStream(), CompressionMode.Decompress);
            case "gzip":
                return new GZipStream(body.AsStream(), CompressionMode.Decompress);
        }
        if (isGzip) return new GZipStream(body.AsStream(), CompressionMode.Decompress);
        if ((first & 0x0F) != 8) return body.AsStream();
        return isZlib ? new ZLibStream(body.AsStream(), CompressionMode.Decompress) : throw new InvalidDataException("zlib: invalid header");
    }

    private static async ValueTask<(byte First, byte Second, int Count)> PeekAsync(PipeReader body, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            if (read.Buffer.Length < 2 && !read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            int count = (int)Math.Min(2, read.Buffer.Length);
            byte first = count > 0 ? read.Buffer.FirstSpan[0] : (byte)0;
            byte second = count > 1 ? read.Buffer.Slice(1).FirstSpan[0] : (byte)0;
            body.AdvanceTo(read.Buffer.Start);
            return (first, second, count);
        }
    }
}
